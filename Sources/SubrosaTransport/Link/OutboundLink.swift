import Logging
import NIOCore
import SubrosaCore
import SubrosaIdentity
import SubrosaPlumbing
import SubrosaWire

/// The link that this node dials to one peer, and the datagrams that go out on it. Obeys ``LinkMachine``.
final class OutboundLink: DatagramSink, FrameReceiver {
    private let node: Node
    private let dialer: Dialer
    private let counters: PeerCounters
    private let journal: LinkJournal
    private let settings: CurrentSettings
    /// Told of every change between up and down.
    private let onChange: (Bool) -> Void

    private var machine = LinkMachine()
    private var outbox = DatagramOutbox<ByteBuffer>()
    private var connection: PeerConnection?
    private var ticker: Ticker?
    private var peerIsDraining = false
    /// Datagrams written on this connection, and how many of them the peer has confirmed.
    private var written: UInt64 = 0
    private var confirmed: UInt64 = 0

    init(
        node: Node, dialer: Dialer, counters: PeerCounters, journal: LinkJournal, settings: CurrentSettings,
        onChange: @escaping (Bool) -> Void
    ) {
        self.node = node
        self.dialer = dialer
        self.counters = counters
        self.journal = journal
        self.settings = settings
        self.onChange = onChange
    }

    var isUp: Bool { machine.isUp }

    /// Where the peer answers now; nil while the link is down.
    var peerAddress: SocketAddress? { connection?.peerAddress }

    func start() { obey(machine.started()) }

    /// Says that this node ends, after what was sent before, and closes.
    ///
    /// - Returns: completed when the connection is closed; nil if there was none.
    func drain() -> EventLoopFuture<Void>? {
        machine.ended()
        ticker?.cancel()
        guard let connection else { return nil }
        let closing = connection.closeFuture
        sendWaiting()
        connection.send(.drain)
        connection.flush()
        connection.close()
        down(.draining, detail: nil)
        return closing
    }

    /// Tells the peer that nothing new should be opened towards this node; datagrams go on.
    func announceDrain() {
        connection?.send(.drain)
        connection?.flush()
    }

    // MARK: Datagrams

    func deliver(_ datagram: ByteBuffer) {
        guard let connection else {
            counters.dropped(.outbound, .linkDown)
            return
        }
        guard datagram.readableBytes <= Limits.datagramLength else {
            counters.dropped(.outbound, .tooLarge)
            return
        }
        guard connection.isWritable, outbox.isEmpty else {
            // A copy: the buffer that it was read into has 64 KiB, however short the datagram is.
            let kept = ByteBuffer(bytes: datagram.readableBytesView)
            let removed = outbox.push(kept, size: kept.readableBytes, now: .now())
            counters.dropped(.outbound, .queueFull, count: removed)
            return
        }
        write(datagram, on: connection)
    }

    func burstEnded() {
        connection?.flush()
    }

    private func write(_ datagram: ByteBuffer, on connection: PeerConnection) {
        connection.send(.datagram(datagram))
        written += 1
        counters.datagrams.outbound += 1
        counters.datagramBytes.outbound += UInt64(datagram.readableBytes)
        if connection.batchedBytes >= TransportLimits.batchLimit { connection.flush() }
    }

    private func sendWaiting() {
        guard let connection, !outbox.isEmpty else { return }
        let now = Instant.now()
        while connection.isWritable {
            let (datagram, expired) = outbox.pop(now: now)
            counters.dropped(.outbound, .queueExpired, count: expired)
            guard let datagram else { break }
            write(datagram, on: connection)
        }
        connection.flush()
    }

    // MARK: Connection

    func received(_ frame: Frame) {
        machine.heard(now: .now())
        switch frame {
        case .pong(_, let received): confirmed = min(received, written)
        case .drain: peerIsDraining = true
        default:
            let detail = "a \(frame.type) frame from the side that accepted the link"
            lose(.protocolViolation, detail: detail)
        }
    }

    func writabilityChanged() { sendWaiting() }

    func connectionEnded(_ end: ConnectionEnd) {
        switch end {
        case .closedByPeer: connectionLost(peerIsDraining ? .peerDrained : .closedByPeer, detail: nil)
        case .lost(let detail): connectionLost(.connectionLost, detail: detail)
        case .violation(let detail): connectionLost(.protocolViolation, detail: detail)
        }
    }

    /// Closes the connection from here.
    private func lose(_ reason: LinkDownReason, detail: String?) {
        connection?.close()
        connectionLost(reason, detail: detail)
    }

    private func connectionLost(_ reason: LinkDownReason, detail: String?) {
        guard connection != nil else { return }
        let instruction = machine.closed(now: .now(), jitter: .random(in: 0..<1))
        down(reason, detail: detail)
        obey(instruction)
    }

    private func down(_ reason: LinkDownReason, detail: String?) {
        connection = nil
        ticker?.cancel()
        ticker = nil
        counters.dropped(.outbound, .linkLost, count: outbox.removeAll())
        counters.dropped(.outbound, .unconfirmed, count: Int(clamping: written - confirmed))
        journal.linkWentDown(reason, detail: detail)
        onChange(false)
    }

    private func obey(_ instruction: LinkMachine.Instruction) {
        switch instruction {
        case .dial: dial()
        case .waitToDial(let wait):
            dialer.loop.assumeIsolated().scheduleTask(in: .nanoseconds(wait.nanoseconds)) { [weak self] in
                guard let self else { return }
                obey(machine.retryDue())
            }
        case .ping(let number):
            connection?.send(.ping(number))
            connection?.flush()
        case .closeSilent: lose(.silent, detail: nil)
        case .none: break
        }
    }

    private func dial() {
        dialer.dial(node, role: .link) { [weak self] result in
            guard let self else { return }
            switch result {
            case .success(let (connection, peer)): established(connection, peer)
            case .failure(let error):
                journal.dialFailed(error)
                obey(machine.dialFailed(jitter: .random(in: 0..<1)))
            }
        }
    }

    private func established(_ connection: PeerConnection, _ peer: PeerConnection.Peer) {
        machine.established(now: .now())
        guard machine.isUp else {
            connection.close()
            return
        }
        self.connection = connection
        connection.receiver = self
        peerIsDraining = false
        written = 0
        confirmed = 0
        ticker = Ticker(
            on: dialer.loop, every: .nanoseconds(LinkMachine.tick.nanoseconds), initialDelay: .zero
        ) { [weak self] in
            guard let self else { return }
            obey(machine.heartbeatDue(now: .now()))
        }
        journal.compare(own: settings.value.digest, peers: peer.digest)
        journal.linkCameUp(address: connection.remoteAddress, peer: peer)
        onChange(true)
    }
}
