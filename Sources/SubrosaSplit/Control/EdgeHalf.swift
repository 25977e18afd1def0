import Logging
import NIOCore
import SubrosaCore
import SubrosaPlumbing

/// What the edge does at the host half's word; the side facing Alertmanager hangs on it.
package protocol EdgeFront: AnyObject {
    /// Takes over another table: binds what is new, gives up what went.
    ///
    /// - Returns: fails with ``EdgeFailure``; what was there before still works then.
    func takeOver(_ table: SplitTable) -> EventLoopFuture<Void>
    /// Streams to these peers can be opened, to the others not.
    func setReachable(_ peers: Set<NodeName>)
    /// What has been carried and lost since the last call.
    func takeCounts() -> EdgeCounts
    /// The host half has said that each peer has been tried.
    func allTried()
}

/// Why a table cannot be taken over, a line each.
package struct EdgeFailure: Error, Equatable, Sendable {
    package let problems: [String]

    package init(_ problems: [String]) { self.problems = problems }
}

/// The edge of a split node, as far as it faces the host half: dials it again and again, takes over what it is told,
/// and joins each peer's datagrams and streams to it. Obeys ``EdgeMachine``. Confined to the event loop.
package final class EdgeHalf {
    private typealias Control = ControlConnection<HostMessage, EdgeMessage>

    private enum Trouble: Hashable { case unreachable, notBound, lost }

    private let sockets: SplitSockets
    private let users: AllowedUsers
    /// At the edge's own socket, once it is known how that is to be made.
    private var listener: SplitListener?
    private let connector: SplitConnector
    private let version: String
    private let loop: any EventLoop
    private let logger: Logger
    private weak var front: (any EdgeFront)?
    private var machine = EdgeMachine()
    private var control: Control?
    private var table: SplitTable?
    private var peers: [NodeName: SplitPeer] = [:]
    private var troubles = RepeatFilter<Trouble>(interval: .seconds(30))
    private var counter: Ticker?

    /// - Parameters:
    ///   - users: who may be the host half.
    ///   - version: of this program.
    package init(
        sockets: SplitSockets, users: AllowedUsers, version: String, loop: any EventLoop, logger: Logger
    ) {
        self.sockets = sockets
        self.users = users
        connector = SplitConnector(
            dialer: SplitDialer(path: sockets.host, users: users, loop: loop), loop: loop)
        self.version = version
        self.loop = loop
        var logger = logger
        logger[metadataKey: "component"] = "edge"
        self.logger = logger
    }

    package var isAttached: Bool { machine.isAttached }

    /// Begins to look for the host half.
    package func start(_ front: any EdgeFront) {
        self.front = front
        obey(machine.started())
    }

    /// A peer's way to the host half, from now on.
    package func addPeer(_ name: NodeName, counters: PeerCounters) -> SplitPeer {
        let peer = SplitPeer(name: name, half: .edge, counters: counters, connector: connector)
        peers[name] = peer
        return peer
    }

    package func removePeer(_ name: NodeName) { peers.removeValue(forKey: name)?.close() }

    /// Asks the host half to read its configuration again; what came of it is logged.
    package func requestReload() {
        guard let control, machine.isAttached else {
            logger.warning(
                "The host half cannot be asked to reload", metadata: ["why": "it is not there", "remedy": "start it"])
            return
        }
        control.send(.reload)
    }

    /// Says what has arrived and closes everything.
    ///
    /// - Returns: completed when the host half has been told.
    package func end() -> EventLoopFuture<Void> {
        machine.ended()
        counter?.cancel()
        sendCounts()
        for peer in peers.values { peer.close() }
        let closed = listener?.close() ?? loop.makeSucceededVoidFuture()
        control?.close()
        control = nil
        return closed
    }

    // MARK: Control

    private func obey(_ instruction: EdgeMachine.Instruction) {
        switch instruction {
        case .none: break
        case .dial: dial()
        case .waitToDial(let wait): later(wait) { $0.retryDue() }
        case .apply: apply()
        case .waitToApply(let wait): later(wait) { $0.applyDue() }
        case .attach: attach()
        case .detach(let wait):
            detach()
            later(wait) { $0.retryDue() }
        }
    }

    private func later(_ wait: Duration, _ event: @escaping (inout EdgeMachine) -> EdgeMachine.Instruction) {
        loop.assumeIsolated().scheduleTask(in: .nanoseconds(wait.nanoseconds)) { [weak self] in
            guard let self else { return }
            obey(event(&machine))
        }
    }

    private func dial() {
        let control = Control(
            alive: .alive, onMessage: { [weak self] in self?.heard($0) }, onEnd: { [weak self] in self?.lost($0) })
        connector.connect(.control, adding: { try $0.pipeline.syncOperations.addHandler(control) }) {
            [weak self] result in
            guard let self, case .success = result, machine.connected() else {
                control.close()
                if let self, case .failure(let failure) = result { notReached(failure) }
                return
            }
            self.control = control
            control.send(.hello(version: version))
        }
    }

    private func notReached(_ failure: SplitFailure) {
        if case .report = troubles.happened(.unreachable, now: .now()) {
            logger.warning(
                "The host half cannot be reached",
                metadata: [
                    "reason": "\(failure.reason.rawValue)", "err": "\(failure.detail)",
                    "why": "\(failure.reason.message)", "remedy": "\(failure.reason.remedy)",
                ])
        }
        obey(machine.dialFailed(jitter: .random(in: 0..<1)))
    }

    private func heard(_ message: HostMessage) {
        switch message {
        case .table(let table):
            self.table = table
            obey(machine.tableArrived())
        case .reachable(let names): front?.setReachable(Set(names.compactMap(NodeName.init)))
        case .tried: front?.allTried()
        case .reloaded(let problems):
            if problems.isEmpty { logger.info("The host half has reloaded its configuration") }
            for problem in problems {
                logger.error("The host half refused to reload", metadata: ["err": "\(problem)"])
            }
        case .ending: front?.setReachable([])
        case .alive: break
        }
    }

    private func apply() {
        guard let table, let front else { return }
        let me = NIOLoopBound(self, eventLoop: loop)
        front.takeOver(table).flatMap { me.value.claim(table) }.assumeIsolated().whenComplete { [weak self] result in
            guard let self else { return }
            switch result {
            case .success: obey(machine.applied())
            case .failure(let error): notApplied((error as? EdgeFailure)?.problems ?? ["\(error)"])
            }
        }
    }

    /// Makes the edge's own socket, unless it is there already.
    private func claim(_ table: SplitTable) -> EventLoopFuture<Void> {
        guard listener == nil else { return loop.makeSucceededVoidFuture() }
        let socket = table.edgeSocket
        let new = SplitListener(
            path: sockets.edge,
            permissions: SocketPermissions(owner: socket.owner, group: socket.group, mode: socket.mode),
            users: users, loop: loop, logger: logger
        ) { [weak self] channel in
            try channel.pipeline.syncOperations.addHandler(
                PreambleReader { [weak self] channel, outcome in self?.greeted(channel, outcome) })
        }
        return new.open().assumeIsolated().map { self.listener = new }.nonisolated()
    }

    private func notApplied(_ problems: [String]) {
        control?.send(.failed(problems))
        if case .report = troubles.happened(.notBound, now: .now()) {
            for problem in problems {
                logger.error(
                    "Cannot take over the node table",
                    metadata: ["err": "\(problem)", "remedy": "mend it; it is tried again every second"])
            }
        }
        obey(machine.applyFailed())
    }

    private func attach() {
        control?.send(.bound)
        logger.info("Attached to the host half", metadata: ["node": "\(table?.node ?? "unknown")"])
        for peer in peers.values { peer.open() }
        counter = Ticker(on: loop, every: SplitLimits.pingInterval) { [weak self] in self?.sendCounts() }
    }

    private func sendCounts() {
        guard let control, machine.isAttached || counter != nil, let counts = front?.takeCounts(), !counts.isEmpty
        else { return }
        control.send(.counts(counts))
    }

    private func lost(_ why: String) {
        control = nil
        logger.warning(
            "The host half is gone",
            metadata: ["why": "\(why)", "remedy": "nothing, if it was stopped on purpose; it is looked for again"])
        obey(machine.closed(jitter: .random(in: 0..<1)))
    }

    private func detach() {
        counter?.cancel()
        counter = nil
        front?.setReachable([])
        for peer in peers.values { peer.close() }
    }

    // MARK: Data

    private func greeted(_ channel: any Channel, _ outcome: PreambleReader.Outcome) {
        listener?.introduced(channel)
        guard case .preamble(let preamble) = outcome, preamble.add(channel, to: peers) else {
            channel.close(promise: nil)
            return
        }
    }
}
