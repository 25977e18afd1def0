import Logging
import NIOCore
import SubrosaCore
import SubrosaLocal
import SubrosaPlumbing

/// Alertmanager is where this process is: each peer gets its virtual address here.
final class DirectFront: LocalFront {
    private struct Endpoint {
        weak var value: LocalEndpoint?
    }

    private let alertmanager: AlertmanagerPlace
    private let loop: any EventLoop
    private let logger: Logger
    /// Who may open streams to peers; nil: every user of this machine.
    private var users: LocalUsers?
    private var socket: AlertmanagerSocket
    private var endpoints: [Endpoint] = []

    init(_ setup: Setup, loop: any EventLoop, logger: Logger) throws {
        alertmanager = try AlertmanagerPlace(
            virtual: setup.node.virtualAddress, search: setup.alertmanagerSearch, loop: loop, logger: logger)
        self.loop = loop
        self.logger = logger
        users = try setup.config.localUsers.map(LocalUsers.init(named:))
        socket = AlertmanagerSocket(place: alertmanager)
    }

    func makeSide(for peer: Node, counters: PeerCounters) throws -> any LocalSide {
        let endpoint = try LocalEndpoint(
            name: peer.name, address: peer.virtualAddress, alertmanager: alertmanager, users: users, loop: loop,
            counters: counters, logger: logger)
        endpoints.removeAll { $0.value == nil }
        endpoints.append(Endpoint(value: endpoint))
        return endpoint
    }

    func bind() -> EventLoopFuture<Void> {
        alertmanager.start()
        return loop.makeSucceededVoidFuture()
    }

    func prepare(_ new: Setup) throws -> () -> Void {
        guard new.config.edge == nil else { throw EdgeMoved() }
        let users = try new.config.localUsers.map(LocalUsers.init(named:))
        let search = new.alertmanagerSearch
        return { [self] in
            self.users = users
            // What it could throw at has been checked when the configuration was read.
            try? alertmanager.change(to: search)
            for endpoint in endpoints { endpoint.value?.setUsers(users) }
        }
    }

    func allTried() {}
    func beginDrain() {}
    func end() -> EventLoopFuture<Void> {
        alertmanager.end()
        return loop.makeSucceededVoidFuture()
    }
    func takeAlertmanagerDrops() -> UInt64 { UInt64(socket.newDrops()) }
    func seeAlertmanager() -> AlertmanagerSighting? {
        alertmanager.sighting(foreign: endpoints.compactMap { $0.value?.recentForeignSender }.first)
    }
    var edge: EdgeStatus? { nil }
}
