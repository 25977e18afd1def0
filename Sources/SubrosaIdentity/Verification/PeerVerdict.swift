import FoundationEssentials
import SubrosaCore

/// What ``PeerVerifier`` thinks of a peer.
package enum PeerVerdict: Hashable, Sendable {
    case admitted(ProvenPeer)
    case refused(Refusal)
}

/// A peer whose certificate chains to a configured CA and proves at least one configured node.
package struct ProvenPeer: Hashable, Sendable {
    /// The configured nodes, other than this one, whose identity the certificate proves, in the order of the
    /// configuration; never empty, and on the dialling side the dialled node is among them.
    package let nodes: [NodeName]
    /// When the chain ceases to hold: the earliest end of validity among its certificates, the CA's included.
    package let notAfter: Date
    /// When the peer's own certificate ends.
    package let certificateNotAfter: Date
    /// The CA of ca_file that the chain ends at.
    package let authority: AuthorityName
    /// SHA-256 of the peer's own certificate, to notice that it presents another one; decides nothing.
    package let fingerprint: [UInt8]
    /// The certificate's subject, escaped for logs.
    package let subject: String
    /// The certificate's serial number in hexadecimal.
    package let serial: String

    package init(
        nodes: [NodeName], notAfter: Date, certificateNotAfter: Date, authority: AuthorityName, fingerprint: [UInt8],
        subject: String, serial: String
    ) {
        self.nodes = nodes
        self.notAfter = notAfter
        self.certificateNotAfter = certificateNotAfter
        self.authority = authority
        self.fingerprint = fingerprint
        self.subject = subject
        self.serial = serial
    }
}
