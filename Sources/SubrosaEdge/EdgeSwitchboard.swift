import Logging
import NIOCore
import SubrosaCore
import SubrosaLocal
import SubrosaPlumbing
import SubrosaSplit

/// Joins, for each peer, its virtual address in this container to the way to the host half. Confined to the event loop.
final class EdgeSwitchboard: EdgeFront {
    private final class Line {
        let peer: EdgeTable.Peer
        let counters = PeerCounters()
        let local: LocalEndpoint
        var told = CountedSoFar()
        /// Streams that Alertmanager opens, and those that the peer opens.
        var outbound: StreamJoin?
        var inbound: StreamJoin?

        init(_ peer: EdgeTable.Peer, _ make: (PeerCounters) throws -> LocalEndpoint) rethrows {
            self.peer = peer
            local = try make(counters)
        }

        var streamCount: Int { (outbound?.count ?? 0) + (inbound?.count ?? 0) }
    }

    private let half: EdgeHalf
    private let loop: any EventLoop
    private let logger: Logger
    private let onTable: (EdgeTable) -> Void
    private let onTried: () -> Void
    private var table: EdgeTable?
    private var lines: [NodeName: Line] = [:]
    private var alertmanager: AlertmanagerPlace?
    private var socket: AlertmanagerSocket?
    /// Datagrams that the kernel dropped at Alertmanager's socket and the host half has not been told of.
    private var overflow: UInt64 = 0
    /// Reading the kernel's table of all UDP sockets costs more than asking our own sockets.
    private static let looksPerTableRead = 10
    private var looks = 0
    private var reachable: Set<NodeName> = []
    private var isDraining = false
    private var isEnded = false

    /// - Parameters:
    ///   - onTable: called for each table with which the host half has taken this edge.
    ///   - onTried: the host half has tried each peer.
    init(
        half: EdgeHalf, loop: any EventLoop, logger: Logger, onTable: @escaping (EdgeTable) -> Void,
        onTried: @escaping () -> Void
    ) {
        self.half = half
        self.loop = loop
        self.logger = logger
        self.onTable = onTable
        self.onTried = onTried
    }

    var streamCount: Int { lines.values.reduce(0) { $0 + $1.streamCount } }

    /// Accepts no stream any more; what is under way goes on, and so do datagrams.
    func beginDrain() {
        isDraining = true
        setReachable([])
    }

    /// Gives the virtual addresses up; the host half still learns what was lost.
    func end() -> EventLoopFuture<Void> {
        isEnded = true
        for line in lines.values {
            line.local.countKernelDrops()
            line.local.close()
        }
        alertmanager?.end()
        return half.end()
    }

    // MARK: EdgeFront

    func takeOver(_ new: SplitTable) -> EventLoopFuture<Void> {
        let table: EdgeTable
        let users: LocalUsers?
        let added: [Line]
        let place: AlertmanagerPlace
        do {
            table = try EdgeTable(new)
            try check(table)
            place = try alertmanager(of: table)
            users = try new.localUsers.map(LocalUsers.init(named:))
            added = try table.peers.filter { lines[$0.name]?.peer != $0 }.map { try makeLine($0, place, users) }
        } catch {
            return loop.makeFailedFuture((error as? EdgeFailure) ?? EdgeFailure(["\(error)"]))
        }
        // An address that gets another owner has to be free before it can be bound again.
        let removed = lines.values.filter { !table.peers.contains($0.peer) }
        for line in removed { remove(line) }
        let bound = NIOLoopBound((me: self, added: added), eventLoop: loop)
        return EventLoopFuture.whenAllComplete(added.map { $0.local.bind() }, on: loop).flatMapThrowing { results in
            let (me, added) = bound.value
            let problems = results.compactMap { result -> String? in
                if case .failure(let error) = result { "\(error)" } else { nil }
            }
            guard problems.isEmpty, !me.isEnded else {
                for line in added { line.local.close() }
                throw EdgeFailure(problems)
            }
            me.serve(added, table, users)
        }
    }

    func attached() { if let table { onTable(table) } }

    func setReachable(_ peers: Set<NodeName>) {
        reachable = isDraining ? [] : peers
        for line in lines.values { line.local.setReachable(reachable.contains(line.peer.name)) }
    }

    func untold() -> EdgeReport {
        looks += 1
        if looks % Self.looksPerTableRead == 0 || isEnded { overflow += UInt64(socket?.newDrops() ?? 0) }
        let now = lines.values.map { line -> (line: Line, count: CountedSoFar) in
            line.local.countKernelDrops()
            return (line, CountedSoFar(line.counters))
        }
        let overflow = self.overflow
        let peers = now.compactMap { EdgeCounts.Peer($0.line.peer.name, from: $0.line.told, to: $0.count) }
        return EdgeReport(counts: EdgeCounts(peers: peers, alertmanagerOverflow: overflow)) { [weak self] in
            for (line, count) in now { line.told = count }
            self?.overflow -= overflow
        }
    }

    func allTried() { onTried() }

    // MARK: Lines

    /// Alertmanager has been told once where to listen.
    private func check(_ new: EdgeTable) throws(EdgeFailure) {
        if let search = new.alertmanager, search.isElsewhere {
            throw EdgeFailure([
                "alertmanager \(search.address) is no address of the edge's machine or container, and gossip would leave it in"
                    + " clear; write an address that it has (ip address show), or remove the key"
            ])
        }
        guard let table, table.virtualAddress != new.virtualAddress || table.node != new.node else { return }
        throw EdgeFailure([
            "this node was \(table.node) at \(table.virtualAddress) and is \(new.node) at \(new.virtualAddress) now,"
                + " and Alertmanager listens at the old address; restart the container"
        ])
    }

    /// Where Alertmanager is by this table, from now on.
    private func alertmanager(of table: EdgeTable) throws -> AlertmanagerPlace {
        if let alertmanager {
            try alertmanager.change(to: table.alertmanager)
            return alertmanager
        }
        let place = try AlertmanagerPlace(
            virtual: table.virtualAddress, search: table.alertmanager, loop: loop, logger: logger)
        alertmanager = place
        socket = AlertmanagerSocket(place: place)
        place.start()
        return place
    }

    private func makeLine(_ peer: EdgeTable.Peer, _ alertmanager: AlertmanagerPlace, _ users: LocalUsers?) throws
        -> Line
    {
        try Line(peer) { counters in
            try LocalEndpoint(
                name: peer.name, address: peer.address, alertmanager: alertmanager, users: users, loop: loop,
                counters: counters, logger: logger)
        }
    }

    private func remove(_ line: Line) {
        lines[line.peer.name] = nil
        line.local.close()
        half.removePeer(line.peer.name)
    }

    private func serve(_ added: [Line], _ table: EdgeTable, _ users: LocalUsers?) {
        for line in lines.values { line.local.setUsers(users) }
        for line in added {
            let name = line.peer.name
            let counters = line.counters
            let way = half.addPeer(name, counters: counters)
            // What the host half refuses or resets it counts itself.
            let outbound = StreamJoin(to: way.streams) { failure in
                switch failure {
                case .refused(let reason): counters.streamFailed(.outbound, reason)
                case .reset(.laneLost): counters.streamFailed(.outbound, .laneLost)
                case .reset: break
                }
            }
            let inbound = StreamJoin(to: line.local.streams) { _ in }
            line.outbound = outbound
            line.inbound = inbound
            way.serve(datagrams: line.local.datagrams, streams: inbound)
            line.local.serve(datagrams: way.datagrams, streams: outbound)
            line.local.setReachable(reachable.contains(name))
            lines[name] = line
        }
        self.table = table
    }
}
