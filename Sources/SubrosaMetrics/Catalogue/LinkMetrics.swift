import SubrosaCore

extension MetricCatalogue {
    static let linkMetrics = [
        Metric(
            "subrosa_link_up", .gauge, "Whether the link is up (1) or down (0).", labels: ["peer", "direction"],
            samples: { eachLink($0) { .flag($1.isUp) } }),
        Metric(
            "subrosa_link_last_change_timestamp_seconds", .gauge,
            "Since when the link is up or down; before its first change, when the node started.",
            labels: ["peer", "direction"],
            samples: { eachLink($0) { .time($1.since ?? $0.status.startTime) } }),
        Metric(
            "subrosa_link_established_total", .counter, "How often the link came up.", labels: ["peer", "direction"],
            samples: { eachLink($0) { .count($1.count) } }),
        Metric(
            "subrosa_table_digest_equal", .gauge,
            "Whether the peer's node table is the same as this node's (1) or differs (0); NaN before its first hello.",
            labels: ["peer"]
        ) { $0.status.peers.map { Sample([$0.name.text], $0.isTableEqual.map(MetricValue.flag) ?? .unknown) } },
    ]

    /// A sample for each peer and direction.
    private static func eachLink(
        _ observation: Observation, _ value: (Observation, LinkStatus) -> MetricValue
    ) -> [Sample] {
        observation.status.peers.flatMap { peer in
            PeerCounters.Direction.allCases.map { direction in
                Sample([peer.name.text, direction.rawValue], value(observation, peer.link(direction)))
            }
        }
    }
}
