/// A list of revoked certificates in crl_file.
package struct RevocationListStatus: Hashable, Sendable {
    /// The CA's name, escaped.
    package let issuer: String
    package let thisUpdate: WallTime
    /// When it runs out.
    package let nextUpdate: WallTime
    package let revokedCount: Int

    package init(issuer: String, thisUpdate: WallTime, nextUpdate: WallTime, revokedCount: Int) {
        self.issuer = issuer
        self.thisUpdate = thisUpdate
        self.nextUpdate = nextUpdate
        self.revokedCount = revokedCount
    }
}
