import SubrosaCore

/// Who sees whom how, as a table of short words: from the rows' nodes to the columns'.
package struct MatrixText {
    /// What fits on a screen without being asked for.
    package static let compactLimit = 12

    private let rows: [GossipDocument.Row]

    package init(_ rows: [GossipDocument.Row]) { self.rows = rows }

    /// The heads first.
    package var table: [[String]] {
        let seen = Set(rows.flatMap { [$0.reporter] + $0.peers.map(\.name) })
        let names = seen.sorted()
        return [["from / to"] + names]
            + names.map { from in
                guard let row = rows.first(where: { $0.reporter == from }) else {
                    return [from] + names.map { $0 == from ? "-" : "?" }
                }
                let cells = Dictionary(row.peers.map { ($0.name, $0) }, uniquingKeysWith: { $1 })
                // In large clusters peers that are well are only counted.
                let missing = row.ok > row.peers.count { $0.state == PeerHealth.ok.rawValue } ? "ok" : "?"
                return [from] + names.map { $0 == from ? "-" : cells[$0].map(Self.word) ?? missing }
            }
    }

    private static func word(_ cell: GossipDocument.Cell) -> String {
        switch PeerHealth(rawValue: cell.state) ?? .unknown {
        case .ok: cell.roundTripMicroseconds.map { roundTrip(microseconds: Int64($0)) } ?? "ok"
        case .lossy: "LOSS \((cell.lossPerMille ?? 0) / 10)%"
        case .largeLost: "LONG LOST"
        case .linkDownOutbound: "NO LINK OUT"
        case .linkDownInbound: "NO LINK IN"
        case .linkDown: "NO LINK"
        case .alertmanagerNotAnswering: "NO ANSWER"
        case .ownAlertmanagerSilent: "SILENT"
        case .unknown: "?"
        }
    }

    /// `0.4 ms`, `12 ms`.
    package static func roundTrip(microseconds: Int64) -> String {
        let tenths = (microseconds + 50) / 100
        return tenths >= 100 ? "\(tenths / 10) ms" : "\(tenths / 10).\(tenths % 10) ms"
    }
}
