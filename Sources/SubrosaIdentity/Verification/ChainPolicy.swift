import FoundationEssentials
import SwiftASN1
@_spi(FixedExpiryValidationTime) import X509

/// The policy handed to swift-certificates' Verifier: ``ChainRules`` and then RFC 5280.
///
/// `RFC5280Policy` (1.21.1) checks dates, basicConstraints, path length and name constraints, and lets the Verifier
/// refuse unknown critical extensions. It does *not* look at key usage or extended key usage, lets version 1
/// certificates issue anything, and would refuse a critical extended key usage or alternative name as unknown: that
/// is what ``ChainRules`` is for.
struct ChainPolicy: VerifierPolicy {
    let rules: ChainRules
    private var rfc5280: RFC5280Policy

    init(rules: ChainRules) {
        self.rules = rules
        self.rfc5280 = RFC5280Policy(fixedExpiryValidationTime: rules.now)
    }

    var verifyingCriticalExtensions: [ASN1ObjectIdentifier] { CertificateRules.understoodExtensions }

    mutating func chainMeetsPolicyRequirements(chain: UnverifiedCertificateChain) async -> PolicyEvaluationResult {
        do throws(Refusal) {
            try rules.check(Array(chain))
        } catch {
            let detail = error.detail
            return .failsToMeetPolicy(reason: detail)
        }
        return rfc5280.chainMeetsPolicyRequirements(chain: chain)
    }
}
