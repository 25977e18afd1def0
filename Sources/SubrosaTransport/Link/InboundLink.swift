import FoundationEssentials
import NIOCore
import SubrosaCore
import SubrosaFraming
import SubrosaIdentity
import SubrosaPlumbing
import SubrosaWire

/// A link that a peer dialled to this node: its datagrams go to the local Alertmanager, its pings are answered.
final class InboundLink: FrameReceiver {
    private let connection: PeerConnection
    /// What the peer has said and shown.
    let peer: PeerConnection.Peer
    private let sink: any DatagramSink
    private let counters: PeerCounters
    /// nil: this node takes none over UDP.
    private let sealed: SealedInlet?
    private let onReport: (HealthReport) -> Void
    private let onEnd: (InboundLink, LinkDownReason, String?) -> Void
    private var received: UInt64 = 0
    private var heard: Instant
    private var ticker: Ticker?
    private var peerIsDraining = false
    private var deliveredInBurst = false
    private var answeredInBurst = false

    init(
        connection: PeerConnection, peer: PeerConnection.Peer, loop: any EventLoop, sink: any DatagramSink,
        counters: PeerCounters, keyring: SealedKeyring?, onReport: @escaping (HealthReport) -> Void,
        onEnd: @escaping (InboundLink, LinkDownReason, String?) -> Void
    ) {
        self.connection = connection
        self.peer = peer
        self.sink = sink
        self.counters = counters
        self.onReport = onReport
        self.onEnd = onEnd
        heard = .now()
        sealed = keyring.map { keyring in
            SealedInlet(keyring: keyring, sink: sink, counters: counters) { [weak connection] frame in
                // As with pings: who does not read answers gets no more of them.
                guard let connection, connection.isWritable else { return }
                connection.send(frame)
                connection.flush()
            }
        }
        ticker = Ticker(on: loop, every: .nanoseconds(LinkMachine.tick.nanoseconds)) { [weak self] in
            guard let self else { return }
            sealed?.ticked()
            if Instant.now() - heard >= LinkMachine.silenceLimit { close(.silent) }
        }
    }

    /// `ip:port` of the other end.
    var address: String { connection.remoteAddress }

    func received(_ frame: Frame) {
        switch frame {
        case .datagram(let datagram):
            received += 1
            deliveredInBurst = true
            sink.deliver(datagram)
        case .ping(let number):
            // A dialler that does not read its answers gets no more of them: they would pile up here.
            guard connection.isWritable else { return }
            connection.send(.pong(number, received: received))
            answeredInBurst = true
        case .report(let report): onReport(report)
        case .drain: peerIsDraining = true
        case .key, .numbered, .settled:
            if let sealed { self.received(frame, sealed) } else { violated("a \(frame.type) frame, unasked") }
        default: violated("a \(frame.type) frame from the side that dialled the link")
        }
    }

    private func received(_ frame: Frame, _ sealed: SealedInlet) {
        switch frame {
        case .key(let key):
            if !sealed.add(key) { violated("a key whose id is taken") }
        case .numbered(let number, let datagram):
            received += 1
            guard let isFirst = sealed.isFirst(number) else {
                violated("a datagram with a number that is out of reach")
                return
            }
            guard isFirst else { return }
            deliveredInBurst = true
            sink.deliver(datagram)
        case .settled(let number):
            if !sealed.settle(upTo: number) { violated("a settled number that is out of reach") }
        default: break
        }
    }

    private func violated(_ detail: String) { connection.violated(detail) }

    func burstEnded() {
        heard = .now()
        if answeredInBurst {
            answeredInBurst = false
            connection.flush()
        }
        guard deliveredInBurst else { return }
        deliveredInBurst = false
        sink.burstEnded()
    }

    func writabilityChanged() {}

    /// Tells the peer that this node ends, so that it opens nothing new.
    func announceDrain() {
        connection.send(.drain)
        connection.flush()
    }

    /// Where the peer is.
    var peerAddress: SocketAddress? { connection.peerAddress }

    var closeFuture: EventLoopFuture<Void>? { connection.closeFuture }

    /// The peer has dialled a new link, and closes this one as soon as all that it sent on it has arrived.
    var isReplaced = false

    func close(_ reason: LinkDownReason, detail: String? = nil) {
        // Unasked: what arrived since the last ping is not to count as lost at the other end.
        connection.send(.pong(0, received: received))
        connection.flush()
        connection.close()
        ended(reason, detail)
    }

    func connectionEnded(_ end: ConnectionEnd) {
        switch end {
        case .closedByPeer: ended(peerIsDraining ? .peerDrained : .closedByPeer, nil)
        case .lost(let detail): ended(.connectionLost, detail)
        case .violation(let detail): ended(.protocolViolation, detail)
        }
    }

    private func ended(_ reason: LinkDownReason, _ detail: String?) {
        ticker?.cancel()
        ticker = nil
        sealed?.close()
        onEnd(self, isReplaced ? .replaced : reason, detail)
    }
}
