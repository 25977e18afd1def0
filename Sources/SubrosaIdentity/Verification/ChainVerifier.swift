import FoundationEssentials
import SubrosaCore
import X509

/// Finds a chain from a leaf to a configured CA, or says exactly why there is none. The order of the checks is that of
/// ``PeerVerifier``.
package struct ChainVerifier: Sendable {
    private let trust: Trust

    package init(trust: Trust) { self.trust = trust }

    /// - Parameter purposes: What the leaf, and every CA above it that is limited to purposes, must be allowed for.
    /// - Returns: The chain found: the leaf first, a certificate of ca_file last.
    package func verify(
        _ presented: PresentedChain, purposes: [CertificatePurpose], now: Date
    ) async throws(Refusal) -> [Certificate] {
        try CertificateRules.checkLeaf(presented.leaf, purposes: purposes, now: now)
        let checks = TrustChecks(trust, now: now)
        try checks.checkKeyType(of: presented.leaf)
        try checks.checkKeyIsNotDenied(presented.leaf)
        let policy = ChainPolicy(rules: ChainRules(purposes: purposes, now: now), checks: checks)
        var verifier = Verifier(rootCertificates: CertificateStore(trust.roots)) { policy }
        let result = await verifier.validate(
            leaf: presented.leaf, intermediates: CertificateStore(presented.intermediates))
        switch result {
        case .validCertificate(let chain):
            return Array(chain)
        case .couldNotValidate(let failures):
            // What the policy had against the first chain found; without a chain, why there is none.
            if let failure = failures.first { try policy.check(failure.chain) }
            throw Refusal(
                .unknownAuthority, MissingAuthority(roots: trust.roots).explanation(for: presented))
        }
    }
}
