import SubrosaCore

/// A name that the command line, the environment or the host gave, and that is none of the configured nodes.
package struct UnknownNode: Error, Hashable, Sendable, CustomStringConvertible {
    package let name: String
    package let nodes: [NodeName]

    /// Names beyond this many are only counted.
    private static let namesShown = 10

    package var description: String {
        let shown = nodes.prefix(Self.namesShown).map(\.text).joined(separator: ", ")
        let more = nodes.count > Self.namesShown ? " and \(nodes.count - Self.namesShown) more" : ""
        let hint = NearMiss.find(name, among: nodes.map(\.text)).map { "; did you mean '\($0)'?" } ?? ""
        return "node '\(QuotedText.escaped(String(name.prefix(QuotedText.maximumLength))))' is not in nodes: "
            + "(\(shown)\(more)); set --node or $SUBROSA_NODE\(hint)"
    }
}

extension Config {
    /// The node of that name. Names are compared byte by byte: `am-1` is neither `AM-1` nor `am-1.example.com`.
    package func node(named name: String) -> Result<Node, UnknownNode> {
        guard let nodeName = NodeName(name), let node = table[nodeName] else {
            return .failure(UnknownNode(name: name, nodes: table.nodes.map(\.name)))
        }
        return .success(node)
    }
}
