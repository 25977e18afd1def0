import SubrosaCore

/// What a new configuration means for the peers of this node. Pure.
struct TableChange: Equatable {
    /// In the order of the new configuration.
    let added: [Node]
    /// Those whose virtual address is another one are also in ``added``.
    let removed: [NodeName]
    /// Only the link address or the identities are others.
    let changed: [Node]

    /// - Parameters:
    ///   - old: the peers in force.
    ///   - new: the peers of the new configuration.
    init(from old: [Node], to new: [Node]) {
        let before = Dictionary(old.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        let after = Dictionary(new.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        added = new.filter { before[$0.name]?.virtualAddress != $0.virtualAddress }
        removed = old.filter { after[$0.name]?.virtualAddress != $0.virtualAddress }.map(\.name)
        changed = new.filter { node in
            before[node.name].map { $0 != node && $0.virtualAddress == node.virtualAddress } ?? false
        }
    }

    /// As a log line says it: `added=am-4`.
    var summary: [String: String] {
        var summary: [String: String] = [:]
        if !added.isEmpty { summary["added"] = added.map(\.name.text).joined(separator: ",") }
        if !removed.isEmpty { summary["removed"] = removed.map(\.text).joined(separator: ",") }
        if !changed.isEmpty { summary["changed"] = changed.map(\.name.text).joined(separator: ",") }
        return summary
    }
}
