import SubrosaCore
import SubrosaLocal
import SubrosaNames
import SubrosaSplit

/// The table of the host half, read.
package struct EdgeTable: Equatable, Sendable {
    package struct Peer: Hashable, Sendable {
        package let name: NodeName
        package let address: VirtualAddress
    }

    package let node: NodeName
    /// This node's own.
    package let virtualAddress: VirtualAddress
    package let peers: [Peer]
    /// How to find Alertmanager, if it is not at the virtual address.
    package let alertmanager: AlertmanagerSearch?

    /// - Throws: what in it makes no sense; another version of the host half has made it.
    init(_ table: SplitTable) throws(EdgeFailure) {
        node = try Self.name(table.node)
        virtualAddress = try Self.address(table.virtualAddress)
        alertmanager = try Self.search(table, virtualAddress)
        var peers: [Peer] = []
        for peer in table.peers {
            peers.append(Peer(name: try Self.name(peer.name), address: try Self.address(peer.address)))
        }
        self.peers = peers
        guard peers.count < NodeTable.maximumCount, Set(peers.map(\.name) + [node]).count == peers.count + 1,
            Set(peers.map(\.address) + [virtualAddress]).count == peers.count + 1
        else { throw Self.failure("two nodes have one name or one virtual address, or there are too many") }
    }

    private static func search(
        _ table: SplitTable, _ virtual: VirtualAddress
    ) throws(EdgeFailure) -> AlertmanagerSearch? {
        guard let place = table.alertmanager else { return nil }
        var server: ResolverAddress?
        if let resolver = table.resolver {
            guard let ip = IPAddress(resolver.host) else { throw failure("the resolver's address is none") }
            server = ResolverAddress(ip: ip, port: resolver.port)
        }
        return AlertmanagerSearch(
            address: AlertmanagerAddress(host: place.host, port: place.port), virtual: virtual,
            names: NameService(server: server))
    }

    private static func name(_ text: String) throws(EdgeFailure) -> NodeName {
        guard let name = NodeName(text) else { throw failure("a name is none") }
        return name
    }

    private static func address(_ text: String) throws(EdgeFailure) -> VirtualAddress {
        guard let colon = text.lastIndex(of: ":"), let port = UInt16(text[text.index(after: colon)...]),
            let ip = IPAddress(String(text[..<colon].drop { $0 == "[" }.prefix { $0 != "]" })),
            let address = VirtualAddress(ip: ip, port: port), address.description == text
        else { throw failure("a virtual address is none") }
        return address
    }

    private static func failure(_ what: String) -> EdgeFailure {
        EdgeFailure(["the table of the host half makes no sense: \(what); run the same version of both halves"])
    }
}
