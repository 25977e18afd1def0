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

    init(names: [String], looks: [Way: Look]) {
        self.names = names
        self.looks = looks
    }

    init(_ status: NodeStatus) {
        names = [status.name.text] + status.peers.map(\.name.text)
        var looks = Self.told(status)
        for (index, peer) in status.peers.enumerated() {
            let (there, back) = (Way(from: 0, to: index + 1), Way(from: index + 1, to: 0))
            looks[there] = Self.look(status.name, peer.name, peer.outbound, told: looks[there])
            looks[back] = Self.look(peer.name, status.name, peer.inbound, told: looks[back])
        }
        self.looks = looks
    }

    /// What the nodes have told each other of gossip.
    private static func told(_ status: NodeStatus) -> [Way: Look] {
        let places = Dictionary(
            ([status.name] + status.peers.map(\.name)).enumerated().map { ($0.element, $0.offset) },
            uniquingKeysWith: { first, _ in first })
        var looks: [Way: Look] = [:]
        for row in status.gossip.matrix.rows {
            guard let from = places[row.reporter] else { continue }
            for entry in row.report.entries {
                guard let to = places[entry.peer] else { continue }
                let loss = entry.lossPerMille.map { $0 > 0 ? ", \($0 / 10).\($0 % 10)% lost" : "" } ?? ""
                looks[Way(from: from, to: to)] = Look(
                    state: PathState(entry.health),
                    words: "\(row.reporter) to \(entry.peer): \(entry.health.message)\(loss)")
            }
        }
        return looks
    }

    /// Of this node's own links it knows more than anybody tells.
    private static func look(_ from: NodeName, _ to: NodeName, _ link: LinkStatus, told: Look?) -> Look {
        let way = "\(from) to \(to)"
        if link.isUp {
            if let told, told.state == .troubled { return told }
            return Look(state: .well, words: "\(way): link up")
        }
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
