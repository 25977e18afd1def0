import FoundationEssentials
import Logging
import NIOCore
import SubrosaCore
import SubrosaFraming
import SubrosaIdentity
import SubrosaPlumbing
import SubrosaWire

/// The link that this node dials to one peer, and the datagrams that go out on it. Obeys ``LinkMachine``.
///
/// `OutboundLink+Sealed.swift` has what goes over UDP.
final class OutboundLink: DatagramSink, FrameReceiver {
    /// How long a link that was replaced may stay for its confirmations; less if it is not to be trusted any more.
    private static let retirement = (
        usual: TimeAmount.seconds(2), untrusted: TimeAmount.milliseconds(300), ending: TimeAmount.milliseconds(800)
    )

    private var node: Node
    let dialer: Dialer
    let counters: PeerCounters
    let journal: LinkJournal
    let settings: CurrentSettings
    private let sessions: Sessions
    private let record: LinkRecord
    /// Told of every change between up and down, and when a new link has taken the place of one that is up.
    private let onChange: (Bool) -> Void

    private var machine = LinkMachine()
    private var renewal = RenewalMachine()
    /// Counts up when a renewal is over.
    private var renewalNumber = 0
    private var retiring: [ObjectIdentifier: RetiringLink] = [:]
    private var outbox = DatagramOutbox<ByteBuffer>()
    /// What goes over UDP; nil if the peer takes nothing there, or this node sends nothing.
    var sealed: SealedOutlet?
    var connection: PeerConnection?
    private var ticker: Ticker?
    private var peerIsDraining = false
    /// Datagrams written on this connection, and how many of them the peer has confirmed.
    var written: UInt64 = 0
    private var confirmed: UInt64 = 0

    init(
        node: Node, dialer: Dialer, counters: PeerCounters, journal: LinkJournal, settings: CurrentSettings,
        sessions: Sessions, record: LinkRecord, onChange: @escaping (Bool) -> Void
    ) {
        self.node = node
        self.dialer = dialer
        self.counters = counters
        self.journal = journal
        self.settings = settings
        self.sessions = sessions
        self.record = record
        self.onChange = onChange
    }

    var isUp: Bool { machine.isUp }

    /// SHA-256 of the certificate that the peer presented here; nil while the link is down.
    private(set) var peerFingerprint: [UInt8]?

    /// What it says it can do; nil while the link is down.
    private(set) var peerAbilities: Hello.Abilities?

    /// When what it presented ends.
    private var peerNotAfter = Date.distantFuture

    /// Where the peer answers now; nil while the link is down.
    var peerAddress: SocketAddress? { connection?.peerAddress }

    /// Datagrams that wait until the link takes more.
    var queue: QueueStatus {
        QueueStatus(
            count: outbox.count, bytes: outbox.byteCount, oldestAge: outbox.oldestArrival.map { .now() - $0 } ?? .zero)
    }

    func start() { obey(machine.started()) }

    /// Says that this node ends, after what was sent before, and closes.
    ///
    /// - Returns: completed when the connection is closed; nil if there was none.
    func drain(_ reason: LinkDownReason) -> EventLoopFuture<Void>? {
        machine.ended()
        ticker?.cancel()
        for link in retiring.values { link.close() }
        guard let connection else { return nil }
        let closing = connection.closeFuture
        sendWaiting()
        sealed?.finish()
        connection.send(.drain)
        // What was sent a moment ago has not been confirmed yet; it counts as lost only if it really is.
        retire(connection, within: Self.retirement.ending)
        (written, confirmed) = (0, 0)
        down(reason, detail: nil)
        return closing
    }

    /// Tells the peer that nothing new should be opened towards this node; datagrams go on.
    func announceDrain() {
        connection?.send(.drain)
        connection?.flush()
    }

