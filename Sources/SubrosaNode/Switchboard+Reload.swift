import Logging
import NIOCore
import SubrosaCore
import SubrosaIdentity
import SubrosaTransport

extension Switchboard {
    /// Why a configuration that is valid by itself cannot be taken over while the node runs.
    struct ReloadFailure: Error, CustomStringConvertible {
        let description: String
    }

    /// Takes over another configuration as one whole: what can fail is done first, and if it does, everything stays as
    /// it is. Peers about which nothing changes notice nothing.
    ///
    /// - Returns: what has changed; fails with ``ReloadFailure`` or ``BindFailure``.
    func reload(_ new: Setup) -> EventLoopFuture<TableChange> {
        guard !isDraining else { return failed("this node is ending") }
        guard new.node.virtualAddress == setup.node.virtualAddress else {
            return failed(
                "this node's own virtual_address has changed from \(setup.node.virtualAddress) to"
                    + " \(new.node.virtualAddress): that moves Alertmanager too; restart both")
        }
        let newSettings: PeerConnectionSettings
        let changeFront: () -> Void
        let change = TableChange(from: lines.map(\.transport.node), to: new.peers)
        let added: [Line]
        do {
            newSettings = try Self.settings(for: new, verdicts)
            changeFront = try front.prepare(new)
            added = try change.added.map(makeLine)
        } catch {
            return failed("\(error)")
        }
        // A virtual address that gets another owner has to be free before it can be bound again.
        let wanted = Set(change.added.map(\.virtualAddress))
        let inTheWay = lines.filter {
            change.removed.contains($0.transport.node.name) && wanted.contains($0.transport.node.virtualAddress)
        }
        for line in inTheWay { line.local.close() }

        let me = NIOLoopBound(self, eventLoop: loop)
        let bound = NIOLoopBound((added: added, inTheWay: inTheWay, front: changeFront), eventLoop: loop)
        let plan = ListenPlan(config: new.config, node: new.node)
        return EventLoopFuture.andAllSucceed(added.map { $0.local.bind() }, on: loop)
            .flatMap {
                plan.bind(me.value.listener, on: me.value.loop, keeping: me.value.listening).flatMapErrorThrowing {
                    throw ReloadFailure(
                        description: "\($0) (if it is this Subrosa itself: a listen address that overlaps with the one"
                            + " in force needs a restart)")
                }
            }
            .flatMap { places in
                ListenPlan.bind(
                    me.value.sealed, at: places, of: me.value.listener, mode: new.config.datagrams, on: me.value.loop
                )
                .map { places }
                .flatMapErrorThrowing { error in
                    me.value.giveUp(places)
                    throw error
                }
            }
            .map { places in
                me.value.takeOver(new, newSettings, bound.value.front, change, bound.value.added, places)
                return change
            }
            .flatMapErrorThrowing { error in
                for line in bound.value.added { line.local.close() }
                me.value.restore(bound.value.inTheWay)
                throw error
            }
    }

    /// What was bound for a reload of which nothing comes.
    private func giveUp(_ places: [ListenPlan.Place]) {
        for place in places where !listening.contains(place) {
            if let address = listener.socketAddress(place.bound) { sealed.close(address) }
            listener.close(place.bound)
        }
    }

    private func failed(_ why: String) -> EventLoopFuture<TableChange> {
        loop.makeFailedFuture(ReloadFailure(description: why))
    }

    /// From here on nothing can fail.
    private func takeOver(
        _ new: Setup, _ newSettings: PeerConnectionSettings, _ changeFront: () -> Void, _ change: TableChange,
        _ added: [Line], _ places: [ListenPlan.Place]
    ) {
        let old = setup
        setup = new
        let presentsTheSame = new.presentsTheSame(as: old)
        settings.replace(newSettings, presentsTheSame: presentsTheSame)
        let removed = lines.filter { change.removed.contains($0.transport.node.name) }
        lines.removeAll { change.removed.contains($0.transport.node.name) }
        lines += added
        linesChanged()
        for line in removed { endAndReport(line) }
        for place in listening where !places.contains(place) { listener.close(place.bound) }
        listening = places
        let taken = new.config.datagrams == .tls ? [] : places.compactMap { listener.socketAddress($0.bound) }
        for address in sealed.addresses where !taken.contains(address) { sealed.close(address) }
        changeFront()

        for line in lines {
            guard let node = change.changed.first(where: { $0.name == line.transport.node.name }) else { continue }
            line.transport.changed(to: node)
        }
        sessions.settingsChanged()
        if !presentsTheSame {
            for line in lines where !added.contains(where: { $0.transport === line.transport }) {
                line.transport.renew()
            }
        }
        for line in added { serve(line) }
        health.reloaded()
    }

    /// Ends a line that is not among ``lines`` any more, and reports its totals when its last datagrams are confirmed, or
    /// counted.
    private func endAndReport(_ line: Line) {
        let closing = end(line, .nodeRemoved)
        let losses = NIOLoopBound(self.losses, eventLoop: loop)
        let peer = NIOLoopBound(lossPeer(of: line), eventLoop: loop)
        EventLoopFuture.andAllComplete(closing, on: loop).whenComplete { _ in losses.value.logTotals(peer.value) }
    }

    /// Nothing comes of the reload: the peers whose virtual addresses were given up for it begin anew.
    private func restore(_ inTheWay: [Line]) {
        for line in inTheWay {
            let node = line.transport.node
            lines.removeAll { $0.transport === line.transport }
            endAndReport(line)
            guard let new = try? makeLine(for: node) else { continue }
            let me = NIOLoopBound(self, eventLoop: loop)
            let bound = NIOLoopBound(new, eventLoop: loop)
            new.local.bind().whenComplete { result in
                let this = me.value
                switch result {
                case .success:
                    this.lines.append(bound.value)
                    this.linesChanged()
                    this.serve(bound.value)
                case .failure(let error):
                    this.logger.error(
                        "A peer was lost by a reload that failed",
                        metadata: ["peer": "\(node.name)", "err": "\(error)", "remedy": "reload again"])
                }
            }
        }
        linesChanged()
    }
}

extension Setup {
    /// Every node but this one.
    var peers: [Node] { config.table.peers(of: node.name) }

    /// Whether connections made with either look the same to peers.
    fileprivate func presentsTheSame(as other: Setup) -> Bool {
        credentials.certificateChain == other.credentials.certificateChain
            && credentials.privateKeyPEM == other.credentials.privateKeyPEM
            && config.tls.keyExchanges == other.config.tls.keyExchanges && config.datagrams == other.config.datagrams
    }
}
