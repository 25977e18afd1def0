import NIOCore
import SubrosaCore
import SubrosaFraming
import SubrosaIdentity
import SubrosaWire

/// A link that a new one has replaced: stays until the peer has confirmed what was sent on it, or its time is up.
final class RetiringLink: FrameReceiver {
    private let connection: PeerConnection
    var id: ObjectIdentifier { ObjectIdentifier(connection) }
    private let counters: PeerCounters
    private let written: UInt64
    private var confirmed: UInt64
    private let onEnd: (RetiringLink) -> Void
    private var timeout: Scheduled<Void>?
    private var isOver = false

    /// - Parameters:
    ///   - written: datagrams sent on it.
    ///   - confirmed: how many of them the peer has confirmed so far.
    init(
        _ connection: PeerConnection, loop: any EventLoop, within limit: TimeAmount, counters: PeerCounters,
        written: UInt64, confirmed: UInt64, onEnd: @escaping (RetiringLink) -> Void
    ) {
        self.connection = connection
        self.counters = counters
        self.written = written
        self.confirmed = confirmed
        self.onEnd = onEnd
        timeout = loop.assumeIsolated().scheduleTask(in: limit) { [weak self] in self?.close() }
        connection.receiver = self
    }

    /// Asks what has arrived. May report the end before it returns.
    func start() {
        connection.send(.ping(0))
        connection.flush()
    }

    func close() {
        guard !isOver else { return }
        isOver = true
        timeout?.cancel()
        connection.close()
        counters.dropped(.outbound, .unconfirmed, count: Int(clamping: written - confirmed))
        onEnd(self)
    }

    func received(_ frame: Frame) {
        guard case .pong(let number, let received) = frame else { return }
        confirmed = max(confirmed, min(received, written))
        // Pongs to earlier pings may come first.
        if number == 0 || confirmed == written { close() }
    }

    func burstEnded() {}
    func writabilityChanged() {}
    func connectionEnded(_ end: ConnectionEnd) { close() }
}
