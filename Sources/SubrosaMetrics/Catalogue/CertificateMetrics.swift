import SubrosaCore

extension MetricCatalogue {
    static let certificateMetrics = [
        Metric(
            "subrosa_certificate_expiry_timestamp_seconds", .gauge, "When this node's own certificate ends.",
            labels: ["subject", "serial", "authority"]
        ) {
            let own = $0.status.certificate
            return [Sample([own.subject, own.serial, own.authority], .time(own.notAfter))]
        },
        Metric(
            "subrosa_peer_certificate_expiry_timestamp_seconds", .gauge,
            "When the certificate ends that the peer presented last; no series before it presented one.",
            labels: ["peer", "direction", "subject", "serial", "authority"],
            samples: { $0.status.peers.flatMap(presented) }),
        Metric(
            "subrosa_ca_expiry_timestamp_seconds", .gauge, "When a CA of ca_file ends.",
            labels: ["subject", "key_sha256"],
            // A CA that was renewed for the same key may stand there twice; the later one counts.
            samples: { merged($0.status.authorities) { .time($0.map(\.notAfter).max() ?? WallTime(milliseconds: 0)) } }),
        Metric(
            "subrosa_ca_peers", .gauge, "Peers with a link whose certificate stands on this CA.",
            labels: ["subject", "key_sha256"],
            samples: { merged($0.status.authorities) { .count(UInt64(Set($0.flatMap(\.peers)).count)) } }),
        Metric(
            "subrosa_crl_expiry_timestamp_seconds", .gauge, "When a CRL of crl_file runs out.", labels: ["issuer"],
            samples: { lists($0) { _, end in .time(end) } }),
        Metric(
            "subrosa_crl_expired", .gauge, "Whether a CRL of crl_file has run out (1) or not (0).",
            labels: ["issuer"], samples: { lists($0) { now, end in .flag(end < now) } }),
    ]

    private static func presented(by peer: PeerStatus) -> [Sample] {
        PeerCounters.Direction.allCases.compactMap { direction in
            guard let certificate = peer.link(direction).certificate else { return nil }
            return Sample(
                [
                    peer.name.text, direction.rawValue, certificate.subject, certificate.serial,
                    certificate.authority,
                ], .time(certificate.notAfter))
        }
    }

    private static func merged(
        _ authorities: [AuthorityStatus], _ value: ([AuthorityStatus]) -> MetricValue
    ) -> [Sample] {
        Dictionary(grouping: authorities) { [$0.subject, $0.keySHA256] }
            .sorted { $0.key.lexicographicallyPrecedes($1.key) }
            .map { Sample($0.key, value($0.value)) }
    }

    /// Two CAs may have one name; then the list that ends first counts.
    private static func lists(
        _ observation: Observation, _ value: (_ now: WallTime, _ end: WallTime) -> MetricValue
    ) -> [Sample] {
        Dictionary(
            observation.status.revocationLists.map { ($0.issuer, $0.nextUpdate) }, uniquingKeysWith: { min($0, $1) }
        )
        .sorted { $0.key < $1.key }
        .map { Sample([$0.key], value(observation.status.time, $0.value)) }
    }
}
