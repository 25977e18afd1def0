import SubrosaCore

/// The Alertmanager flags that put a node's Alertmanager behind Subrosa.
///
/// Every Alertmanager from 0.15 on knows them. `--cluster.advertise-address` is among them only if Alertmanager does not
/// listen on the virtual address: memberlist advertises what it listens on unless that is the unspecified address
/// (memberlist `net_transport.go`, `FinalAdvertiseAddr`), and a virtual address never is. The node's own address is no `--cluster.peer`: Alertmanager would push and pull
/// with itself, count that as having joined, and not say that no real peer answered (`cluster.go`, `Join`).
package struct ClusterFlags: Hashable, Sendable {
    private let listenAddress: String
    /// What peers have to be told: the virtual address.
    private let advertisedAddress: String
    private let peers: [String]

    /// - Parameters:
    ///   - node: one of the table's nodes.
    ///   - alertmanager: where its Alertmanager listens, if not at its virtual address.
    package init(table: NodeTable, node: Node, alertmanager: ListenAddress? = nil) {
        self.init(
            virtualAddress: node.virtualAddress, peers: table.peers(of: node.name).map(\.virtualAddress),
            alertmanager: alertmanager)
    }

    /// - Parameters:
    ///   - virtualAddress: the node's own.
    ///   - peers: those of the others.
    ///   - alertmanager: where its Alertmanager listens, if not at its virtual address.
    package init(virtualAddress: VirtualAddress, peers: [VirtualAddress], alertmanager: ListenAddress? = nil) {
        // The virtual address is an IP literal, never a name: "localhost:9094" makes Alertmanager listen on all
        // interfaces (memberlist net_transport.go: net.ParseIP gives nil).
        advertisedAddress = "\(virtualAddress)"
        listenAddress = alertmanager.map { "\($0)" } ?? advertisedAddress
        // A peer's address must be literally what that peer advertises, or failed_peers never returns to 0.
        self.peers = peers.map { "\($0)" }
    }

    /// One flag each, e.g. `--cluster.listen-address=127.77.0.1:9094`; nothing in them needs shell quoting but the
    /// brackets of an IPv6 address.
    package var lines: [String] { [Self.listen(listenAddress)] + advertisement + peers.map(Self.peer) }

    private var advertisement: [String] {
        listenAddress == advertisedAddress ? [] : ["--cluster.advertise-address=\(advertisedAddress)"]
    }

    /// The command with these flags behind its own. What it has already is not added: Alertmanager takes
    /// `--cluster.listen-address` only once.
    ///
    /// - Parameter command: a program and its arguments, of which the last are Alertmanager's.
    /// - Throws: ``ClusterFlagConflict`` for a flag with which gossip would not go through Subrosa.
    package func added(to command: [String]) throws(ClusterFlagConflict) -> [String] {
        var listens = false
        var advertises = false
        var joined: Set<String> = []
        for (name, value) in Self.clusterFlags(of: command) {
            switch name {
            case "listen-address":
                let isVirtual = listenAddress == advertisedAddress
                try accept(
                    name, value, among: [listenAddress],
                    isVirtual
                        ? "that is not this node's virtual address"
                        : "that is not \(listenAddress), where the configuration says that Alertmanager listens")
                listens = true
            case "advertise-address":
                try accept(name, value, among: [advertisedAddress], "that is not this node's virtual address")
                advertises = true
            case "peer":
                try accept(name, value, among: peers, "that is no peer's virtual address")
                joined.insert(value)
            default: break
            }
        }
        return command + (listens ? [] : [Self.listen(listenAddress)]) + (advertises ? [] : advertisement)
            + peers.filter { !joined.contains($0) }.map(Self.peer)
    }

    /// Looks at the flags of an Alertmanager that runs already. That it is its own peer, as some are set up, does not
    /// lead gossip past Subrosa and is let alone.
    ///
    /// - Parameter command: the program and its arguments.
    package func review(_ command: [String]) -> ClusterFlagReview {
        let flags = Self.clusterFlags(of: command)
        func values(_ name: String) -> [String] { flags.filter { $0.name == name }.map(\.value) }
        var review = ClusterFlagReview()
        let listen = values("listen-address").last
        review.isClusterDisabled = listen == ""
        if !goodListenAddresses.contains(listen ?? Self.defaultListenAddress) {
            review.wrongListenAddress = listen ?? "none"
        }
        let advertised = values("advertise-address").last { !$0.isEmpty }
        if let advertised, advertised != advertisedAddress {
            review.wrongAdvertiseAddress = advertised
        } else if advertised == nil, listenAddress != advertisedAddress {
            review.wrongAdvertiseAddress = "none"
        }
        let joined = values("peer")
        review.foreignPeers = joined.filter { $0 != advertisedAddress && !peers.contains($0) }
        review.missingPeers = peers.filter { !joined.contains($0) }
        review.tlsConfig = values("tls-config").last { !$0.isEmpty }
        return review
    }

    /// What Alertmanager has without the flag (cmd/alertmanager/main.go).
    private static let defaultListenAddress = "0.0.0.0:9094"

    /// An Alertmanager that does not listen at its virtual address may do so on every address: no virtual address has
    /// that port then.
    private var goodListenAddresses: [String] {
        guard listenAddress != advertisedAddress, let colon = listenAddress.lastIndex(of: ":") else {
            return [listenAddress]
        }
        return [listenAddress] + ["", "0.0.0.0", "[::]"].map { $0 + listenAddress[colon...] }
    }

    private func accept(
        _ name: String, _ value: String, among good: [String], _ why: String
    ) throws(ClusterFlagConflict) {
        guard !good.contains(value) else { return }
        throw ClusterFlagConflict(
            flag: "--cluster.\(name)=\(value)", why: "\(why), and gossip would go past Subrosa",
            remedy: "leave the flag out, subrosa exec adds it")
    }

    private static func listen(_ address: String) -> String { "--cluster.listen-address=\(address)" }
    private static func peer(_ address: String) -> String { "--cluster.peer=\(address)" }

    /// `--cluster.NAME=VALUE` and `--cluster.NAME VALUE`, both of which Alertmanager takes (kingpin).
    private static func clusterFlags(of command: [String]) -> [(name: String, value: String)] {
        let prefix = "--cluster."
        return command.indices.dropFirst().compactMap { index in
            let word = command[index]
            guard word.hasPrefix(prefix) else { return nil }
            let flag = word.dropFirst(prefix.count)
            if let sign = flag.firstIndex(of: "=") {
                return (String(flag[..<sign]), String(flag[flag.index(after: sign)...]))
            }
            return (String(flag), index + 1 < command.count ? command[index + 1] : "")
        }
    }
}
