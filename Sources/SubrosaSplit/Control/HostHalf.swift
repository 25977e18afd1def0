import Logging
import NIOCore
import SubrosaCore
import SubrosaPlumbing

/// The host half of a split node, as far as it faces the edge: listens for it, tells it the table and who can be reached,
/// takes its counts, and joins each peer's datagrams and streams to it. Confined to the event loop.
///
/// `HostHalf+Edges.swift` has what the edge says, and what becomes of it.
package final class HostHalf {
    typealias Control = ControlConnection<EdgeMessage, HostMessage>

    /// One that has come to the control connection; the attached one carries.
    final class Edge {
        let user: String
        var version = "unknown"
        var problems: [String] = []
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

    /// What is said of an edge that causes it again and again.
    enum Trouble: Hashable {
        case fault(Preamble.Fault)
        case unreachable(SplitFailure.Reason)
        case second
        case tooMany
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
    let limits: ControlLimits
    let loop: any EventLoop
    let logger: Logger
    let events: EventLog
    let handlers: Handlers
    let clock: () -> WallTime
    private(set) var table: SplitTable
    /// Those that are served.
    private(set) var peers: [NodeName: SplitPeer] = [:]
    /// Of peers that are gone: their last datagrams.
    private var closing: [ObjectIdentifier: EventLoopFuture<Void>] = [:]
    private var reachable: Set<NodeName> = []
    private var isAboutToTell = false
    private(set) var wasTried = false
    var edges: [ObjectIdentifier: Edge] = [:]
    var attached: Edge?
    var isReloading = false
    var wantsReload = false
    var troubles = RepeatFilter<Trouble>(interval: .seconds(60))
    /// By themselves, and by no text of the edge's choice.
    var tableProblems = RepeatFilter<NodeName?>(interval: .seconds(60), burst: SplitLimits.problems + 1)
    /// Why the socket of the edge that is attached cannot be dialled.
    var unreachable: SplitFailure?
    /// How it stands with the edge.
    package internal(set) var status = EdgeStatus()

    /// - Parameters:
    ///   - users: who may be the edge.
    ///   - permissions: of this half's own socket.
    package init(
        sockets: SplitSockets, users: AllowedUsers, permissions: SocketPermissions, table: SplitTable,
        limits: ControlLimits = .init(), loop: any EventLoop, logger: Logger, events: EventLog,
        clock: @escaping () -> WallTime, handlers: Handlers
    ) {
        self.sockets = sockets
        self.users = users
        self.permissions = permissions
        connector = SplitConnector(
            dialer: SplitDialer(path: sockets.edge, users: users, loop: loop), loop: loop)
        self.table = table
        self.limits = limits
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

    /// A peer's way to the edge, once it is served: until then another one of this name stays in its place.
    package func addPeer(_ name: NodeName, counters: PeerCounters) -> any LocalSide {
        let peer = SplitPeer(name: name, half: .host, counters: counters, connector: connector) { [weak self] failure in
            self?.dialledEdge(failure)
        }
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
    /// - Returns: completed when the socket is gone, and each datagram for the edge is confirmed or counted as lost.
    package func end() -> EventLoopFuture<Void> {
        for peer in peers.values { close(peer) }
        let closed = listener.close()
        let me = NIOLoopBound(self, eventLoop: loop)
        // The edge confirms as long as it is told nothing else.
        return EventLoopFuture.andAllComplete(Array(closing.values), on: loop).flatMap {
            for edge in me.value.edges.values { edge.control?.close() }
            me.value.edges.removeAll()
            me.value.attached = nil
            return closed
        }
    }

    // MARK: Peers

    /// A peer that came with a reload finds the edge attached already.
    func serve(_ peer: SplitPeer) {
        peers[peer.name] = peer
        if attached != nil { peer.open() }
    }

    func remove(_ peer: SplitPeer) {
        close(peer)
        setReachable(peer, false)
        if peers[peer.name] === peer { peers[peer.name] = nil }
    }

    private func close(_ peer: SplitPeer) {
        let id = ObjectIdentifier(peer)
        let closed = peer.close()
        closing[id] = closed
        closed.assumeIsolated().whenComplete { [weak self] _ in self?.closing[id] = nil }
    }

    /// Ignored from a peer in whose place there is another one.
    func setReachable(_ peer: SplitPeer, _ isReachable: Bool) {
        guard peers[peer.name] === peer else { return }
        let name = peer.name
        let changed = isReachable ? reachable.insert(name).inserted : reachable.remove(name) != nil
        if changed { tellReachable() }
    }

    /// Once for all that changes in one turn: a list for each of a thousand peers would be more than the edge can read.
    private func tellReachable() {
        guard !isAboutToTell else { return }
        isAboutToTell = true
        loop.assumeIsolated().execute { [weak self] in
            guard let self else { return }
            isAboutToTell = false
            attached?.control?.send(.reachable(reachableNames))
        }
    }

    var reachableNames: [String] { reachable.map(\.text).sorted() }

    // MARK: Connections

    private func greeted(_ channel: any Channel, _ outcome: PreambleReader.Outcome) {
        listener.introduced(channel)
        switch outcome {
        case .preamble(.control): addControl(channel)
        case .preamble(let preamble):
            // Data comes from an edge that is attached, or from nobody.
            if attached == nil || !preamble.add(channel, to: peers) { channel.close(promise: nil) }
        case .fault(let fault):
            guard case .report = troubles.happened(.fault(fault), now: .now()) else { return }
            logger.warning(
                "Connection refused",
                metadata: [
                    "user": "\(SocketUser(ofOtherEnd: channel)?.text ?? "unknown")", "err": "\(fault)",
                    "remedy": "run the same version of Subrosa on the host and in the container",
                ])
        }
    }
}
