import FoundationEssentials
import SwiftASN1
@_spi(FixedExpiryValidationTime) import X509

/// The policy handed to swift-certificates' Verifier: ``ChainRules``, what is denied, RFC 5280, what is revoked. A chain
/// that one of them is against does not end the search: there may be another.
///
/// `RFC5280Policy` (1.21.1) checks dates, basicConstraints, path length and name constraints, and lets the Verifier
/// refuse unknown critical extensions. It does *not* look at key usage or extended key usage, lets version 1
/// certificates issue anything, and would refuse a critical extended key usage or alternative name as unknown: that
/// is what ``ChainRules`` is for.
struct ChainPolicy: VerifierPolicy {
    let rules: ChainRules
    let checks: TrustChecks

    var verifyingCriticalExtensions: [ASN1ObjectIdentifier] { CertificateRules.understoodExtensions }

    func chainMeetsPolicyRequirements(chain: UnverifiedCertificateChain) async -> PolicyEvaluationResult {
        do throws(Refusal) {
            try check(chain)
            return .meetsPolicy
        } catch {
            let detail = error.detail
            return .failsToMeetPolicy(reason: detail)
        }
    }

    /// As above, with the reason. The same chain gets the same answer.
    func check(_ chain: UnverifiedCertificateChain) throws(Refusal) {
        let certificates = Array(chain)
        try rules.check(certificates)
        try checks.checkNothingIsDenied(in: certificates)
        let policy = RFC5280Policy(fixedExpiryValidationTime: rules.now)
        if case .failsToMeetPolicy(let reason) = policy.chainMeetsPolicyRequirements(chain: chain) {
            // Our own rules have nothing against it: what is left is name constraints.
            let words = UntrustedText.escaped(reason.description, limit: 200)
            throw Refusal(.unknownAuthority, "the CA may not issue this: \(words)")
        }
        try checks.checkRevocation(of: certificates)
    }
}
