import SubrosaCore

/// How gossip fares, in a ``StatusDocument``.
package enum GossipDocument {
    package struct Alertmanager: Hashable, Sendable, Codable {
        package let state: String
        package let lastDatagram: String?
        package let wrongAddress: String?
        package let overflow: UInt64
    }

    package struct RoundTrip: Hashable, Sendable, Codable {
        package let minimum: Int64
        package let median: Int64
        package let maximum: Int64
    }

    /// Between this node and a peer.
    package struct Peer: Hashable, Sendable, Codable {
        package let state: String
        package let message: String
        package let remedy: String
        package let since: String?
        package let canariesSent: UInt64
        package let canariesAnswered: UInt64
        package let lossPerMille: Int?
        package let roundTripMicroseconds: RoundTrip?
    }

    /// What one node sees of one peer.
    package struct Cell: Hashable, Sendable, Codable {
        package let name: String
        package let state: String
        package let lossPerMille: Int?
        package let roundTripMicroseconds: UInt32?
        package let droppedOutbound: Int
        package let droppedInbound: Int
    }

    package struct Row: Hashable, Sendable, Codable {
        package let reporter: String
        package let ageSeconds: Int64
        package let alertmanager: String
        /// Peers that are well.
        package let ok: Int
        package let peers: [Cell]
    }

    package struct Finding: Hashable, Sendable, Codable {
        package let about: String
        package let what: String
        package let remedy: String
    }

    /// In larger clusters peers that are well are only counted.
    private static let nodesWithAllCells = 32
    /// Some two megabytes.
    private static let cellLimit = 10_000

    static func rows(_ matrix: ClusterMatrix) -> [Row] {
        var room = cellLimit
        return matrix.rows.map { row in
            let entries = row.report.entries
            let ok = entries.filter { $0.health == .ok }.count
            let shown = matrix.nodes.count <= nodesWithAllCells ? entries : entries.filter { $0.health != .ok }
            let cells = shown.prefix(room).map(Cell.init)
            room -= cells.count
            return Row(
                reporter: row.reporter.text, ageSeconds: row.age.components.seconds,
                alertmanager: row.report.alertmanager.rawValue, ok: ok, peers: cells)
        }
    }

    static func findings(_ matrix: ClusterMatrix) -> [Finding] {
        MatrixDiagnosis(matrix).findings.map { Finding(about: $0.about, what: $0.what, remedy: $0.remedy) }
    }
}

extension GossipDocument.Cell {
    init(_ entry: HealthReport.Entry) {
        self.init(
            name: entry.peer.text, state: entry.health.rawValue, lossPerMille: entry.lossPerMille,
            roundTripMicroseconds: entry.roundTrip, droppedOutbound: entry.droppedOutbound,
            droppedInbound: entry.droppedInbound)
    }
}

extension GossipDocument.Alertmanager {
    init(_ gossip: GossipStatus) {
        self.init(
            state: gossip.alertmanager.rawValue, lastDatagram: gossip.lastDatagram.map(TimestampText.text),
            wrongAddress: gossip.wrongAddress, overflow: gossip.overflow)
    }
}

extension GossipDocument.Peer {
    init(_ canaries: CanaryStatus) {
        self.init(
            state: canaries.health.rawValue, message: canaries.health.message, remedy: canaries.health.remedy,
            since: canaries.since.map(TimestampText.text), canariesSent: canaries.totals.sent,
            canariesAnswered: canaries.totals.answered, lossPerMille: canaries.figures.lossPerMille,
            roundTripMicroseconds: canaries.figures.roundTrip.map(GossipDocument.RoundTrip.init))
    }
}

extension GossipDocument.RoundTrip {
    init(_ roundTrip: CanaryFigures.RoundTrip) {
        self.init(
            minimum: roundTrip.minimum.nanoseconds / 1_000, median: roundTrip.median.nanoseconds / 1_000,
            maximum: roundTrip.maximum.nanoseconds / 1_000)
    }
}
