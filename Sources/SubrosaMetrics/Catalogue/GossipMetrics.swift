import SubrosaCore

extension MetricCatalogue {
    static let gossipMetrics = [
        Metric(
            "subrosa_peer_health", .gauge,
            "How gossip fares between this node and the peer: 1 for the state it is in, 0 for the others.",
            labels: ["peer", "state"]
        ) { observation, series in
            for peer in observation.status.peers {
                for state in PeerHealth.allCases {
                    series.add(peer.name.text, state.rawValue, .flag(peer.canaries.health == state))
                }
            }
        },
        Metric(
            "subrosa_alertmanager_state", .gauge,
            "How the Alertmanager beside this node is found: 1 for the state it is in, 0 for the others.",
            labels: ["state"]
        ) { observation in
            AlertmanagerVoice.State.allCases.map {
                Sample([$0.rawValue], .flag(observation.status.gossip.alertmanager == $0))
            }
        },
        Metric(
            "subrosa_canary_sent_total", .counter,
            "Canaries sent to the peer's Alertmanager, along the way that gossip takes.", labels: ["peer"],
            samples: { eachPeer($0) { .count($0.totals.sent) } }),
        Metric(
            "subrosa_canary_answered_total", .counter, "Canaries that came back from the peer's Alertmanager.",
            labels: ["peer"], samples: { eachPeer($0) { .count($0.totals.answered) } }),
        Metric(
            "subrosa_canary_round_trip_seconds", .histogram,
            "How long canaries took to the peer's Alertmanager and back.", labels: ["peer"]
        ) { observation, series in
            for peer in observation.status.peers { series.add(peer.name.text, peer.canaries.totals.roundTrips) }
        },
        Metric(
            "subrosa_alertmanager_last_datagram_timestamp_seconds", .gauge,
            "When the local Alertmanager last sent a datagram to any peer; NaN before the first."
        ) { $0.status.gossip.lastDatagram.map(MetricValue.time) ?? .unknown },
        Metric(
            "subrosa_alertmanager_overflow_total", .counter,
            "Datagrams that the kernel dropped at the local Alertmanager's socket, which was full; from any peer, "
                + "counted every 10 s."
        ) { .count($0.status.gossip.overflow) },
    ]

    private static func eachPeer(
        _ observation: Observation, _ value: (CanaryStatus) -> MetricValue
    ) -> [Sample] {
        observation.status.peers.map { Sample([$0.name.text], value($0.canaries)) }
    }
}
