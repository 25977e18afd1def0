import FoundationEssentials
import SubrosaCore
import X509

/// Whom a node believes: its CAs and what it asks of certificates beyond chaining to one of them.
package struct Trust: Sendable {
    /// The CAs of ca_file; certificates in it that are no CA's are left out. Never empty.
    package let roots: [Certificate]
    package let rules: TrustRules
    /// The lists of crl_file; nil if there is none, and then nobody asks for revocation.
    package let revocations: RevocationLists?

    package init(roots: [Certificate], rules: TrustRules, revocations: RevocationLists? = nil) {
        self.roots = roots
        self.rules = rules
        self.revocations = revocations
    }

    /// When a list of revoked certificates runs out, so that verdicts may change: the earliest such moment after `now`.
    package func nextRevocationEnd(after now: Date) -> Date? {
        (revocations?.all ?? []).compactMap(\.nextUpdate).filter { $0 > now }.min()
    }

    /// The lists in the order of crl_file, for status and metrics; a list without an end, which the loader refuses, ends
    /// as it begins.
    package var revocationLists: [RevocationListStatus] {
        (revocations?.all ?? []).map { list in
            RevocationListStatus(
                issuer: UntrustedText.escaped(list.issuer.description), thisUpdate: WallTime(list.thisUpdate),
                nextUpdate: WallTime(list.nextUpdate ?? list.thisUpdate), revokedCount: list.revokedCount)
        }
    }
}
