/// Turns what all nodes see into causes: a sick Alertmanager, a node that is gone, a direction of a pair.
///
/// The widest cause comes first, and what it explains is not told again.
package struct MatrixDiagnosis: Sendable {
    /// More lines than that help nobody.
    private static let findingLimit = 100

    struct Route: Hashable {
        let from: NodeName
        let to: NodeName
    }

    let matrix: ClusterMatrix
    let entries: [Route: HealthReport.Entry]
    let voices: [NodeName: AlertmanagerVoice.State]
    /// Nodes that are there, as far as anybody sees.
    private(set) var present: [NodeName]

    package init(_ matrix: ClusterMatrix) {
        self.matrix = matrix
        var entries: [Route: HealthReport.Entry] = [:]
        for row in matrix.rows {
            for entry in row.report.entries { entries[Route(from: row.reporter, to: entry.peer)] = entry }
        }
        self.entries = entries
        voices = Dictionary(matrix.rows.map { ($0.reporter, $0.report.alertmanager) }, uniquingKeysWith: { $1 })
        present = matrix.nodes
        let absent = absentNodes
        present.removeAll { absent.keys.contains($0) }
    }

    /// Most sweeping first.
    package var findings: [ClusterFinding] {
        if let cutOff { return [cutOff] }
        let absent = matrix.nodes.compactMap { node in absentNodes[node].map { (node, $0) } }.map(Self.absence)
        let all = absent + matrix.nodes.flatMap(alertmanager) + linkFindings + lossFindings + unheard
        guard all.count > Self.findingLimit else { return all }
        let rest = all.count - Self.findingLimit
        return all.prefix(Self.findingLimit) + [
            ClusterFinding(about: "cluster", what: "and \(rest) more of these", remedy: "begin with those above")
        ]
    }

    // MARK: Nodes

    /// Nobody tells this node anything and it has no link to anybody: more likely it is the one that is cut off.
    private var cutOff: ClusterFinding? {
        guard matrix.rows.count == 1, let own = matrix.rows.first?.reporter, matrix.nodes.count > 2, present == [own]
        else { return nil }
        return ClusterFinding(about: own.text, what: Self.noLink, remedy: Self.linkRemedy)
    }

    /// Nodes of which nobody has a word and to which nobody has a link, with who says so.
    private var absentNodes: [NodeName: [NodeName]] {
        var witnesses: [NodeName: [NodeName]] = [:]
        var linked = Set(voices.keys)
        for row in matrix.rows {
            for entry in row.report.entries {
                if entry.health == .linkDown || entry.health == .linkDownOutbound {
                    witnesses[entry.peer, default: []].append(row.reporter)
                } else {
                    linked.insert(entry.peer)
                }
            }
        }
        return witnesses.filter { !linked.contains($0.key) }
    }

    private static func absence(_ node: NodeName, _ witnesses: [NodeName]) -> ClusterFinding {
        ClusterFinding(
            about: node.text, what: "nobody has a link to it (seen from \(list(witnesses)))",
            remedy: "look whether the machine and Subrosa run there, and whether its link port can be reached")
    }

    private func alertmanager(of node: NodeName) -> [ClusterFinding] {
        let deaf = reporters(on: node) { $0 == .alertmanagerNotAnswering }
        if voices[node] == .misaddressed {
            return [
                ClusterFinding(
                    about: node.text,
                    what: "its Alertmanager has its peers answer at another address than its virtual one",
                    remedy:
                        "on \(node): start Alertmanager with the flags of subrosa flags, and no --cluster.advertise-address"
                )
            ]
        }
        if voices[node] == .silent {
            return [
                ClusterFinding(
                    about: node.text, what: "its Alertmanager does not answer (seen from \(Self.list([node] + deaf)))",
                    remedy: Self.remedy(on: node))
            ]
        }
        guard !deaf.isEmpty else { return [] }
        let answered = reporters(on: node) { [.ok, .lossy, .largeLost].contains($0) }
        guard answered.isEmpty else {
            return [
                ClusterFinding(
                    about: "\(Self.list(deaf)) -> \(node)",
                    what: "its Alertmanager does not answer them, but \(Self.list(answered))",
                    remedy: "compare the nodes: the configuration of \(node) and Alertmanager's --cluster.label")
            ]
        }
        guard voices[node] == .heard else {
            return [
                ClusterFinding(
                    about: node.text, what: "its Alertmanager does not answer (seen from \(Self.list(deaf)))",
                    remedy: Self.remedy(on: node))
            ]
        }
        return [
            ClusterFinding(
                about: node.text, what: "its Alertmanager sends, but does not answer (seen from \(Self.list(deaf)))",
                remedy:
                    "on \(node): look for firewall rules on the loopback interface, and whether --cluster.label is the others'"
            )
        ]
    }

    /// Said to somebody who may sit at another node.
    private static func remedy(on node: NodeName) -> String {
        "on \(node): look whether Alertmanager runs, with the flags of subrosa flags, and whether it is frozen"
    }

    /// In the order of the table.
    private func reporters(on node: NodeName, where fits: (PeerHealth) -> Bool) -> [NodeName] {
        matrix.nodes.filter { entries[Route(from: $0, to: node)].map { fits($0.health) } ?? false }
    }

    /// Linked nodes that tell nothing.
    private var unheard: [ClusterFinding] {
        guard let own = matrix.rows.first?.reporter else { return [] }
        let nodes = present.filter { node in
            guard voices[node] == nil, let health = entries[Route(from: own, to: node)]?.health else { return false }
            return !health.isLinkDown && health != .unknown
        }
        guard !nodes.isEmpty else { return [] }
        return [
            ClusterFinding(
                about: Self.list(nodes), what: "what is seen from there is not known here",
                remedy: "wait half a minute; if it stays so, ask that node itself")
        ]
    }

    static func list(_ nodes: [NodeName]) -> String {
        let shown = nodes.prefix(5).map(\.text).joined(separator: ", ")
        return nodes.count > 5 ? "\(shown) and \(nodes.count - 5) more" : shown
    }
}
