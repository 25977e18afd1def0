import FoundationEssentials
import SubrosaCore
import X509

/// Whom a node believes: its CAs and what it asks of certificates beyond chaining to one of them.
package struct Trust: Sendable {
    /// The CAs of ca_file; certificates in it that are no CA's are left out. Never empty.
    package let roots: [Certificate]
    package let rules: TrustRules

    package init(roots: [Certificate], rules: TrustRules) {
        self.roots = roots
        self.rules = rules
    }

    /// When a list of revoked certificates runs out, so that verdicts may change: the earliest such moment after `now`.
    package func nextRevocationEnd(after now: Date) -> Date? { nil }
}
