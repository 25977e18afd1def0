import FoundationEssentials
import Logging
import NIOCore
import SubrosaConfig
import SubrosaCore
import SubrosaIdentity
import SubrosaLocal
import SubrosaPlumbing
import SubrosaSealed
import SubrosaTransport

/// Joins, for each peer, its place on the side facing Alertmanager to its link and lanes: the only place where the two
/// sides meet. Confined to the event loop.
///
/// `Switchboard+Reload.swift` has what changes while it runs, `Switchboard+Status.swift` what it says of itself.
final class Switchboard {
    struct Line {
        let local: any LocalSide
        let transport: PeerTransport
        let canaries: CanaryLine
    }

    /// How often it is looked whether every peer has been tried, until that is so.
    private static let triedLook = TimeAmount.milliseconds(20)
    /// How long connections that end may take to say so.
    private static let closeTimeout = TimeAmount.seconds(1)

    /// What is in force.
    var setup: Setup
    let loop: any EventLoop
    let logger: Logger
    /// What happens to this node, from all who log it.
    let events: EventLog
    let verdicts: OpenVerdicts
    let settings: CurrentSettings
    let sessions: Sessions
    let handshakes = HandshakeCounters()
    let listener: LinkListener
    let keyring: SealedKeyring
    let sealed: SealedListener
    let losses: LossReport
    let roll: LinkRoll
    let history: HistoryBook
    let health: HealthBoard
    let startTime = WallTime(Date())
    var lines: [Line] = []
    /// The side facing Alertmanager.
    let front: any LocalFront
    /// What is bound for peers.
    var listening: [ListenPlan.Place] = []
    private(set) var isDraining = false
    private var triedTicker: Ticker?

    init(setup: Setup, front: any LocalFront, loop: any EventLoop, logger: Logger, events: EventLog) throws {
        self.setup = setup
        self.front = front
        self.loop = loop
        self.logger = logger
        self.events = events
        verdicts = OpenVerdicts(loop: loop)
        settings = CurrentSettings(try Self.settings(for: setup, verdicts))
        sessions = Sessions(settings: settings, loop: loop)
        roll = LinkRoll(logger: logger)
        history = HistoryBook(loop: loop)
        health = HealthBoard(
            node: setup.node, settings: settings, loop: loop, seeAlertmanager: front.seeAlertmanager)
        listener = LinkListener(
            settings: settings, loop: loop, handshakes: handshakes, logger: logger, events: events)
        keyring = SealedKeyring()
        sealed = SealedListener(keyring: keyring, loop: loop, logger: logger)
        losses = LossReport(loop: loop, takeAlertmanagerDrops: front.takeAlertmanagerDrops, logger: logger)
        lines = try setup.peers.map(makeLine)
        linesChanged()
    }

    /// What every connection gets.
    static func settings(for setup: Setup, _ verdicts: OpenVerdicts) throws -> PeerConnectionSettings {
        PeerConnectionSettings(
            localName: setup.node.name, digest: TableDigest(of: setup.config.table),
            verifier: PeerVerifier(
                trust: setup.credentials.trust, table: setup.config.table, localName: setup.node.name),
            verdicts: verdicts,
            contexts: try TLSContexts(
                credentials: setup.credentials, keyExchanges: setup.config.tls.keyExchanges),
            trust: setup.credentials.trust, ownNotAfter: setup.credentials.notAfter,
            serverNames: setup.config.tls.serverNames.map { ServerNames($0, ownHost: setup.node.linkAddress.host) },
            names: setup.names, datagrams: setup.config.datagrams, cipher: Self.cipher)
    }

    /// What this machine is fast with.
    private static let cipher = CipherChoice.cipher(
        cpuInfo: ProcFile.text("/proc/cpuinfo") ?? "")

    func makeLine(for peer: Node) throws -> Line {
        let counters = PeerCounters()
        let local = try front.makeSide(for: peer, counters: counters)
        let canaries = CanaryLine(voice: health.voice, loop: loop)
        let transport = PeerTransport(
            node: peer, settings: settings, sessions: sessions, loop: loop, counters: counters, logger: logger,
            handshakes: handshakes, events: events, keyring: keyring,
            localDatagrams: canaries.inbound(to: local.datagrams),
            localStreams: local.streams,
            onLinkChange: { [roll] isUp in
                local.setReachable(isUp)
                roll.changed(peer.name, isUp: isUp)
            })
        return Line(local: local, transport: transport, canaries: canaries)
    }

