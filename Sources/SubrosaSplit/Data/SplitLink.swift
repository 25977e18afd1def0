import NIOCore
import SubrosaCore
import SubrosaFraming
import SubrosaPlumbing
import SubrosaWire

/// One peer's datagrams on their way to the other half: dialled as soon as that is there, and again when it breaks.
///
/// Like a link between peers: what the connection does not take waits, bounded in bytes and age, the oldest go first;
/// what was not confirmed when the connection broke is counted as lost.
package final class SplitLink: DatagramSink, FrameReceiver {
    private let half: SplitHalf
    private let counters: PeerCounters
    private let loop: any EventLoop
    private let dial: (_ done: @escaping (SplitConnection?) -> Void) -> Void
    private var connection: SplitConnection?
    private var outbox = DatagramOutbox<ByteBuffer>()
    private var written: UInt64 = 0
    private var confirmed: UInt64 = 0
    private var isWanted = false
    private var isDialling = false
    private var backoff = Backoff()
    private var ticker: Ticker?
    /// Set while nothing more is taken and the last confirmation is waited for.
    private var goodbye: EventLoopPromise<Void>?

    /// - Parameters:
    ///   - half: which one this process is.
    ///   - dial: connects and says for which peer; nil if that cannot be done.
    init(
        half: SplitHalf, counters: PeerCounters, loop: any EventLoop,
        dial: @escaping (_ done: @escaping (SplitConnection?) -> Void) -> Void
    ) {
        self.half = half
        self.counters = counters
        self.loop = loop
        self.dial = dial
    }

    /// The other half is there. If it was there before, what is open stays open.
    func open() {
        let wasWanted = isWanted
        isWanted = true
        backoff.reset()
        // One that is still open belongs to a half that has ended.
        if !wasWanted, connection != nil { giveUp() }
        connect()
    }

    /// The other half is gone, or is not wanted any more: nothing more is taken. What it still confirms is not lost.
    ///
    /// - Returns: completed when everything is confirmed, or counted as lost.
    @discardableResult
    func close() -> EventLoopFuture<Void> {
        isWanted = false
        if let goodbye { return goodbye.futureResult }
        guard let connection else { return loop.makeSucceededVoidFuture() }
        guard written > confirmed || !outbox.isEmpty else {
            giveUp()
            return loop.makeSucceededVoidFuture()
        }
        let promise = loop.makePromise(of: Void.self)
        goodbye = promise
        askWhatArrived()
        loop.assumeIsolated().scheduleTask(in: SplitLimits.goodbyeTimeout) { [weak self, weak connection] in
            guard let self, let connection, connection === self.connection, !isWanted else { return }
            giveUp()
        }
        return promise.futureResult
    }

    private func giveUp() {
        connection?.close()
        lost()
    }

    // MARK: DatagramSink

    package func deliver(_ datagram: ByteBuffer) {
        guard let connection, isWanted else {
            counters.dropped(half.sending, half.absence)
            return
        }
        guard datagram.readableBytes <= Limits.datagramLength else {
            counters.dropped(half.sending, .tooLarge)
            return
        }
        guard connection.isWritable, outbox.isEmpty else {
            // A copy: the buffer that it was read into may be far larger.
            let kept = ByteBuffer(bytes: datagram.readableBytesView)
            let removed = outbox.push(kept, size: kept.readableBytes, now: .now())
            counters.dropped(half.sending, .splitQueueFull, count: removed)
            return
        }
        write(datagram, on: connection)
    }

    /// The datagrams of one turn, or the frames of one read, are used up.
    package func burstEnded() { connection?.flush() }

    private func write(_ datagram: ByteBuffer, on connection: SplitConnection) {
        connection.send(.datagram(datagram))
        written += 1
        if connection.batchedBytes >= SplitLimits.batchLimit { connection.flush() }
    }

    private func sendWaiting() {
        guard let connection, !outbox.isEmpty else { return }
        let now = Instant.now()
        while connection.isWritable {
            let (datagram, expired) = outbox.pop(now: now)
            counters.dropped(half.sending, .splitQueueFull, count: expired)
            guard let datagram else { break }
            write(datagram, on: connection)
        }
        connection.flush()
        if goodbye != nil, outbox.isEmpty { askWhatArrived() }
    }

    // MARK: Connection

    private func connect() {
        guard isWanted, !isDialling, connection == nil else { return }
        isDialling = true
        dial { [weak self] connection in
            guard let self else {
                connection?.close()
                return
            }
            isDialling = false
            if let connection { established(connection) } else { connectLater() }
        }
    }

    private func connectLater() {
        guard isWanted else { return }
        let wait = backoff.next(jitter: .random(in: 0..<1))
        loop.assumeIsolated().scheduleTask(in: .nanoseconds(wait.nanoseconds)) { [weak self] in self?.connect() }
    }

    private func established(_ connection: SplitConnection) {
        guard isWanted else {
            connection.close()
            return
        }
        self.connection = connection
        connection.receiver = self
        written = 0
        confirmed = 0
        // The answer says that the other half has taken the connection.
        connection.send(.ping(0))
        connection.flush()
        ticker = Ticker(on: loop, every: SplitLimits.confirmInterval) { [weak self] in self?.askWhatArrived() }
    }

    private func askWhatArrived() {
        guard let connection, confirmed < written else { return }
        connection.send(.ping(0))
        connection.flush()
    }

    private func lost() {
        connection = nil
        ticker?.cancel()
        ticker = nil
        let lost = outbox.removeAll() + Int(clamping: written - confirmed)
        counters.dropped(half.sending, .splitLost, count: lost)
        // What was written is counted now.
        written = 0
        confirmed = 0
        let goodbye = self.goodbye
        self.goodbye = nil
        goodbye?.succeed()
        connectLater()
    }

    package func received(_ frame: Frame) {
        guard case .pong(_, let received) = frame else {
            connection?.violated("a \(frame.type) frame from the side that accepted the link")
            return
        }
        backoff.reset()
        confirmed = max(confirmed, min(received, written))
        if goodbye != nil, outbox.isEmpty, confirmed == written { giveUp() }
    }

    package func writabilityChanged() { sendWaiting() }

    package func connectionEnded(_ end: ConnectionEnd) { lost() }
}
