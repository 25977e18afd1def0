import Logging
import NIOCore
import SubrosaCore
import SubrosaPlumbing

extension HostHalf {
    /// A control connection has come.
    func addControl(_ channel: any Channel) {
        guard edges.count < SplitLimits.controlConnections else {
            channel.close(promise: nil)
            guard case .report = troubles.happened(.tooMany, now: .now()) else { return }
            logger.warning(
                "Too many edges",
                metadata: [
                    "user": "\(SocketUser(ofOtherEnd: channel)?.text ?? "unknown")", "limit": "\(edges.count)",
                    "remedy": "start one container for each node, each with a directory of its own",
                ])
            return
        }
        let edge = Edge(user: SocketUser(ofOtherEnd: channel)?.text ?? "unknown")
        let id = ObjectIdentifier(edge)
        let control = Control(
            limits: limits, alive: .alive,
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
        case .hello(let version): edge.version = ToldText.plain(version, limit: SplitLimits.versionLength)
        case .bound: bound(edge)
        case .failed(let problems): failed(edge, ToldText.problems(problems))
        case .counts(let counts): if edge === attached { take(counts) }
        case .reload: if edge === attached { reload() }
        case .ending: lost(edge, nil)
        case .alive: break
        }
    }

    private func failed(_ edge: Edge, _ problems: [String]) {
        edge.problems = problems
        problemsChanged()
        for problem in problems {
            guard case .report = tableProblems.happened(nil, now: .now()) else { continue }
            logger.error(
                "The edge cannot take over the node table",
                metadata: ["err": "\(problem)", "remedy": "mend it where the edge runs; it tries again by itself"])
        }
    }

    /// Of all that are there, the attached one first.
    private func problemsChanged() {
        let others = edges.values.filter { $0 !== attached }.flatMap(\.problems)
        let own = unreachable.map { ["its socket cannot be reached: \($0)"] } ?? []
        status.problems = Array((own + (attached?.problems ?? []) + others).prefix(SplitLimits.problems))
    }

    /// - Parameter failure: nil: it was reached.
    func dialledEdge(_ failure: SplitFailure?) {
        // An edge that goes takes its socket with it: that is no news.
        let failure = attached == nil ? nil : failure
        guard failure != unreachable else { return }
        unreachable = failure
        problemsChanged()
        guard let failure, case .report = troubles.happened(.unreachable(failure.reason), now: .now()) else { return }
        logger.error(
            "The edge cannot be reached",
            metadata: [
                "reason": "\(failure.reason.rawValue)", "err": "\(failure.detail)",
                "why": "\(failure.reason.message)", "remedy": "\(failure.reason.remedy)",
            ])
    }

    private func take(_ counts: EdgeCounts) {
        handlers.alertmanagerDropped(counts.alertmanagerOverflow)
        for peer in counts.peers {
            guard let name = NodeName(peer.name), let known = peers[name] else { continue }
            peer.add(to: known.counters)
        }
    }

    /// One at a time; whoever asks meanwhile gets one more after it.
    private func reload() {
        wantsReload = true
        guard !isReloading else { return }
        isReloading = true
        wantsReload = false
        handlers.reload().assumeIsolated().whenComplete { [weak self] result in
            guard let self else { return }
            isReloading = false
            if case .success(let problems) = result { attached?.control?.send(.reloaded(problems)) }
            if wantsReload { reload() }
        }
    }

    private func bound(_ edge: Edge) {
        edge.problems = []
        defer { problemsChanged() }
        switch attached {
        case nil: attach(edge)
        case let current? where current === edge:
            // After another table: some of the peers are new to it.
            for peer in peers.values { peer.open() }
        default: refuse(edge)
        }
    }

    /// The attached one is alive, or it would be lost within seconds: its place is not given away.
    private func refuse(_ edge: Edge) {
        edge.control?.close()
        edges[ObjectIdentifier(edge)] = nil
        guard case .report = troubles.happened(.second, now: .now()) else { return }
        logger.warning(
            "Second edge refused",
            metadata: [
                "user": "\(edge.user)", "attached": "\(attached?.user ?? "none")",
                "why": "another edge is attached, and alive",
                "remedy": "stop one of the two, or give each node a directory of its own",
            ])
    }

    private func attach(_ edge: Edge) {
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

    /// - Parameter why: nil if it has said that it ends.
    private func lost(_ edge: Edge, _ why: String?) {
        edge.control?.close()
        edges[ObjectIdentifier(edge)] = nil
        defer { problemsChanged() }
        guard attached === edge else { return }
        attached = nil
        unreachable = nil
        status.isAttached = false
        status.since = clock()
        status.lastTrouble = why ?? "it has ended in order"
        events.happened(NodeEvent(.edgeLost, at: clock(), message: why ?? "it has ended in order"))
        if let why {
            logger.warning(
                "Edge lost",
                metadata: [
                    "why": "\(why)",
                    "remedy": "nothing, if the container was stopped on purpose; else look at its log",
                ])
        } else {
            logger.info("Edge ended", metadata: ["user": "\(edge.user)"])
        }
        for peer in peers.values { peer.close() }
    }
}
