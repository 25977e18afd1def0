import SubrosaCore

/// The cluster as the page draws it: its nodes, and how each way between two of them looks from where it begins.
struct ClusterView {
    struct Way: Hashable {
        let from: Int
        let to: Int
    }

    struct Look {
        let state: PathState
        /// `am-1 to am-2: up`
        let words: String
    }

    /// This node first, then the peers in the order of the node table.
    let names: [String]
    /// Ways of which nobody has said anything are not in it.
    let looks: [Way: Look]

    init(_ status: NodeStatus) {
        names = [status.name.text] + status.peers.map(\.name.text)
        var looks: [Way: Look] = [:]
        for (index, peer) in status.peers.enumerated() {
            looks[Way(from: 0, to: index + 1)] = Self.look(status.name, peer.name, peer.outbound)
            looks[Way(from: index + 1, to: 0)] = Self.look(peer.name, status.name, peer.inbound)
        }
        self.looks = looks
    }

    private static func look(_ from: NodeName, _ to: NodeName, _ link: LinkStatus) -> Look {
        let way = "\(from) to \(to)"
        if link.isUp { return Look(state: .well, words: "\(way): link up") }
        guard let trouble = link.lastTrouble else { return Look(state: .unknown, words: "\(way): no link yet") }
        return Look(state: .down, words: "\(way): link down, \(trouble.reason)")
    }

    func look(from: Int, to: Int) -> Look {
        looks[Way(from: from, to: to)]
            ?? Look(state: .unknown, words: "\(names[from]) to \(names[to]): not known here")
    }

    /// How a peer looks from here: as the worse of the two ways. This node itself is well as long as the page comes.
    func state(of node: Int) -> PathState {
        guard node > 0 else { return .well }
        let states = [look(from: 0, to: node).state, look(from: node, to: 0).state]
        return [.down, .troubled, .unknown].first(where: states.contains) ?? .well
    }

    /// The same in words: `up both ways`.
    func words(of node: Int) -> String {
        guard node > 0 else { return "this node" }
        let (there, back) = (look(from: 0, to: node).state, look(from: node, to: 0).state)
        return switch (there, back) {
        case (.well, .well): "up both ways"
        case (.unknown, .unknown): "not linked yet"
        case (.well, _): "its link here is not up"
        case (_, .well): "the link there is not up"
        case (.troubled, _), (_, .troubled): "in trouble"
        default: "down both ways"
        }
    }
}
