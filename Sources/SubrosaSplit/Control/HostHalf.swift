import Logging
import NIOCore
import SubrosaCore
import SubrosaPlumbing

/// The host half of a split node, as far as it faces the edge: listens for it, tells it the table and who can be reached,
/// takes its counts, and joins each peer's datagrams and streams to it. Confined to the event loop.
package final class HostHalf {
    private typealias Control = ControlConnection<EdgeMessage, HostMessage>

    /// One that has come to the control connection; the attached one carries.
    private final class Edge {
        let user: String
        var version = "unknown"
        var control: Control?

        init(user: String) { self.user = user }
    }

    /// What happens here that somebody else has to act on.
    package struct Handlers {
        /// The edge asks for the configuration to be read again; the answer are the reasons why not.
        package var reload: () -> EventLoopFuture<[String]>
        /// Datagrams that the kernel dropped at Alertmanager's socket.
        package var alertmanagerDropped: (UInt64) -> Void

        package init(
            reload: @escaping () -> EventLoopFuture<[String]>, alertmanagerDropped: @escaping (UInt64) -> Void
        ) {
            self.reload = reload
            self.alertmanagerDropped = alertmanagerDropped
        }
    }

    private let sockets: SplitSockets
    private let users: AllowedUsers
    private let permissions: SocketPermissions
    private lazy var listener = SplitListener(
        path: sockets.host, permissions: permissions, users: users, loop: loop, logger: logger
    ) { [weak self] channel in
        try channel.pipeline.syncOperations.addHandler(
            PreambleReader { [weak self] channel, outcome in self?.greeted(channel, outcome) })
    }
    private let connector: SplitConnector
    private let loop: any EventLoop
    private let logger: Logger
    private let events: EventLog
    private let handlers: Handlers
    private let clock: () -> WallTime
    private var table: SplitTable
    private var peers: [NodeName: SplitPeer] = [:]
    private var reachable: Set<NodeName> = []
    private var wasTried = false
    private var edges: [ObjectIdentifier: Edge] = [:]
    private var attached: Edge?
    /// How it stands with the edge.
    package private(set) var status = EdgeStatus()

    /// - Parameters:
    ///   - users: who may be the edge.
    ///   - permissions: of this half's own socket.
    package init(
        sockets: SplitSockets, users: AllowedUsers, permissions: SocketPermissions, table: SplitTable,
        loop: any EventLoop, logger: Logger, events: EventLog, clock: @escaping () -> WallTime, handlers: Handlers
    ) {
        self.sockets = sockets
        self.users = users
        self.permissions = permissions
        connector = SplitConnector(
            dialer: SplitDialer(path: sockets.edge, users: users, loop: loop), loop: loop)
        self.table = table
        self.loop = loop
        var logger = logger
        logger[metadataKey: "component"] = "edge"
        self.logger = logger
        self.events = events
        self.handlers = handlers
        self.clock = clock
    }

    /// Claims the socket and accepts the edge on it.
    ///
    /// - Returns: fails with ``SocketFileFailure``.
    package func bind() -> EventLoopFuture<Void> { listener.open() }

    /// A peer's way to the edge, from now on.
    package func addPeer(_ name: NodeName, counters: PeerCounters) -> any LocalSide {
        let peer = SplitPeer(name: name, half: .host, counters: counters, connector: connector)
        peers[name] = peer
        return EdgeSide(peer, host: self, loop: loop)
    }

    /// What the edge is to know from now on.
    package func setTable(_ table: SplitTable) {
        guard table != self.table else { return }
        self.table = table
        for edge in edges.values { edge.control?.send(.table(table)) }
    }

    /// Every peer has been tried once.
    package func allTried() {
        guard !wasTried else { return }
        wasTried = true
        attached?.control?.send(.tried)
    }

    /// The edge is told that this half ends, so that it refuses streams; what is under way goes on.
    package func beginDrain() { for edge in edges.values { edge.control?.send(.ending) } }

    /// Closes everything.
    ///
    /// - Returns: completed when the socket is gone.
    package func end() -> EventLoopFuture<Void> {
        for peer in peers.values { peer.close() }
        for edge in edges.values { edge.control?.close() }
        edges.removeAll()
        attached = nil
        return listener.close()
    }

    func remove(_ peer: SplitPeer) {
        peer.close()
        guard peers[peer.name] === peer else { return }
        peers[peer.name] = nil
        setReachable(peer.name, false)
    }

    func setReachable(_ name: NodeName, _ isReachable: Bool) {
        let changed = isReachable ? reachable.insert(name).inserted : reachable.remove(name) != nil
        if changed { attached?.control?.send(.reachable(reachableNames)) }
    }

    private var reachableNames: [String] { reachable.map(\.text).sorted() }

    // MARK: Connections

    private func greeted(_ channel: any Channel, _ outcome: PreambleReader.Outcome) {
        listener.introduced(channel)
        switch outcome {
        case .preamble(.control): addControl(channel)
        case .preamble(let preamble):
            // Data comes from an edge that is attached, or from nobody.
            if attached == nil || !preamble.add(channel, to: peers) { channel.close(promise: nil) }
        case .fault(let fault):
            logger.warning(
                "Connection refused",
                metadata: [
                    "user": "\(SocketUser(ofOtherEnd: channel)?.text ?? "unknown")", "err": "\(fault)",
                    "remedy": "run the same version of Subrosa on the host and in the container",
                ])
        }
    }

    private func addControl(_ channel: any Channel) {
        let edge = Edge(user: SocketUser(ofOtherEnd: channel)?.text ?? "unknown")
        let id = ObjectIdentifier(edge)
        let control = Control(
            alive: .alive,
            onMessage: { [weak self, weak edge] message in
                if let edge { self?.heard(message, from: edge) }
            },
            onEnd: { [weak self, weak edge] why in
                if let edge { self?.lost(edge, why) }
            })
        edge.control = control
        edges[id] = edge
        do { try channel.pipeline.syncOperations.addHandler(control) } catch {
            edges[id] = nil
            channel.close(promise: nil)
            return
        }
        control.send(.table(table))
    }

    private func heard(_ message: EdgeMessage, from edge: Edge) {
        switch message {
        case .hello(let version): edge.version = version
        case .bound: attach(edge)
        case .failed(let problems):
            status.problems = problems
            for problem in problems {
                logger.error(
                    "The edge cannot take over the node table",
                    metadata: ["err": "\(problem)", "remedy": "mend it where the edge runs; it tries again by itself"])
            }
        case .counts(let counts):
            handlers.alertmanagerDropped(counts.alertmanagerOverflow)
            for peer in counts.peers {
                guard let name = NodeName(peer.name), let known = peers[name] else { continue }
                peer.add(to: known.counters)
            }
        case .reload:
            handlers.reload().assumeIsolated().whenSuccess { [weak edge] problems in
                edge?.control?.send(.reloaded(problems))
            }
        case .alive: break
        }
    }

    private func attach(_ edge: Edge) {
        status.problems = []
        guard attached !== edge else { return }
        // The edge's socket can be held by one only, so the other one has lost it: it has ended, or hangs.
        if let old = attached { lost(old, "another edge has taken its place") }
        attached = edge
        status.isAttached = true
        status.since = clock()
        status.count += 1
        status.user = edge.user
        status.version = edge.version
        logger.info("Edge attached", metadata: ["user": "\(edge.user)", "version": "\(edge.version)"])
        events.happened(NodeEvent(.edgeAttached, at: clock(), message: "as \(edge.user), version \(edge.version)"))
        edge.control?.send(.reachable(reachableNames))
        if wasTried { edge.control?.send(.tried) }
        for peer in peers.values { peer.open() }
    }

    private func lost(_ edge: Edge, _ why: String) {
        edge.control?.close()
        edges[ObjectIdentifier(edge)] = nil
        guard attached === edge else { return }
        attached = nil
        status.isAttached = false
        status.since = clock()
        status.lastTrouble = why
        events.happened(NodeEvent(.edgeLost, at: clock(), message: why))
        logger.warning(
            "Edge lost",
            metadata: [
                "why": "\(why)", "remedy": "nothing, if the container was stopped on purpose; else look at its log",
            ])
        for peer in peers.values { peer.close() }
    }

    /// A peer that came with a reload finds the edge attached already.
    func peerServes(_ peer: SplitPeer) { if attached != nil { peer.open() } }
}
