import NIOCore
import SubrosaPlumbing

/// A place on the way of datagrams where they can be looked at.
final class CanaryTap: DatagramSink {
    /// Where they go from here.
    private let next: any DatagramSink
    /// - Returns: whether the datagram goes on.
    private let passes: (ByteBuffer) -> Bool
    private let onBurstEnd: () -> Void

    init(to next: any DatagramSink, passes: @escaping (ByteBuffer) -> Bool, onBurstEnd: @escaping () -> Void = {}) {
        self.next = next
        self.passes = passes
        self.onBurstEnd = onBurstEnd
    }

    func deliver(_ datagram: ByteBuffer) {
        if passes(datagram) { next.deliver(datagram) }
    }

    func burstEnded() {
        onBurstEnd()
        next.burstEnded()
    }
}
