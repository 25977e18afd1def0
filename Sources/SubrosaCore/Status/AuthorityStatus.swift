/// A CA of ca_file, and who stands on it: before it is taken out, nobody should.
package struct AuthorityStatus: Hashable, Sendable {
    package let subject: String
    package let keySHA256: String
    package let notAfter: WallTime
    /// Peers with a link, in either direction, whose certificate chains to it.
    package let peers: [NodeName]
    /// Whether this node's own certificate chains to it.
    package let isOwn: Bool

    package init(subject: String, keySHA256: String, notAfter: WallTime, peers: [NodeName], isOwn: Bool) {
        self.subject = subject
        self.keySHA256 = keySHA256
        self.notAfter = notAfter
        self.peers = peers
        self.isOwn = isOwn
    }
}
