import SubrosaCore

/// The Alertmanager flags that put a node's Alertmanager behind Subrosa.
///
/// Every Alertmanager from 0.15 on knows them. `--cluster.advertise-address` is not among them: memberlist advertises
/// what it listens on unless that is the unspecified address (memberlist `net_transport.go`, `FinalAdvertiseAddr`),
/// and a virtual address never is. The node's own address is no `--cluster.peer`: Alertmanager would push and pull
/// with itself, count that as having joined, and not say that no real peer answered (`cluster.go`, `Join`).
package struct ClusterFlags: Hashable, Sendable {
    /// One flag each, e.g. `--cluster.listen-address=127.77.0.1:9094`; nothing in them needs shell quoting but the
    /// brackets of an IPv6 address.
    package let lines: [String]

    /// - Parameter node: one of the table's nodes.
    package init(table: NodeTable, node: Node) {
        // The virtual address is an IP literal, never a name: "localhost:9094" makes Alertmanager listen on all
        // interfaces (memberlist net_transport.go: net.ParseIP gives nil).
        lines =
            ["--cluster.listen-address=\(node.virtualAddress)"]
            // A peer's address must be literally what that peer advertises, or failed_peers never returns to 0.
            + table.peers(of: node.name).map { "--cluster.peer=\($0.virtualAddress)" }
    }
}
