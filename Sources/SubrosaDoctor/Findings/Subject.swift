import SubrosaCore

/// What a check or a finding is about.
package enum Subject: Hashable, Sendable, CustomStringConvertible {
    /// This node: its configuration, its Subrosa, its machine.
    case node
    /// The Alertmanager of this machine.
    case alertmanager
    case peer(NodeName)

    /// For people.
    package var description: String {
        switch self {
        case .node: "this node"
        case .alertmanager: "Alertmanager"
        case .peer(let name): "peer \(name)"
        }
    }
}
