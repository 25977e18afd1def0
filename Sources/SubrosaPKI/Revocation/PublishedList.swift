import FoundationEssentials
import SubrosaIdentity

/// What is to be said of a list of revoked certificates that was written.
package struct PublishedList: Hashable, Sendable {
    /// The CA's name, escaped.
    package let issuer: String
    package let number: String
    package let nextUpdate: Date?
    package let revokedCount: Int

    init(_ list: CertificateList) {
        self.issuer = UntrustedText.escaped(list.issuer.description)
        self.number = list.number?.description ?? "none"
        self.nextUpdate = list.nextUpdate
        self.revokedCount = list.revokedCount
    }
}
