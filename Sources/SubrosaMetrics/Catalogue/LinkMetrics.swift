import SubrosaCore

extension MetricCatalogue {
    static let linkMetrics = [
        Metric(
            "subrosa_link_up", .gauge, "Whether the link is up (1) or down (0).", labels: ["peer", "direction"],
            write: { eachLink($0, &$1) { .flag($1.isUp) } }),
        Metric(
            "subrosa_link_last_change_timestamp_seconds", .gauge,
            "Since when the link is up or down; before its first change, when the node started.",
            labels: ["peer", "direction"],
            write: { eachLink($0, &$1) { .time($1.since ?? $0.status.startTime) } }),
        Metric(
            "subrosa_link_established_total", .counter, "How often the link came up.", labels: ["peer", "direction"],
            write: { eachLink($0, &$1) { .count($1.count) } }),
        Metric(
            "subrosa_link_losses_total", .counter,
            "How often the link went down, and why; not if a new one took its place.",
            labels: ["peer", "direction", "reason"], write: losses),
        Metric(
            "subrosa_link_round_trip_seconds", .histogram,
            "How long the answer to a heartbeat took, one a second on the link that this node dials.", labels: ["peer"]
        ) { observation, series in
            for peer in observation.status.peers { series.add(peer.name.text, peer.roundTrips) }
        },
        Metric(
            "subrosa_table_digest_equal", .gauge,
            "Whether the peer's node table is the same as this node's (1) or differs (0); NaN before its first hello, then as it last said.",
            labels: ["peer"]
        ) { $0.status.peers.map { Sample([$0.name.text], $0.isTableEqual.map(MetricValue.flag) ?? .unknown) } },
    ]

    /// A series for each peer and direction.
    private static func eachLink(
        _ observation: Observation, _ series: inout SeriesWriter, _ value: (Observation, LinkStatus) -> MetricValue
    ) {
        for peer in observation.status.peers {
            for direction in PeerCounters.Direction.allCases {
                series.add(peer.name.text, direction.rawValue, value(observation, peer.link(direction)))
            }
        }
    }

    @Sendable private static func losses(_ observation: Observation, _ series: inout SeriesWriter) {
        for peer in observation.status.peers {
            for direction in PeerCounters.Direction.allCases {
                let losses = peer.link(direction).losses
                for reason in LinkDownReason.allCases {
                    let count = losses[reason] ?? 0
                    // Whatever was counted is shown, even what was thought not to happen in this direction.
                    guard count > 0 || reason.ends(direction) else { continue }
                    series.add(peer.name.text, direction.rawValue, reason.rawValue, .count(count))
                }
            }
        }
    }
}
