import SubrosaConfig
import SubrosaCore
import SubrosaPlumbing
import SubrosaSplit

#if canImport(Glibc)
    import Glibc
#else
    import Musl
#endif

/// `edge:` with its directory looked at and its names looked up on this machine.
struct SplitPlan {
    /// Who may connect to a socket if nobody has said.
    private static let usualMode: UInt32 = 0o660

    let sockets: SplitSockets
    let users: AllowedUsers
    let hostSocket: SubrosaSplit.SocketPermissions
    let table: SplitTable

    /// - Throws: what is wrong, with what to do about it.
    init(_ setup: Setup, _ settings: EdgeSettings) throws {
        sockets = try SplitSockets(directory: settings.directory.path)
        try sockets.checkDirectory()
        users = try settings.users.map { try AllowedUsers(named: $0, in: "edge.users") } ?? .own()
        let isRoot = geteuid() == 0
        let host = settings.hostSocket
        // Without being told, this half hands its socket to the other one, if it may. The edge keeps its own.
        hostSocket = SubrosaSplit.SocketPermissions(
            owner: try host.owner.map { try Accounts.uid(of: $0, in: "edge.host_socket.owner") }
                ?? (isRoot ? users.uids.first : nil),
            group: try host.group.map { try Accounts.gid(of: $0, in: "edge.host_socket.group") },
            mode: host.mode.map(UInt32.init) ?? Self.usualMode)
        let edge = settings.edgeSocket
        table = SplitTable(
            node: setup.node.name.text, virtualAddress: "\(setup.node.virtualAddress)",
            alertmanager: setup.config.alertmanagers[setup.node.name].map {
                SplitTable.Place(host: $0.host, port: $0.port)
            },
            resolver: setup.config.resolver.map { SplitTable.Place(host: "\($0.ip)", port: $0.port) },
            peers: setup.peers.map { SplitTable.Peer(name: $0.name.text, address: "\($0.virtualAddress)") },
            edgeSocket: SplitTable.Socket(
                owner: try edge.owner.map { try Accounts.uid(of: $0, in: "edge.edge_socket.owner") },
                group: try edge.group.map { try Accounts.gid(of: $0, in: "edge.edge_socket.group") },
                mode: edge.mode.map(UInt32.init) ?? Self.usualMode),
            localUsers: setup.config.localUsers)
    }
}
