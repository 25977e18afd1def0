import NIOCore
import SubrosaCore

/// One side of a carried stream: a TCP connection of the local Alertmanager, or a lane to a peer. All calls are made
/// on the event loop that both sides share.
package protocol StreamSide: AnyObject {
    /// Who is told of what happens on this side; set once, before the first ``readMore()``.
    var observer: (any StreamObserver)? { get set }
    /// False while enough bytes wait to be written that no more should be sent.
    var isWritable: Bool { get }
    /// Queues bytes; they leave at the next ``flush()``.
    func send(_ bytes: ByteBuffer)
    func flush()
    /// No more bytes will be sent: passes the end on after what was sent before.
    func finish()
    /// The stream is over in disorder: passes it on as a reset, after what was sent before where that is possible.
    func reset(_ reason: StreamResetReason)
    /// Asks for one more burst of bytes. Nothing is read without it, which is all the back-pressure there is.
    func readMore()
    /// The stream is over in order, in both directions: gives the side back.
    func release()
}

/// What one side of a stream reports. Each burst of bytes ends with ``streamSideBurstEnded(_:)``.
package protocol StreamObserver: AnyObject {
    func streamSide(_ side: any StreamSide, received bytes: ByteBuffer)
    func streamSideBurstEnded(_ side: any StreamSide)
    /// No more bytes will come from this side.
    func streamSideEnded(_ side: any StreamSide)
    /// The side broke; nothing more will come and nothing can be sent.
    func streamSide(_ side: any StreamSide, broke reason: StreamResetReason)
    func streamSideBecameWritable(_ side: any StreamSide)
}
