import SubrosaCore
import SubrosaIdentity

/// What came of dialling one address of a peer.
package enum ProbeOutcome: Hashable, Sendable {
    /// No TCP connection.
    case notConnected(DialFailureReason, detail: String)
    /// TCP, but no hello.
    ///
    /// - Parameters:
    ///   - connect: how long TCP took.
    ///   - presented: the dates of the certificate that the peer presented, if it came to that.
    case refused(Refusal, connect: Duration, presented: CertificateDates?)
    case greeted(Greeted)

    /// A peer that has said an acceptable hello.
    package struct Greeted: Hashable, Sendable {
        /// How long TCP took: one round trip.
        package let connect: Duration
        /// How long TLS and the hello took after that.
        package let hello: Duration
        package let digest: TableDigest
        package let proven: ProvenPeer

        package init(connect: Duration, hello: Duration, digest: TableDigest, proven: ProvenPeer) {
            self.connect = connect
            self.hello = hello
            self.digest = digest
            self.proven = proven
        }
    }
}
