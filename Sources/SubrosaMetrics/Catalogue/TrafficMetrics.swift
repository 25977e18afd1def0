import SubrosaCore

extension MetricCatalogue {
    static let datagramMetrics = [
        Metric(
            "subrosa_datagrams_total", .counter,
            "Datagrams handed to the link (outbound) or to the local Alertmanager (inbound).",
            labels: ["peer", "direction"], write: { eachDirection($0, &$1, \.datagrams) }),
        Metric(
            "subrosa_datagram_bytes_total", .counter, "Bytes of payload in these datagrams.",
            labels: ["peer", "direction"], write: { eachDirection($0, &$1, \.datagramBytes) }),
        Metric(
            "subrosa_datagrams_dropped_total", .counter, "Datagrams that were not delivered.",
            labels: ["peer", "direction", "reason"],
            write: {
                eachReason($0, &$1, DropReason.allCases, label: \.rawValue, occurs: { $0.occurs($1) }) {
                    traffic, direction, reason in
                    traffic.drops[PeerCounters.Drop(direction: direction, reason: reason)]
                }
            }),
        Metric(
            "subrosa_datagram_queue_length", .gauge, "Datagrams that wait because the link to the peer is busy.",
            labels: ["peer"]
        ) { $0.status.peers.map { Sample([$0.name.text], .count(UInt64($0.queue.count))) } },
        Metric(
            "subrosa_datagram_queue_bytes", .gauge,
            "Memory that they take, as counted against the limit of 1 MiB: their payload, and 128 bytes for each.",
            labels: ["peer"]
        ) { $0.status.peers.map { Sample([$0.name.text], .count(UInt64($0.queue.bytes))) } },
        Metric(
            "subrosa_datagram_queue_oldest_age_seconds", .gauge,
            "How long the oldest of them has waited; after 0.5 s it is dropped.", labels: ["peer"]
        ) { $0.status.peers.map { Sample([$0.name.text], .seconds($0.queue.oldestAge.inSeconds)) } },
        Metric(
            "subrosa_datagrams_over_udp", .gauge,
            "Whether datagrams to the peer go over UDP, alone or besides the link (1), or take the link alone (0).",
            labels: ["peer"]
        ) { $0.status.peers.map { Sample([$0.name.text], .flag($0.datagramPath.isOverUDP)) } },
        Metric(
            "subrosa_sealed_packets_total", .counter,
            "Sealed packets, copies and probes among them: sent to the peer (outbound), and taken from it (inbound).",
            labels: ["peer", "direction"]
        ) {
            $0.status.peers.flatMap { peer in
                let count = peer.datagramPath.sealedPackets
                return [
                    Sample([peer.name.text, "outbound"], .count(count.outbound)),
                    Sample([peer.name.text, "inbound"], .count(count.inbound)),
                ]
            }
        },
        Metric(
            "subrosa_datagram_copies_discarded_total", .counter,
            "Copies of datagrams from the peer that were not delivered because another had arrived before.",
            labels: ["peer"]
        ) { $0.status.peers.map { Sample([$0.name.text], .count($0.datagramPath.discardedCopies)) } },
        Metric(
            "subrosa_sealed_packets_refused_total", .counter,
            "UDP packets thrown away at the link port: nothing in them was believed, and nothing was answered.",
            labels: ["reason"]
        ) { observation in
            SealedRefusalReason.allCases.map {
                Sample([$0.rawValue], .count(observation.status.sealedRefusals[$0] ?? 0))
            }
        },
    ]

    static let streamMetrics = [
        Metric(
            "subrosa_streams_total", .counter,
            "Streams opened by the local Alertmanager (outbound) or by the peer's (inbound).",
            labels: ["peer", "direction"], write: { eachDirection($0, &$1, \.streams) }),
        Metric(
            "subrosa_stream_bytes_total", .counter,
            "Bytes inside streams to the peer (outbound) or from it (inbound), whoever opened them.",
            labels: ["peer", "direction"], write: { eachDirection($0, &$1, \.streamBytes) }),
        Metric(
            "subrosa_streams_failed_total", .counter,
            "Streams refused or reset, by who opened them: the local Alertmanager (outbound) or the peer's (inbound).",
            labels: ["peer", "direction", "reason"],
            write: {
                // Each may be heard from the peer, whoever opened the stream.
                eachReason($0, &$1, StreamResetReason.allCases, label: \.label, occurs: { _, _ in true }) {
                    traffic, direction, reason in
                    traffic.streamFailures[PeerCounters.StreamFailure(direction: direction, reason: reason)]
                }
            }),
        Metric(
            "subrosa_streams_open", .gauge, "Streams under way, in both directions.", labels: ["peer"]
        ) { $0.status.peers.map { Sample([$0.name.text], .count(UInt64(max(0, $0.openStreams)))) } },
        Metric(
            "subrosa_lanes", .gauge,
            "Lanes dialled by this node (outbound) or by the peer (inbound), ready for a stream (idle) or with one (busy).",
            labels: ["peer", "direction", "state"]
        ) { observation, series in
            for peer in observation.status.peers {
                for direction in PeerCounters.Direction.allCases {
                    let lanes = peer.lanes(direction)
                    series.add(peer.name.text, direction.rawValue, "idle", .count(UInt64(lanes.idle)))
                    series.add(peer.name.text, direction.rawValue, "busy", .count(UInt64(lanes.busy)))
                }
            }
        },
    ]

    private static func eachDirection(
        _ observation: Observation, _ series: inout SeriesWriter,
        _ count: KeyPath<TrafficCount, PeerCounters.Carried>
    ) {
        for peer in observation.status.peers {
            let carried = peer.traffic[keyPath: count]
            series.add(peer.name.text, PeerCounters.Direction.outbound.rawValue, .count(carried.outbound))
            series.add(peer.name.text, PeerCounters.Direction.inbound.rawValue, .count(carried.inbound))
        }
    }

    /// A series for each reason that can occur in the direction, and for whatever was counted.
    private static func eachReason<Reason>(
        _ observation: Observation, _ series: inout SeriesWriter, _ reasons: [Reason], label: (Reason) -> String,
        occurs: (Reason, PeerCounters.Direction) -> Bool,
        count: (TrafficCount, PeerCounters.Direction, Reason) -> UInt64?
    ) {
        for peer in observation.status.peers {
            for direction in PeerCounters.Direction.allCases {
                for reason in reasons {
                    let count = count(peer.traffic, direction, reason) ?? 0
                    guard count > 0 || occurs(reason, direction) else { continue }
                    series.add(peer.name.text, direction.rawValue, label(reason), .count(count))
                }
            }
        }
    }
}
