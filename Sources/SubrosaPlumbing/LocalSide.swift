import NIOCore

/// A peer as the local Alertmanager sees it: its virtual address in this process, or the way to the half of this node
/// that has it.
package protocol LocalSide: AnyObject {
    /// Takes what the peer sends to the local Alertmanager.
    var datagrams: any DatagramSink { get }
    /// Connects the streams that the peer opens.
    var streams: any StreamDialer { get }
    /// Takes what it needs without serving it yet.
    func bind() -> EventLoopFuture<Void>
    /// Starts to carry: datagrams at once, streams whenever ``setReachable(_:)`` allows.
    func serve(datagrams: any DatagramSink, streams: any StreamSink)
    /// Whether the peer can be reached: if not, streams to it are refused.
    func setReachable(_ isReachable: Bool)
    /// Brings the counts of what the kernel dropped up to date.
    func countKernelDrops()
    /// Gives up everything.
    func close()
}