    /// The peer has just dialled this node: what failed a moment ago is worth another try now.
    func peerIsThere() { obey(machine.retryDue()) }
    /// A report that does not find the way free is not sent: the next one says more.
    func send(_ report: HealthReport) {
        guard let connection, connection.isWritable, outbox.isEmpty else { return }
        connection.send(.report(report))
        connection.flush()
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
        let isFree = connection.isWritable && outbox.isEmpty
        let way = sealed?.way(length: datagram.readableBytes, isLinkFree: isFree) ?? .link
        if let sealed, way != .link {
            deliver(datagram, way, sealed, on: connection)
            return
        }
        guard isFree else {
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
        sealed?.flush()
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
        let now = Instant.now()
        machine.heard(now: now)
        switch frame {
        case .pong(let number, let received):
            confirmed = min(received, written)
            if let roundTrip = machine.answered(number, now: now) { record.answered(after: roundTrip) }
        case .drain: peerIsDraining = true
        case .probed(let key, let number): sealed?.probed(key: key, number: number)
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
        down(
            reason.refined(peers: peerNotAfter, own: settings.value.ownNotAfter, now: Date()), detail: detail)
        obey(instruction)
    }

    private func down(_ reason: LinkDownReason, detail: String?) {
        connection = nil
        endSealed()
        peerFingerprint = nil
        peerAbilities = nil
        renewal.linkWentDown()
        renewalNumber += 1
        ticker?.cancel()
        ticker = nil
        counters.dropped(.outbound, .linkLost, count: outbox.removeAll())
        counters.dropped(.outbound, .unconfirmed, count: Int(clamping: written - confirmed))
        journal.linkWentDown(reason, detail: detail)
        record.outboundWentDown(reason, detail)
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
        dial { link, connection, peer in
            link.established(connection, peer)
        } failed: { link in
            link.obey(link.machine.dialFailed(jitter: .random(in: 0..<1)))
        }
    }

    /// Dials one connection, whether or not there is a link already. Both closures get this link.
    private func dial(
        succeeded: @escaping (OutboundLink, PeerConnection, PeerConnection.Peer) -> Void,
        failed: @escaping (OutboundLink) -> Void
    ) {
        let dialled = node
        dialer.dial(dialled, role: .link) { [weak self] result in
            switch result {
            case .success(let (connection, peer)):
                guard let self else {
                    connection.close()
                    return
                }
                succeeded(self, connection, peer)
                renewIfOutdated(peer, dialled)
            case .failure(let error):
                guard let self else { return }
                journal.dialFailed(error)
                record.dialFailed(error.failure)
                failed(self)
            }
        }
    }

    private func established(_ connection: PeerConnection, _ peer: PeerConnection.Peer) {
        machine.established(now: .now())
        guard machine.isUp else {
            connection.close()
            return
        }
        take(connection, peer)
        ticker = Ticker(
            on: dialer.loop, every: .nanoseconds(LinkMachine.tick.nanoseconds), initialDelay: .zero
        ) { [weak self] in
            guard let self else { return }
            obey(machine.heartbeatDue(now: .now()))
            sealed?.ticked()
        }
        journal.linkCameUp(address: connection.remoteAddress, peer: peer)
        onChange(true)
    }

    /// This node may have been reloaded since the dial began: its certificate or the peer's address is another one.
    private func renewIfOutdated(_ peer: PeerConnection.Peer, _ dialled: Node) {
        let isElsewhere = dialled.linkAddress != node.linkAddress
        if isElsewhere || peer.presentation != settings.value.presentation, renewal.isIdle { renew() }
    }

    private func take(_ connection: PeerConnection, _ peer: PeerConnection.Peer) {
        self.connection = connection
        peerFingerprint = peer.proven.fingerprint
        peerAbilities = peer.abilities
        peerNotAfter = peer.proven.notAfter
        connection.receiver = self
        peerIsDraining = false
        written = 0
        confirmed = 0
        openSealed(on: connection, peer)
        journal.compare(own: settings.value.digest, peers: peer.digest)
        record.told(tableDigest: peer.digest)
        record.outboundCameUp(at: connection.remoteAddress, peer)
        sessions.add(
            connection, peer,
            owner: Session.Owner(
                end: { [weak self, weak connection] reason, detail in
                    guard let self, let connection else { return }
                    mustEnd(connection, reason, detail)
                },
                expiresSoon: { [weak self] in self?.renew() }))
    }

    /// Lets the peer confirm what was written on a connection, then closes it.
    private func retire(_ connection: PeerConnection, within limit: TimeAmount) {
        let link = RetiringLink(
            connection, loop: dialer.loop, within: limit, counters: counters, written: written, confirmed: confirmed
        ) { [weak self] link in self?.retiring[link.id] = nil }
        retiring[link.id] = link
        link.start()
    }

    // MARK: Renewal

    /// The node's link address has changed, perhaps: the next dial goes there, and a link that is up is replaced.
    func moved(to node: Node) {
        let isElsewhere = node.linkAddress != self.node.linkAddress
        self.node = node
        guard isElsewhere, connection != nil else { return }
        obey(
            renewal.mustEnd(RenewalMachine.Ending(reason: .nodeMoved, detail: "the address is now \(node.linkAddress)"))
        )
    }

    /// Dials a new link, which takes the place of this one when it is up. Nothing is lost by it.
    func renew() {
        guard connection != nil else { return }
        obey(renewal.wanted())
    }

    /// The link would not be admitted any more: a new one gets a moment to take its place.
    private func mustEnd(_ connection: PeerConnection, _ reason: LinkDownReason, _ detail: String) {
        if let link = retiring[ObjectIdentifier(connection)] {
            link.close()
        } else if connection === self.connection {
            let ending = RenewalMachine.Ending(reason: reason, detail: detail)
            // With an own certificate that has expired no new one comes up.
            obey(reason == .ownCertificateExpired ? .end(ending) : renewal.mustEnd(ending))
        } else {
            connection.close()
        }
    }

    private func obey(_ instruction: RenewalMachine.Instruction) {
        switch instruction {
        case .dial: dialRenewal()
        case .dialWithin:
            scheduleRenewal(in: RenewalMachine.limit) { $0.limitReached() }
            dialRenewal()
        case .waitForLimit: scheduleRenewal(in: RenewalMachine.limit) { $0.limitReached() }
        case .waitToDial(let wait): scheduleRenewal(in: wait) { $0.retryDue() }
        case .end(let ending):
            renewalNumber += 1
            lose(ending.reason, detail: ending.detail)
        case .none: break
        }
    }

    private func scheduleRenewal(
        in wait: Duration, _ event: @escaping (inout RenewalMachine) -> RenewalMachine.Instruction
    ) {
        let number = renewalNumber
        dialer.loop.assumeIsolated().scheduleTask(in: .nanoseconds(wait.nanoseconds)) { [weak self] in
            // What was meant for a renewal that is over is not for the next one.
            guard let self, number == renewalNumber else { return }
            obey(event(&renewal))
        }
    }

    private func dialRenewal() {
        dial { link, connection, peer in
            link.renewed(connection, peer)
        } failed: { link in
            link.obey(link.renewal.dialFailed(jitter: .random(in: 0..<1)))
        }
    }

    private func renewed(_ connection: PeerConnection, _ peer: PeerConnection.Peer) {
        // The link may have gone down, and may be up again, since the dial.
        guard let old = self.connection, !renewal.isIdle else {
            connection.close()
            return
        }
        let ending = renewal.ending
        sealed?.finish()
        retire(old, within: ending == nil ? Self.retirement.usual : Self.retirement.untrusted)
        machine.replaced(now: .now())
        take(connection, peer)
        journal.linkRenewed(address: connection.remoteAddress, peer: peer, ending: ending)
        let next = renewal.dialSucceeded()
        renewalNumber += 1
        onChange(true)
        obey(next)
        // Last, because the connection may be gone after it.
        sendWaiting()
    }
}
