import SubrosaAdmin
import SubrosaCore

/// A node's status for somebody at a terminal at night: what is wrong comes last, where the eye is.
struct StatusText {
    private let status: StatusDocument
    private let showsEvents: Bool
    private let now: WallTime?

    private let showsMatrix: Bool

    /// - Parameters:
    ///   - showsMatrix: who sees whom, also in a large cluster.
    ///   - showsEvents: what happened last.
    init(_ status: StatusDocument, showsMatrix: Bool = false, showsEvents: Bool = false) {
        self.status = status
        self.showsMatrix = showsMatrix
        self.showsEvents = showsEvents
        // The node's own clock: this machine's may differ.
        now = TimestampText.time(status.node.time)
    }

    /// In printable ASCII.
    var lines: [String] {
        ([headline, ""] + peers + gossip + edge + certificates + authorities + lists + events + ending)
            .map(TerminalText.plain)
    }

    private var headline: String {
        let node = status.node
        let state = node.draining ? "ending" : node.ready ? "ready" : "not ready"
        return "\(node.name)  subrosa \(node.softwareVersion)  \(state)  started \(age(node.startTime)) ago"
    }

    private var peers: [String] {
        let rows = status.peers.flatMap { peer in
            [("outbound", peer.outbound), ("inbound", peer.inbound)].map { direction, link in
                [
                    peer.name, direction, link.up ? "up" : "DOWN", link.since.map(age) ?? "-",
                    link.address ?? (direction == "outbound" ? peer.linkAddress : "-"),
                    link.up ? "" : link.lastTrouble?.reason ?? "",
                ]
            }
        }
        return table(["PEER", "DIRECTION", "LINK", "FOR", "ADDRESS", "REASON"], rows)
    }

    private var gossip: [String] {
        let rows = status.peers.map { peer in
            let gossip = peer.gossip
            return [
                peer.name, gossip.state == PeerHealth.ok.rawValue ? "ok" : gossip.state.uppercased(),
                gossip.since.map(age) ?? "-", gossip.lossPerMille.map { "\($0 / 10).\($0 % 10)%" } ?? "-",
                gossip.roundTripMicroseconds.map { MatrixText.roundTrip(microseconds: $0.median) } ?? "-",
            ]
        }
        let isSmall = status.matrix.count > 1 && status.matrix.count <= MatrixText.compactLimit
        let matrix = showsMatrix || isSmall ? MatrixText(status.matrix).table : []
        return table(["PEER", "GOSSIP", "FOR", "LOSS", "ROUND TRIP"], rows)
            + (matrix.isEmpty ? [] : table(matrix[0], Array(matrix.dropFirst())))
    }

    /// Findings about the cluster are not this node's problems; they are told all the same.
    private var cluster: [String] {
        guard !status.diagnosis.isEmpty else { return [] }
        return ["In the cluster:"] + status.diagnosis.flatMap { ["  \($0.about): \($0.what)", "    \($0.remedy)"] } + [
            ""
        ]
    }

    private var edge: [String] {
        guard let edge = status.edge else { return [] }
        return table(
            ["EDGE", "FOR", "RUNS AS", "VERSION"],
            [
                [
                    edge.attached ? "attached" : "NOT THERE", edge.since.map(age) ?? "-", edge.user ?? "-",
                    edge.softwareVersion ?? "-",
                ]
            ])
    }

    private var certificates: [String] {
        let presented = status.peers.flatMap { peer in
            [("outbound", peer.outbound), ("inbound", peer.inbound)].compactMap { direction, link in
                link.certificate.map { row("\(peer.name) \(direction)", $0) }
            }
        }
        return table(
            ["CERTIFICATE OF", "TIME LEFT", "SUBJECT", "STANDS ON"],
            [row("this node", status.certificate)] + presented)
    }

    private func row(_ owner: String, _ certificate: StatusDocument.Certificate) -> [String] {
        [owner, left(certificate.notAfter), certificate.subject, certificate.authority]
    }

    private var authorities: [String] {
        table(
            ["CA", "TIME LEFT", "WHO STANDS ON IT"],
            status.authorities.map { authority in
                let who = (authority.own ? ["this node"] : []) + authority.peers
                return [
                    authority.subject, left(authority.notAfter), who.isEmpty ? "nobody" : who.joined(separator: ", "),
                ]
            })
    }

    private var lists: [String] {
        table(
            ["CRL OF", "TIME LEFT", "REVOKED"],
            status.revocationLists.map { [$0.issuer, left($0.nextUpdate), "\($0.revoked)"] })
    }

    private var events: [String] {
        guard showsEvents else { return [] }
        guard !status.events.isEmpty else { return ["Nothing has happened yet.", ""] }
        // The last one last, next to what is wrong.
        let rows = status.events.reversed().map { event in
            ["\(age(event.time)) ago", event.what + (event.count > 1 ? ", \(event.count) times" : ""), event.why]
        }
        return table(["WHEN", "WHAT HAPPENED", "WHY"], rows)
    }

    private var ending: [String] {
        guard let first = status.problems.first else {
            return cluster + [status.diagnosis.isEmpty ? "All is well." : "All is well here."]
        }
        let problems = status.problems.flatMap { ["\($0.about): \($0.what)", "    \($0.remedy)"] }
        let count = status.problems.count
        let rest = count == 1 ? "" : ", and \(count - 1) more"
        return cluster + problems + ["", "NOT WELL: \(first.about)\(rest)"]
    }

    private func table(_ heads: [String], _ rows: [[String]]) -> [String] {
        guard !rows.isEmpty else { return [] }
        // Made plain before it is measured.
        return TerminalText.columns([heads] + rows.map { $0.map(TerminalText.plain) }) + [""]
    }

    private func age(_ since: String) -> String {
        guard let now, let start = TimestampText.time(since) else { return since }
        return SpanText.ago(now, since: start)
    }

    private func left(_ end: String) -> String {
        guard let now, let end = TimestampText.time(end) else { return end }
        return SpanText.left(now, until: end)
    }
}
