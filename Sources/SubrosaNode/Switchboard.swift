import Logging
import NIOCore
import SubrosaConfig
import SubrosaCore
import SubrosaIdentity
import SubrosaLocal
import SubrosaTransport

/// Joins, for each peer, its virtual address on this machine to its link and lanes: the only place where the side
/// facing Alertmanager and the side facing peers meet. Confined to the event loop.
final class Switchboard {
    private struct Line {
        let endpoint: LocalEndpoint
        let transport: PeerTransport
    }

    /// How long connections that end may take to say so.
    private static let closeTimeout = TimeAmount.seconds(1)

    private let setup: Setup
    private let loop: any EventLoop
    private let logger: Logger
    private let lines: [Line]
    private let listener: LinkListener
    private let losses: LossReport

    init(setup: Setup, loop: any EventLoop, logger: Logger) throws {
        self.setup = setup
        self.loop = loop
        self.logger = logger
        let config = setup.config
        let settings = CurrentSettings(
            PeerConnectionSettings(
                localName: setup.node.name, digest: TableDigest(of: config.table),
                verifier: PeerVerifier(
                    trust: setup.credentials.trust, table: config.table, localName: setup.node.name),
                contexts: try TLSContexts(credentials: setup.credentials, keyExchanges: config.tls.keyExchanges),
                serverNames: config.tls.serverNames.map {
                    ServerNames($0, ownHost: setup.node.linkAddress.host)
                }))
        let roll = LinkRoll(peers: config.table.peers(of: setup.node.name).map(\.name), logger: logger)
        let users = try config.localUsers.map(LocalUsers.init(named:))
        lines = try config.table.peers(of: setup.node.name).map { peer in
            let counters = PeerCounters()
            let endpoint = try LocalEndpoint(
                node: peer, alertmanager: setup.node.virtualAddress, users: users, loop: loop, counters: counters,
                logger: logger)
            let transport = PeerTransport(
                node: peer, settings: settings, loop: loop, counters: counters, logger: logger,
                localDatagrams: endpoint.datagrams, localStreams: endpoint.streams,
                onLinkChange: { isUp in
                    endpoint.setReachable(isUp)
                    roll.changed(peer.name, isUp: isUp)
                })
            return Line(endpoint: endpoint, transport: transport)
        }
        listener = LinkListener(settings: settings, loop: loop, peers: lines.map(\.transport), logger: logger)
        losses = LossReport(
            loop: loop,
            peers: lines.map { line in
                LossReport.Peer(
                    name: line.transport.node.name, counters: line.transport.counters,
                    countKernelDrops: line.endpoint.countKernelDrops)
            },
            alertmanager: AlertmanagerSocket(address: setup.node.virtualAddress), logger: logger)
    }

    /// Binds every address without serving any.
    ///
    /// - Returns: where peers are accepted; fails with ``BindFailure``.
    func bind() -> EventLoopFuture<[String]> {
        let me = NIOLoopBound(self, eventLoop: loop)
        return EventLoopFuture.andAllSucceed(lines.map { $0.endpoint.bind() }, on: loop).flatMap {
            ListenPlan(config: me.value.setup.config, node: me.value.setup.node).bind(
                me.value.listener, on: me.value.loop)
        }
    }

    /// Starts to accept peers and to dial them, and to take what the local Alertmanager sends.
    func serve() {
        listener.serve()
        for line in lines {
            line.endpoint.serve(datagrams: line.transport.datagrams, streams: line.transport.streams)
            line.transport.start()
        }
        losses.start()
    }

    /// Streams under way.
    var streamCount: Int { lines.reduce(0) { $0 + $1.transport.streamCount } }

    /// Accepts no peer and no stream any more; what is under way goes on, and so do datagrams.
    func beginDrain() {
        listener.close()
        for line in lines {
            line.transport.beginDrain()
            line.endpoint.setReachable(false)
        }
    }

    /// Closes everything.
    ///
    /// - Returns: completes when the links have said so to their peers, or the time for that is up.
    func end() -> EventLoopFuture<Void> {
        for line in lines {
            // While the sockets can still be asked: what the last second lost belongs to the totals.
            line.endpoint.countKernelDrops()
            line.endpoint.close()
        }
        let closing = lines.flatMap { $0.transport.end() }
        let done = loop.makePromise(of: Void.self)
        let timeout = loop.assumeIsolated().scheduleTask(in: Self.closeTimeout) { done.succeed(()) }
        EventLoopFuture.andAllComplete(closing, on: loop).cascade(to: done)
        return done.futureResult.always { [losses = NIOLoopBound(losses, eventLoop: loop)] _ in
            timeout.cancel()
            losses.value.end()
        }
    }
}
