extension MatrixDiagnosis {
    /// A canary goes there and back, so both ends of a pair see the loss of either direction. Which it is, the datagrams
    /// tell that the nodes themselves dropped.
    private struct Loss {
        let first: NodeName
        let second: NodeName
        var perMille = 0
        /// Dropped from ``first`` to ``second``, and back.
        var there = 0
        var back = 0
    }

    /// Pairs with links that lose datagrams.
    var lossFindings: [ClusterFinding] {
        var losses = self.losses
        var findings: [ClusterFinding] = []
        for node in present {
            let its = losses.filter { $0.first == node || $0.second == node }
            guard its.count > 1, its.count == present.count - 1 else { continue }
            let most = its.map(\.perMille).max() ?? 0
            findings.append(
                ClusterFinding(
                    about: node.text, what: "datagrams to and from it are lost (up to \(Self.percent(most)))",
                    remedy: "look at the load of its machine and at its network"))
            losses.removeAll { $0.first == node || $0.second == node }
        }
        return findings + losses.map(Self.finding) + large
    }

    private var losses: [Loss] {
        matrix.nodes.enumerated().flatMap { index, first in
            matrix.nodes[(index + 1)...].compactMap { second in
                let seen = entries[Route(from: first, to: second)]
                let seenBack = entries[Route(from: second, to: first)]
                let lossy = [seen, seenBack].compactMap { $0 }.filter { $0.health == .lossy }
                guard !lossy.isEmpty else { return nil }
                return Loss(
                    first: first, second: second, perMille: lossy.compactMap(\.lossPerMille).max() ?? 0,
                    there: (seen?.droppedOutbound ?? 0) + (seenBack?.droppedInbound ?? 0),
                    back: (seen?.droppedInbound ?? 0) + (seenBack?.droppedOutbound ?? 0))
            }
        }
    }

    private static func finding(_ loss: Loss) -> ClusterFinding {
        let (there, back) = (loss.there > 0, loss.back > 0)
        let about =
            switch (there, back) {
            case (true, false): "\(loss.first) -> \(loss.second)"
            case (false, true): "\(loss.second) -> \(loss.first)"
            default: "\(loss.first) <-> \(loss.second)"
            }
        let drops = loss.there + loss.back
        let whose = drops > 0 ? ", \(drops) dropped by the nodes themselves" : ""
        return ClusterFinding(
            about: about, what: "datagrams are lost (\(percent(loss.perMille)) of the canaries\(whose))",
            remedy: drops > 0
                ? "look at subrosa_datagrams_dropped_total of both nodes; its reason says why"
                : "look at the load of both machines, and whether Alertmanager there keeps up")
    }

    private var large: [ClusterFinding] {
        matrix.nodes.flatMap { from in
            matrix.nodes.compactMap { to in
                guard entries[Route(from: from, to: to)]?.health == .largeLost else { return nil }
                return ClusterFinding(
                    about: "\(from) -> \(to)", what: "long datagrams are lost, short ones pass",
                    remedy: PeerHealth.largeLost.remedy)
            }
        }
    }

    private static func percent(_ perMille: Int) -> String {
        perMille < 10 ? "less than 1 %" : "\((perMille + 5) / 10) %"
    }
}
