import SubrosaConfig
import SubrosaCore
import SubrosaLocal
import SubrosaNode

/// What the configuration says about this node.
package struct Site: Sendable {
    package let configFile: String
    package let node: Node
    package let table: NodeTable
    /// Where this node accepts peers.
    package let listen: [ListenAddress]
    /// Where this node serves its admin pages, if it does.
    package let web: ListenAddress?
    /// Where the node's Alertmanager listens, if that is not its virtual address.
    package let elsewhere: Elsewhere?
    /// Alertmanager is where the edge is, and not to be seen from here.
    package let isSplit: Bool

    /// What `alertmanager` of the node says.
    package struct Elsewhere: Hashable, Sendable {
        package let address: AlertmanagerAddress
        /// Where that is; nil if the name stands for no address of this machine.
        package let place: ListenAddress?
        /// Why there is none.
        package let trouble: String?

        package init(_ address: AlertmanagerAddress, place: ListenAddress?, trouble: String? = nil) {
            self.address = address
            self.place = place
            self.trouble = trouble
        }
    }

    package init(
        configFile: String, node: Node, table: NodeTable, listen: [ListenAddress], web: ListenAddress?,
        elsewhere: Elsewhere?, isSplit: Bool
    ) {
        self.configFile = configFile
        self.node = node
        self.table = table
        self.listen = listen
        self.web = web
        self.elsewhere = elsewhere
        self.isSplit = isSplit
    }

    /// A name at which Alertmanager listens is looked up, and blocks as long.
    package init(_ config: Config, node: Node) {
        let everywhere = IPAddress("::").map { ListenAddress(ip: $0, port: node.linkAddress.port) }
        self.init(
            configFile: config.file, node: node, table: config.table,
            listen: config.listen.isEmpty ? [everywhere].compactMap { $0 } : config.listen,
            web: config.web?.listenAddress,
            elsewhere: config.edge == nil ? AlertmanagerSearch(config, node).map(Elsewhere.init) : nil,
            isSplit: config.edge != nil)
    }

    package var peers: [Node] { table.peers(of: node.name) }

    /// What Alertmanager has to be given.
    package var flags: ClusterFlags { ClusterFlags(table: table, node: node, alertmanager: elsewhere?.place) }

    /// Where Alertmanager has to listen: nil if that is a name that stands for no address of this machine.
    package var listening: ListenAddress? {
        guard let elsewhere else { return ListenAddress(ip: node.virtualAddress.ip, port: node.virtualAddress.port) }
        return elsewhere.place
    }

    /// As an operator writes it.
    package var listeningText: String { elsewhere.map { "\($0.address)" } ?? "\(node.virtualAddress)" }

    /// The ports whose sockets are of interest.
    package var ports: Set<UInt16> {
        var ports = Set(table.nodes.map(\.virtualAddress.port)).union(listen.map(\.port))
        if let web { ports.insert(web.port) }
        if let elsewhere { ports.insert(elsewhere.address.port) }
        return ports
    }
}

extension Site.Elsewhere {
    fileprivate init(_ search: AlertmanagerSearch) {
        do throws(AlertmanagerSearch.NotFound) {
            self.init(search.address, place: try search.listenAddress())
        } catch {
            self.init(search.address, place: nil, trouble: "\(error.why) (\(error.detail))")
        }
    }
}
