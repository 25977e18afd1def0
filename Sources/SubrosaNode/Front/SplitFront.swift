import FoundationEssentials
import Logging
import NIOCore
import SubrosaConfig
import SubrosaCore
import SubrosaIdentity
import SubrosaPlumbing
import SubrosaSplit

/// Alertmanager is in a container, and with it the edge of this node, which has the virtual addresses.
final class SplitFront: LocalFront {
    private let half: HostHalf
    private let settings: EdgeSettings
    private let drops: Drops

    /// Counted where the edge tells them, taken by the loss report.
    private final class Drops {
        private var count: UInt64 = 0
        private var total: UInt64 = 0

        func add(_ more: UInt64) {
            let added = EdgeCounts.addable(more, to: total)
            total += added
            count += added
        }

        func take() -> UInt64 {
            defer { count = 0 }
            return count
        }
    }

    /// - Parameter reload: reads the configuration again; answers with the reasons why not.
    init(
        _ setup: Setup, _ settings: EdgeSettings, loop: any EventLoop, logger: Logger, events: EventLog,
        reload: @escaping () -> EventLoopFuture<[String]>
    ) throws {
        let plan = try SplitPlan(setup, settings)
        let drops = Drops()
        self.drops = drops
        self.settings = settings
        half = HostHalf(
            sockets: plan.sockets, users: plan.users, permissions: plan.hostSocket, table: plan.table, loop: loop,
            logger: logger, events: events, clock: WallTime.now,
            handlers: HostHalf.Handlers(reload: reload, alertmanagerDropped: { drops.add($0) }))
    }

    func makeSide(for peer: Node, counters: PeerCounters) -> any LocalSide {
        half.addPeer(peer.name, counters: counters)
    }

    func bind() -> EventLoopFuture<Void> { half.bind() }

    func prepare(_ new: Setup) throws -> () -> Void {
        guard let edge = new.config.edge, edge.isLike(settings) else { throw EdgeMoved() }
        let table = try SplitPlan(new, edge).table
        return { [half] in half.setTable(table) }
    }

    func allTried() { half.allTried() }
    func beginDrain() { half.beginDrain() }
    func end() -> EventLoopFuture<Void> { half.end() }

    func takeAlertmanagerDrops() -> UInt64 { drops.take() }

    /// It is in another network, where only the edge can look.
    func seeAlertmanager() -> AlertmanagerSighting? { nil }

    var edge: EdgeStatus? { half.status }
}

/// Where and how this node meets its edge cannot change while it runs.
struct EdgeMoved: Error, CustomStringConvertible {
    var description: String { "edge has changed: the sockets are made when Subrosa starts; restart it" }
}

extension EdgeSettings {
    fileprivate func isLike(_ other: EdgeSettings) -> Bool {
        directory.path == other.directory.path && users == other.users && hostSocket == other.hostSocket
            && edgeSocket == other.edgeSocket
    }
}
