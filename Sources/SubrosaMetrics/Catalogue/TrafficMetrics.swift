import SubrosaCore

extension MetricCatalogue {
    static let datagramMetrics = [
        Metric(
            "subrosa_datagrams_total", .counter,
            "Datagrams handed to the link (outbound) or to the local Alertmanager (inbound).",
            labels: ["peer", "direction"], samples: { eachDirection($0, \.datagrams) }),
        Metric(
            "subrosa_datagram_bytes_total", .counter, "Bytes of payload in these datagrams.",
            labels: ["peer", "direction"], samples: { eachDirection($0, \.datagramBytes) }),
        Metric(
            "subrosa_datagrams_dropped_total", .counter, "Datagrams that were not delivered.",
            labels: ["peer", "direction", "reason"],
            samples: {
                eachReason($0, DropReason.allCases, label: \.rawValue) { traffic, direction, reason in
                    traffic.drops[PeerCounters.Drop(direction: direction, reason: reason)]
                }
            }),
    ]

    static let streamMetrics = [
        Metric(
            "subrosa_streams_total", .counter,
            "Streams opened by the local Alertmanager (outbound) or by the peer's (inbound).",
            labels: ["peer", "direction"], samples: { eachDirection($0, \.streams) }),
        Metric(
            "subrosa_stream_bytes_total", .counter,
            "Bytes inside streams to the peer (outbound) or from it (inbound), whoever opened them.",
            labels: ["peer", "direction"], samples: { eachDirection($0, \.streamBytes) }),
        Metric(
            "subrosa_streams_failed_total", .counter,
            "Streams refused or reset, by who opened them: the local Alertmanager (outbound) or the peer's (inbound).",
            labels: ["peer", "direction", "reason"],
            samples: {
                eachReason($0, StreamResetReason.allCases, label: \.label) { traffic, direction, reason in
                    traffic.streamFailures[PeerCounters.StreamFailure(direction: direction, reason: reason)]
                }
            }),
        Metric(
            "subrosa_streams_open", .gauge, "Streams under way, in both directions.", labels: ["peer"]
        ) { $0.status.peers.map { Sample([$0.name.text], .count(UInt64(max(0, $0.openStreams)))) } },
    ]

    private static func eachDirection(
        _ observation: Observation, _ count: KeyPath<TrafficCount, PeerCounters.Carried>
    ) -> [Sample] {
        observation.status.peers.flatMap { peer in
            let carried = peer.traffic[keyPath: count]
            return [
                Sample([peer.name.text, PeerCounters.Direction.outbound.rawValue], .count(carried.outbound)),
                Sample([peer.name.text, PeerCounters.Direction.inbound.rawValue], .count(carried.inbound)),
            ]
        }
    }

    private static func eachReason<Reason>(
        _ observation: Observation, _ reasons: [Reason], label: (Reason) -> String,
        count: (TrafficCount, PeerCounters.Direction, Reason) -> UInt64?
    ) -> [Sample] {
        observation.status.peers.flatMap { peer in
            PeerCounters.Direction.allCases.flatMap { direction in
                reasons.map { reason in
                    Sample(
                        [peer.name.text, direction.rawValue, label(reason)],
                        .count(count(peer.traffic, direction, reason) ?? 0))
                }
            }
        }
    }
}
