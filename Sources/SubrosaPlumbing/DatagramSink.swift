import NIOCore

/// Where datagrams go: a link to a peer, or a peer's virtual address on the way to the local Alertmanager.
///
/// Never waits: what cannot be taken is dropped and counted.
package protocol DatagramSink: AnyObject {
    func deliver(_ datagram: ByteBuffer)
    /// No more datagrams for now: what was gathered is sent in one go.
    func burstEnded()
}
