import FoundationEssentials
import SubrosaCore
import X509

/// Finds a chain from a leaf to a configured CA, or says exactly why there is none.
package struct ChainVerifier: Sendable {
    private let roots: [Certificate]

    /// - Parameter roots: The certificates of ca_file.
    package init(roots: [Certificate]) { self.roots = roots }

    /// - Parameter purposes: What the leaf, and every CA above it that is limited to purposes, must be allowed for.
    /// - Returns: The chain found: the leaf first, a certificate of ca_file last.
    package func verify(
        _ presented: PresentedChain, purposes: [CertificatePurpose], now: Date
    ) async throws(Refusal) -> [Certificate] {
        try CertificateRules.checkLeaf(presented.leaf, purposes: purposes, now: now)
        let rules = ChainRules(purposes: purposes, now: now)
        var verifier = Verifier(rootCertificates: CertificateStore(roots)) { ChainPolicy(rules: rules) }
        let result = await verifier.validate(
            leaf: presented.leaf, intermediates: CertificateStore(presented.intermediates))
        switch result {
        case .validCertificate(let chain):
            return Array(chain)
        case .couldNotValidate(let failures):
            guard let failure = failures.first else {
                throw Refusal(
                    .unknownAuthority, MissingAuthority(roots: roots).explanation(for: presented))
            }
            try rules.check(Array(failure.chain))
            // Our own rules have nothing against it, so it was RFC5280Policy: what is left is name constraints.
            let words = UntrustedText.escaped(failure.policyFailureReason.description, limit: 200)
            throw Refusal(.unknownAuthority, "the CA may not issue this: \(words)")
        }
    }
}
