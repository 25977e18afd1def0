import NIOCore
import SubrosaCore
import SubrosaPlumbing

/// A peer on the host half: its virtual address is the edge's business.
final class EdgeSide: LocalSide {
    private let peer: SplitPeer
    private weak var host: HostHalf?
    private let loop: any EventLoop

    init(_ peer: SplitPeer, host: HostHalf, loop: any EventLoop) {
        self.peer = peer
        self.host = host
        self.loop = loop
    }

    var datagrams: any DatagramSink { peer.datagrams }
    var streams: any StreamDialer { peer.streams }

    func bind() -> EventLoopFuture<Void> { loop.makeSucceededVoidFuture() }

    func serve(datagrams: any DatagramSink, streams: any StreamSink) {
        peer.serve(datagrams: datagrams, streams: streams)
        host?.serve(peer)
    }

    func setReachable(_ isReachable: Bool) { host?.setReachable(peer, isReachable) }

    /// The edge counts them and tells.
    func countKernelDrops() {}

    func close() { host?.remove(peer) }
}