    /// Tells everybody who has a list of the peers.
    func linesChanged() {
        listener.setPeers(lines.map(\.transport))
        roll.setPeers(lines.map(\.transport.node.name))
        losses.setPeers(lines.map(lossPeer))
        history.setPeers(lines.map(historySource))
        health.setLines(lines, table: setup.config.table)
    }

    func historySource(of line: Line) -> HistoryBook.Source {
        HistoryBook.Source(peer: line.transport.node.name, owner: line.canaries) { [canaries = line.canaries] in
            PeerHistory.Sample(canaries.status(now: .now()).figures)
        }
    }

    func lossPeer(of line: Line) -> LossReport.Peer {
        LossReport.Peer(
            name: line.transport.node.name, counters: line.transport.counters,
            countKernelDrops: line.local.countKernelDrops)
    }

    /// Binds every address without serving any.
    ///
    /// - Returns: where peers are accepted; fails with ``BindFailure``.
    func bind() -> EventLoopFuture<[String]> {
        let me = NIOLoopBound(self, eventLoop: loop)
        return EventLoopFuture.andAllSucceed(lines.map { $0.local.bind() } + [front.bind()], on: loop).flatMap {
            let this = me.value
            return ListenPlan(config: this.setup.config, node: this.setup.node).bind(this.listener, on: this.loop)
        }.flatMap { places in
            let this = me.value
            this.listening = places
            return ListenPlan.bind(
                this.sealed, at: places, of: this.listener, mode: this.setup.config.datagrams, on: this.loop
            ).map { places.map(\.bound) }
        }
    }

    /// Starts to accept peers and to dial them, and to take what the local Alertmanager sends.
    func serve() {
        listener.serve()
        for line in lines { serve(line) }
        losses.start()
        history.start()
        health.start()
        triedTicker = Ticker(on: loop, every: Self.triedLook) { [weak self] in
            guard let self, lines.allSatisfy(\.transport.wasTried) else { return }
            triedTicker?.cancel()
            front.allTried()
        }
    }

    func serve(_ line: Line) {
        line.local.serve(
            datagrams: line.canaries.outbound(to: line.transport.datagrams), streams: line.transport.streams)
        line.transport.start()
        line.canaries.start(line.transport)
    }

    /// Streams under way.
    var streamCount: Int { lines.reduce(0) { $0 + $1.transport.streamCount } }

    /// Accepts no peer and no stream any more; what is under way goes on, and so do datagrams.
    func beginDrain() {
        isDraining = true
        listener.close()
        for line in lines {
            line.transport.beginDrain()
            line.local.setReachable(false)
        }
        front.beginDrain()
    }

    /// Closes everything.
    ///
    /// - Returns: completes when the links have said so to their peers and nobody waits for a verdict any more, or the
    ///   time for that is up.
    func end() -> EventLoopFuture<Void> {
        triedTicker?.cancel()
        history.stop()
        health.stop()
        sessions.stop()
        sealed.close()
        let closing = lines.flatMap { end($0, .draining) } + [front.end(), verdicts.end(on: loop)]
        let done = loop.makePromise(of: Void.self)
        let timeout = loop.assumeIsolated().scheduleTask(in: Self.closeTimeout) { done.succeed(()) }
        EventLoopFuture.andAllComplete(closing, on: loop).cascade(to: done)
        return done.futureResult.always { [losses = NIOLoopBound(losses, eventLoop: loop)] _ in
            timeout.cancel()
            losses.value.end()
        }
    }

    /// - Returns: completed when the links are closed.
    func end(_ line: Line, _ reason: LinkDownReason) -> [EventLoopFuture<Void>] {
        // While the sockets can still be asked: what the last second lost belongs to the totals.
        line.local.countKernelDrops()
        line.canaries.stop()
        line.local.close()
        return line.transport.end(reason)
    }
}
