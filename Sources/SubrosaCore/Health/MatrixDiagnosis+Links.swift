extension MatrixDiagnosis {
    static let noLink = "no link with any other node is up"
    static let linkRemedy = "look at what the nodes say about this link (subrosa status, or the log)"

    /// Links that are down between nodes that are there.
    var linkFindings: [ClusterFinding] {
        var down = downLinks
        var findings: [ClusterFinding] = []
        for node in present {
            let others = present.filter { $0 != node }
            // Between two nodes the pair says more than "all others".
            guard others.count > 1 else { break }
            let isCutOut = others.allSatisfy { down.contains(Route(from: node, to: $0)) }
            let isCutIn = others.allSatisfy { down.contains(Route(from: $0, to: node)) }
            if isCutOut && isCutIn {
                findings.append(
                    ClusterFinding(about: node.text, what: Self.noLink, remedy: Self.linkRemedy))
            } else if isCutOut {
                findings.append(
                    ClusterFinding(
                        about: "\(node) -> all others", what: "the links that it dials are down",
                        remedy: Self.linkRemedy))
            } else if isCutIn {
                findings.append(
                    ClusterFinding(
                        about: "all others -> \(node)", what: "the links that they dial are down",
                        remedy: Self.linkRemedy))
            }
            down = down.filter { !(isCutOut && $0.from == node) && !(isCutIn && $0.to == node) }
        }
        return findings + pairs(down)
    }

    private func pairs(_ down: Set<Route>) -> [ClusterFinding] {
        let ordered = down.sorted { ($0.from, $0.to) < ($1.from, $1.to) }
        return ordered.compactMap { route in
            guard down.contains(Route(from: route.to, to: route.from)) else {
                return ClusterFinding(
                    about: "\(route.from) -> \(route.to)", what: "the link is down", remedy: Self.linkRemedy)
            }
            guard route.from < route.to else { return nil }
            return ClusterFinding(
                about: "\(route.from) <-> \(route.to)", what: "both links are down", remedy: Self.linkRemedy)
        }
    }

    /// By who dials. Either end may say so: the other may have no way to tell.
    private var downLinks: Set<Route> {
        let present = Set(present)
        var down: Set<Route> = []
        for (route, entry) in entries where present.contains(route.from) && present.contains(route.to) {
            if entry.health == .linkDown || entry.health == .linkDownOutbound { down.insert(route) }
            if entry.health == .linkDown || entry.health == .linkDownInbound {
                down.insert(Route(from: route.to, to: route.from))
            }
        }
        return down
    }
}
