import SubrosaConfig
import SubrosaCore
import SubrosaLocal
import SubrosaNames

extension Setup {
    /// Who is asked for addresses of names.
    var names: NameService { NameService(config) }

    /// How to find this node's Alertmanager; nil if it listens at the virtual address.
    var alertmanagerSearch: AlertmanagerSearch? { AlertmanagerSearch(config, node) }

    /// Where this node's Alertmanager listens, for a log line.
    package var alertmanagerText: String { config.alertmanagers[node.name]?.description ?? "\(node.virtualAddress)" }

    /// An address of another machine, to which gossip would go in clear. A name is looked up later, again and again. If
    /// Alertmanager is in a container with a Subrosa of its own, this is not the machine to ask.
    static func alertmanagerElsewhere(_ config: Config, _ node: Node) -> ConfigProblem? {
        guard config.edge == nil, let search = AlertmanagerSearch(config, node), search.isElsewhere else { return nil }
        return ConfigProblem(
            file: config.file, mark: config.nodeMarks[node.name]?.alertmanager,
            what: "alertmanager \(search.address) of \(node.name), which is this node, is no address of this machine",
            why: "gossip would leave the machine in clear",
            remedy: "write an address that this machine has (ip address show), or remove the key")
    }
}

extension AlertmanagerSearch {
    /// - Returns: nil if the node's Alertmanager listens at the virtual address.
    package init?(_ config: Config, _ node: Node) {
        guard let address = config.alertmanagers[node.name] else { return nil }
        self.init(address: address, virtual: node.virtualAddress, names: NameService(config))
    }
}

extension NameService {
    /// Who is asked for addresses of names.
    package init(_ config: Config) { self.init(server: config.resolver) }
}

extension ClusterFlags {
    /// The flags of a node's Alertmanager. A name at which it listens is looked up now, and blocks as long: given a name,
    /// Alertmanager would listen on all interfaces.
    ///
    /// - Throws: ``AlertmanagerSearch/NotFound``.
    package init(config: Config, node: Node) throws(AlertmanagerSearch.NotFound) {
        guard let search = AlertmanagerSearch(config, node) else {
            self.init(table: config.table, node: node)
            return
        }
        self.init(table: config.table, node: node, alertmanager: try search.listenAddress())
    }
}

extension AlertmanagerSearch {
    /// Where Alertmanager has to be told to listen. A name is looked up now, and blocks as long.
    package func listenAddress() throws(NotFound) -> ListenAddress? {
        // An address is taken as it is: this may be the machine on which the flags are written, not that of the node.
        if let ip = address.ip { return ListenAddress(ip: ip, port: address.port) }
        let addresses = try run().get()
        return addresses.lazy.compactMap { $0.ipAddress.flatMap(IPAddress.init) }.first.map {
            ListenAddress(ip: $0, port: address.port)
        }
    }
}
