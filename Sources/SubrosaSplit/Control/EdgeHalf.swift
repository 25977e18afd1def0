import Logging
import NIOCore
import SubrosaCore
import SubrosaPlumbing

/// The edge of a split node, as far as it faces the host half: dials it again and again, takes over what it is told,
/// and joins each peer's datagrams and streams to it. Obeys ``EdgeMachine``. Confined to the event loop.
package final class EdgeHalf {
    private typealias Control = ControlConnection<HostMessage, EdgeMessage>

    private enum Trouble: Hashable {
        case unreachable(SplitFailure.Reason)
        case notBound([String])
        case lost
        case fault(Preamble.Fault)
    }

    private let sockets: SplitSockets
    private let users: AllowedUsers
    /// At the edge's own socket, once it is known how that is to be made.
    private var listener: SplitListener?
    private let connector: SplitConnector
    private let version: String
    private let limits: ControlLimits
    private let loop: any EventLoop
    private let logger: Logger
    private weak var front: (any EdgeFront)?
    private var machine = EdgeMachine()
    private var control: Control?
    private var table: SplitTable?
    /// The last table that is being taken over. One at a time: two would want the same addresses.
    private var applying: EventLoopFuture<Void>
    /// Which one that is; what comes of an earlier one does not count.
    private var applications = 0
    /// The host half has taken this edge.
    private var isWelcome = false
    /// The host half has said that it ends.
    private var hostIsEnding = false
    private var isTelling = false
    private var peers: [NodeName: SplitPeer] = [:]
    private var troubles = RepeatFilter<Trouble>(interval: .seconds(30))
    private var counter: Ticker?
    private var retry: Scheduled<Void>?

    /// - Parameters:
    ///   - users: who may be the host half.
    ///   - version: of this program.
    package init(
        sockets: SplitSockets, users: AllowedUsers, version: String, limits: ControlLimits = .init(),
        loop: any EventLoop, logger: Logger
    ) {
        self.sockets = sockets
        self.users = users
        connector = SplitConnector(
            dialer: SplitDialer(path: sockets.host, users: users, loop: loop), loop: loop)
        self.version = version
        self.limits = limits
        self.loop = loop
        applying = loop.makeSucceededVoidFuture()
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
        let peer = SplitPeer(name: name, half: .edge, counters: counters, connector: connector) { [weak self] failure in
            if let self, let failure, isWelcome { sayUnreachable(failure) }
        }
        peers[name] = peer
        return peer
    }

    package func removePeer(_ name: NodeName) { peers.removeValue(forKey: name)?.close() }

    /// Asks the host half to read its configuration again; what came of it is logged.
    package func requestReload() {
        guard let control, isWelcome else {
            logger.warning(
                "The host half cannot be asked to reload",
                metadata: [
                    "why": "it is not there, or has not taken this edge",
                    "remedy": "start it; it reads its configuration then",
                ])
            return
        }
        control.send(.reload)
    }

    /// Says what has arrived and what was lost, and closes everything.
    ///
    /// - Returns: completed when the host half has been told.
    package func end() -> EventLoopFuture<Void> {
        machine.ended()
        applications += 1
        retry?.cancel()
        counter?.cancel()
        let closing = peers.values.map { $0.close() }
        let me = NIOLoopBound(self, eventLoop: loop)
        return EventLoopFuture.andAllComplete(closing, on: loop).flatMap {
            let this = me.value
            this.tellCounts()
            this.control?.send(.ending)
            this.control?.close()
            this.control = nil
            return this.listener?.close() ?? this.loop.makeSucceededVoidFuture()
        }
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
        retry?.cancel()
        retry = loop.assumeIsolated().scheduleTask(in: .nanoseconds(wait.nanoseconds)) { [weak self] in
            guard let self else { return }
            obey(event(&machine))
        }
    }

    private func dial() {
        let control = Control(
            limits: limits, alive: .alive, onMessage: { [weak self] in self?.heard($0) },
            onEnd: { [weak self] in self?.lost($0) })
        connector.connect(.control, adding: { try $0.pipeline.syncOperations.addHandler(control) }) {
            [weak self] result in
            guard let self, case .success = result, machine.connected() else {
                control.close()
                if let self, case .failure(let failure) = result { notReached(failure) }
                return
            }
            self.control = control
            hostIsEnding = false
            control.send(.hello(version: version))
        }
    }

    private func sayUnreachable(_ failure: SplitFailure) {
        guard isNews(.unreachable(failure.reason)) else { return }
        logger.warning(
            "The host half cannot be reached",
            metadata: [
                "reason": "\(failure.reason.rawValue)", "err": "\(failure.detail)",
                "why": "\(failure.reason.message)", "remedy": "\(failure.reason.remedy)",
            ])
    }

    private func notReached(_ failure: SplitFailure) {
        sayUnreachable(failure)
        obey(machine.dialFailed(jitter: .random(in: 0..<1)))
    }

    private func heard(_ message: HostMessage) {
        switch message {
        case .table(let table):
            self.table = table
            obey(machine.tableArrived())
        case .reachable(let names):
            welcome()
            front?.setReachable(Set(names.compactMap(NodeName.init)))
        case .tried: front?.allTried()
        case .reloaded(let problems):
            if problems.isEmpty { logger.info("The host half has reloaded its configuration") }
            for problem in ToldText.problems(problems) {
                logger.error(
                    "The host half refused to reload",
                    metadata: [
                        "err": "\(problem)", "remedy": "mend it on the host (subrosa check-config shows all of it)",
                    ])
            }
        case .ending:
            hostIsEnding = true
            front?.setReachable([])
        case .alive: break
        }
    }

    private func apply() {
        guard let table else { return }
        applications += 1
        let number = applications
        let me = NIOLoopBound(self, eventLoop: loop)
        applying = applying.recover { _ in }.flatMap {
            let this = me.value
            guard this.applications == number, let front = this.front else {
                return this.loop.makeFailedFuture(CancellationError())
            }
            return front.takeOver(table).flatMap {
                // Given up meanwhile: whatever follows it, if anything does, makes the socket.
                me.value.applications == number
                    ? me.value.claim(table) : me.value.loop.makeFailedFuture(CancellationError())
            }
        }
        applying.assumeIsolated().whenComplete { [weak self] result in
            guard let self, applications == number else { return }
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
        // At once, so that it is closed, too, if this half ends meanwhile.
        listener = new
        let me = NIOLoopBound(self, eventLoop: loop)
        return new.open().flatMapErrorThrowing { error in
            me.value.listener = nil
            throw error
        }
    }

    private func notApplied(_ problems: [String]) {
        control?.send(.failed(problems))
        if isNews(.notBound(problems)) {
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
        for peer in peers.values { peer.open() }
        if isWelcome { front?.attached() }
    }

    /// The host half has taken this edge: there may be another one, and then it has not.
    private func welcome() {
        guard !isWelcome, machine.isServing else { return }
        isWelcome = true
        machine.welcomed()
        logger.info("Attached to the host half", metadata: ["node": "\(table?.node ?? "unknown")"])
        counter = Ticker(on: loop, every: SplitLimits.countInterval) { [weak self] in self?.tellCounts() }
        front?.attached()
    }

    /// What could not be told is told the next time, if need be to another host half.
    private func tellCounts() {
        guard let control, isWelcome, !isTelling, let report = front?.untold(), !report.counts.isEmpty else { return }
        isTelling = true
        control.send(.counts(report.counts)) { [weak self] isWritten in
            self?.isTelling = false
            if isWritten { report.told() }
        }
    }

    private func lost(_ why: String) {
        control = nil
        applications += 1
        if hostIsEnding {
            logger.info("The host half has ended")
        } else if isWelcome || isNews(.lost) {
            logger.warning(
                "The host half is gone",
                metadata: ["why": "\(why)", "remedy": "nothing, if it was stopped on purpose; it is looked for again"])
        }
        obey(machine.closed(jitter: .random(in: 0..<1)))
    }

    private func isNews(_ trouble: Trouble) -> Bool {
        if case .report = troubles.happened(trouble, now: .now()) { true } else { false }
    }

    private func detach() {
        isWelcome = false
        counter?.cancel()
        counter = nil
        front?.setReachable([])
        for peer in peers.values { peer.close() }
    }

    // MARK: Data

    private func greeted(_ channel: any Channel, _ outcome: PreambleReader.Outcome) {
        listener?.introduced(channel)
        switch outcome {
        case .preamble(let preamble):
            if !machine.isServing || !preamble.add(channel, to: peers) { channel.close(promise: nil) }
        case .fault(let fault):
            guard isNews(.fault(fault)) else { return }
            logger.warning(
                "Connection refused",
                metadata: [
                    "user": "\(SocketUser(ofOtherEnd: channel)?.text ?? "unknown")", "err": "\(fault)",
                    "remedy": "run the same version of Subrosa on the host and in the container",
                ])
        }
    }
}
