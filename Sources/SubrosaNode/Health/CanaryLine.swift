import NIOCore
import SubrosaCanary
import SubrosaCore
import SubrosaIdentity
import SubrosaPlumbing
import SubrosaTransport

/// The canaries between this node and one peer: sends them into the way of the local Alertmanager's datagrams, and takes
/// their answers out of the way back. Obeys ``CanaryMachine``. Confined to the event loop.
final class CanaryLine {
    /// So much later than the machine says at most, so that the canaries of many nodes do not come all at once.
    private static let spread = 0.2

    private let loop: any EventLoop
    private let voice: LocalVoice
    private var machine = CanaryMachine(firstNumber: .random(in: 0...UInt32.max))
    private var droppedOutbound = SlidingTotal()
    private var droppedInbound = SlidingTotal()
    private weak var transport: PeerTransport?
    private var establishments: UInt64 = 0
    private var wasUp = (outbound: false, inbound: false)
    private var next: Scheduled<Void>?
    private var isStopped = false
    private(set) var health = PeerHealth.unknown
    private var since: WallTime?
    /// For the interval.
    var peerCount = 1

    init(voice: LocalVoice, loop: any EventLoop) {
        self.voice = voice
        self.loop = loop
    }

    deinit { next?.cancel() }

    // MARK: Taps

    /// Stands before the sink that takes what the peer sends.
    func inbound(to local: any DatagramSink) -> any DatagramSink {
        CanaryTap(to: local, passes: { [weak self] in self?.passesInbound($0) ?? true })
    }

    /// Stands before the sink that takes what the local Alertmanager sends.
    func outbound(to peer: any DatagramSink) -> any DatagramSink {
        CanaryTap(
            to: peer,
            passes: { [voice] in
                voice.heard($0)
                return true
            }, onBurstEnd: { [voice] in voice.burstEnded() })
    }

    private func passesInbound(_ datagram: ByteBuffer) -> Bool {
        guard let ack = MemberlistAck(in: datagram), machine.acknowledged(ack.number, now: .now()) else { return true }
        // Gossip that came with it is for Alertmanager, who takes no notice of an answer that it does not wait for.
        return !ack.isAlone
    }

    // MARK: Sending

    func start(_ transport: PeerTransport) {
        self.transport = transport
        schedule()
    }

    func stop() {
        isStopped = true
        next?.cancel()
    }

    private func schedule() {
        let interval = CanaryMachine.interval(peers: peerCount).nanoseconds
        let wait = interval + Int64(Double(interval) * .random(in: 0..<Self.spread))
        next = loop.assumeIsolated().scheduleTask(in: .nanoseconds(wait)) { [weak self] in
            guard let self, !isStopped else { return }
            send()
            schedule()
        }
    }

    private func send() {
        guard let transport, transport.isLinkUp, let label = voice.label else { return }
        let canary = machine.due(now: .now(), interval: CanaryMachine.interval(peers: peerCount))
        transport.datagrams.deliver(CanaryPing.datagram(canary, label: label))
        transport.datagrams.burstEnded()
    }

    // MARK: Looking

    /// Looks at everything again.
    func look(now: Instant) {
        guard let transport else { return }
        let isUp = (outbound: transport.isLinkUp, inbound: transport.isInboundLinkUp)
        if transport.establishments != establishments || isUp != wasUp {
            (establishments, wasUp) = (transport.establishments, isUp)
            machine.pathChanged(now: now)
        }
        note(transport.counters, now)
        let evidence = PathEvidence(
            isOutboundUp: isUp.outbound, isInboundUp: isUp.inbound, alertmanager: voice.machine.state(now: now),
            canaries: machine.figures(now: now))
        if evidence.health != health || since == nil { since = .now() }
        health = evidence.health
    }

    /// What this node itself dropped of what should have passed.
    private func note(_ counters: PeerCounters, _ now: Instant) {
        var (outbound, inbound) = (UInt64(0), UInt64(0))
        for (drop, count) in counters.drops {
            switch (drop.direction, drop.reason) {
            case (.outbound, .linkDown), (.outbound, .foreignSource), (.outbound, .tooLarge): break
            case (.outbound, _): outbound += count
            case (.inbound, _): inbound += count
            }
        }
        droppedOutbound.note(outbound, now: now)
        droppedInbound.note(inbound, now: now)
    }

    func status(now: Instant) -> CanaryStatus {
        var status = CanaryStatus()
        status.health = health
        status.since = since
        status.figures = machine.figures(now: now)
        status.totals = machine.totals
        return status
    }

    func entry(for peer: NodeName, now: Instant) -> HealthReport.Entry {
        let figures = machine.figures(now: now)
        return HealthReport.Entry(
            peer: peer, health: health, lossPerMille: figures.lossPerMille,
            roundTrip: figures.roundTrip.map { UInt32(clamping: $0.median.nanoseconds / 1_000) },
            droppedOutbound: min(Int(UInt16.max), Int(clamping: droppedOutbound.growth)),
            droppedInbound: min(Int(UInt16.max), Int(clamping: droppedInbound.growth)))
    }
}
