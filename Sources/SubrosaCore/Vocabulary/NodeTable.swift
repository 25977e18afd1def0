/// All configured nodes. Names and virtual addresses are unique; there are at most ``maximumCount``.
package struct NodeTable: Hashable, Sendable {
    /// More nodes than anybody gossips with, and few enough that a hostile file costs nothing.
    package static let maximumCount = 1_000

    /// In the order of the configuration.
    package let nodes: [Node]

    /// - Returns: nil if a name or a virtual address appears twice, or there are too many nodes.
    package init?(_ nodes: [Node]) {
        guard nodes.count <= Self.maximumCount,
            Set(nodes.map(\.name)).count == nodes.count,
            Set(nodes.map(\.virtualAddress)).count == nodes.count
        else { return nil }
        self.nodes = nodes
    }

    package subscript(name: NodeName) -> Node? { nodes.first { $0.name == name } }

    /// Every node but `name`, in the order of the configuration.
    package func peers(of name: NodeName) -> [Node] { nodes.filter { $0.name != name } }

    /// The text that the table's digest is made of: a line a node, sorted by name, so that the order of the
    /// configuration makes no difference (docs/PROTOCOL.md, "Digest of the node table").
    package var canonicalText: String {
        nodes.sorted { $0.name < $1.name }
            .map { "\($0.name) \($0.linkAddress) \($0.virtualAddress) \(Self.text(of: $0.identities))\n" }
            .joined()
    }

    private static func text(of identities: [Identity]) -> String {
        identities.map(\.description).sorted().joined(separator: ", ")
    }
}
