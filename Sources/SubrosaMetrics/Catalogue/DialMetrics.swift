import SubrosaCore

extension MetricCatalogue {
    static let dialMetrics = [
        Metric(
            "subrosa_dials_total", .counter, "Connections to the peer that this node began, links and lanes.",
            labels: ["peer"]
        ) { $0.status.peers.map { Sample([$0.name.text], .count($0.dials.dials)) } },
        Metric(
            "subrosa_dial_failures_total", .counter, "Those that came to no link or lane, and why.",
            labels: ["peer", "reason"]
        ) { observation, series in
            let possible = DialCount.Failure.possible.map { ($0, $0.label) }
            let known = Set(DialCount.Failure.possible)
            for peer in observation.status.peers {
                let failures = peer.dials.failures
                for (failure, label) in possible { series.add(peer.name.text, label, .count(failures[failure] ?? 0)) }
                // Whatever was counted is shown, even what was thought not to happen to who dials.
                for (failure, count) in failures where !known.contains(failure) {
                    series.add(peer.name.text, failure.label, .count(count))
                }
            }
        },
        Metric(
            "subrosa_handshakes_total", .counter,
            "Connections that came to a hello on both sides (accepted) or not (refused), dialled by this node or accepted; what cannot be connected counts as no handshake.",
            labels: ["side", "result"]
        ) { observation in
            HandshakeCounters.Side.allCases.flatMap { side in
                HandshakeCounters.Result.allCases.map { result in
                    Sample(
                        [side.rawValue, result.rawValue],
                        .count(observation.status.handshakes[HandshakeCounters.Kind(side, result)] ?? 0))
                }
            }
        },
    ]
}
