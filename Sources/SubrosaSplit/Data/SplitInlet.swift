import NIOCore
import SubrosaFraming
import SubrosaPlumbing
import SubrosaWire

/// One peer's datagrams as they come from the other half.
final class SplitInlet: FrameReceiver {
    private let connection: SplitConnection
    private let sink: any DatagramSink
    private let onEnd: (SplitInlet) -> Void
    private var received: UInt64 = 0
    private var answersInBurst = false

    init(connection: SplitConnection, sink: any DatagramSink, onEnd: @escaping (SplitInlet) -> Void) {
        self.connection = connection
        self.sink = sink
        self.onEnd = onEnd
        connection.receiver = self
    }

    func received(_ frame: Frame) {
        switch frame {
        case .datagram(let datagram):
            received += 1
            sink.deliver(datagram)
        case .ping(let number):
            guard connection.isWritable else { return }
            connection.send(.pong(number, received: received))
            answersInBurst = true
        default: connection.violated("a \(frame.type) frame from the side that dialled the link")
        }
    }

    func burstEnded() {
        sink.burstEnded()
        guard answersInBurst else { return }
        answersInBurst = false
        connection.flush()
    }

    func writabilityChanged() {}

    func connectionEnded(_ end: ConnectionEnd) { onEnd(self) }

    /// Says what has arrived, and closes.
    func close() {
        connection.send(.pong(0, received: received))
        connection.flush()
        connection.close()
        onEnd(self)
    }
}
