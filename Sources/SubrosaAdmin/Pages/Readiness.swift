import SubrosaCore

/// What keeps a node from being ready.
enum Readiness {
    /// A line each; empty if it is ready.
    static func missing(_ status: NodeStatus) -> [String] {
        if status.isDraining { return ["the node is ending"] }
        guard !status.isReady else { return [] }
        let untried = status.peers.filter { $0.outbound.since == nil && $0.outbound.lastTrouble == nil }
        guard !untried.isEmpty else { return ["an address is not bound yet"] }
        return untried.map { "\($0.name) has not been tried yet" }
    }
}
