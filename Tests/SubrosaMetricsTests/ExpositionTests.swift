import SubrosaCore
import SubrosaTestKit
import Testing

@testable import SubrosaMetrics

@Suite("Exposition")
struct ExpositionTests {
    private static let figures = ProcessFigures(
        residentBytes: 14 << 20, openDescriptors: 20, maximumDescriptors: 1_024, cpuSeconds: 0.25)

    private func text(_ sample: SampleStatus) throws -> String {
        ExpositionText.render(Observation(status: try sample.status(), version: "0.1.0", process: Self.figures))
    }

    private func value(_ name: String, _ labels: [String: String] = [:], in text: String) throws -> String {
        let found = try ExpositionLines(text).series.filter { series in
            series.name == name && labels.allSatisfy { series.labels[$0.key] == $0.value }
        }
        try #require(found.count == 1, "\(name) \(labels): \(found.count) series")
        return found[0].value
    }

    @Test func hostileTextComesOutAsItWentIn() throws {
        let lines = try ExpositionLines(try text(try .unwell()))
        let own = lines.series.filter { $0.name == "subrosa_certificate_expiry_timestamp_seconds" }
        #expect(own.map { $0.labels["subject"] } == [SampleStatus.hostile])
    }

    @Test func labelValuesAreEscapedAsTheFormatWants() {
        #expect(ExpositionText.escapedLabel("a\\b\"c\nd") == #"a\\b\"c\nd"#)
        #expect(ExpositionText.escapedLabel("ü </td>\r") == "ü </td>\r")
        #expect(ExpositionText.escapedHelp("a\\b\"c\nd") == #"a\\b"c\nd"#)
    }

    @Test(arguments: [true, false])
    func noTwoSeriesAreTheSame(isWell: Bool) throws {
        var sample = isWell ? try SampleStatus.well() : try .unwell()
        // A CA renewed for the same key, two CAs with one name.
        sample.authorities += sample.authorities
        sample.revocationLists += sample.revocationLists
        let series = try ExpositionLines(try text(sample)).series.map { "\($0.name) \($0.labels.sorted { $0 < $1 })" }
        #expect(Set(series).count == series.count)
    }

    @Test func everyReasonIsThereBeforeItHappened() throws {
        let series = try ExpositionLines(try text(try .well())).series
        func reasons(_ name: String) -> [String: Int] {
            Dictionary(grouping: series.filter { $0.name == name && $0.value == "0" }) { $0.labels["reason"] ?? "" }
                .mapValues(\.count)
        }
        let (peers, directions) = (2, 2)
        #expect(
            reasons("subrosa_datagrams_dropped_total")
                == Dictionary(
                    uniqueKeysWithValues: DropReason.allCases.map { reason in
                        (reason.rawValue, peers * PeerCounters.Direction.allCases.count { reason.occurs($0) })
                    }))
        #expect(
            Set(reasons("subrosa_link_losses_total").keys)
                == Set(LinkDownReason.allCases.map(\.rawValue)).subtracting(["replaced", "renewed"]))
        #expect(
            reasons("subrosa_dial_failures_total")
                == Dictionary(uniqueKeysWithValues: DialCount.Failure.possible.map { ($0.label, peers) }))
        #expect(
            reasons("subrosa_streams_failed_total")
                == Dictionary(uniqueKeysWithValues: StreamResetReason.allCases.map { ($0.label, peers * directions) }))
        #expect(
            reasons("subrosa_refusals_total")
                == Dictionary(uniqueKeysWithValues: RefusalReason.allCases.map { ($0.rawValue, 1) }))
    }

    @Test func everyMetricHasASeriesFromTheStartButWhatAPeerHasNotPresented() throws {
        var sample = try SampleStatus.well()
        sample.peers = [
            SampleStatus.peer(
                try SampleStatus.name("am-2"), outbound: LinkStatus(), inbound: LinkStatus(), isTableEqual: nil)
        ]
        sample.edge = EdgeStatus()
        sample.child = ChildStatus()
        let names = Set(try ExpositionLines(try text(sample)).series.map(\.name))
        #expect(
            Set(MetricCatalogue.all.flatMap(\.seriesNames)).subtracting(names)
                == ["subrosa_peer_certificate_expiry_timestamp_seconds"])
    }

    @Test func countsAndStatesAreThoseOfTheNode() throws {
        let text = try text(try .unwell())
        let outbound = ["peer": "am-2", "direction": "outbound"]
        #expect(try value("subrosa_datagrams_total", outbound, in: text) == "7")
        #expect(try value("subrosa_datagram_bytes_total", outbound, in: text) == "7000")
        #expect(
            try value("subrosa_stream_bytes_total", ["peer": "am-2", "direction": "inbound"], in: text)
                == "1099511627776")
        #expect(
            try value(
                "subrosa_datagrams_dropped_total", outbound.merging(["reason": "link_down"]) { $1 }, in: text) == "3")
        #expect(
            try value(
                "subrosa_streams_failed_total",
                ["peer": "am-2", "direction": "inbound", "reason": "alertmanager_refused"], in: text) == "1")
        #expect(try value("subrosa_refusals_total", ["reason": "no_certificate"], in: text) == "5")
        #expect(try value("subrosa_link_up", outbound, in: text) == "0")
        #expect(try value("subrosa_link_up", ["peer": "am-2", "direction": "inbound"], in: text) == "1")
        #expect(try value("subrosa_table_digest_equal", ["peer": "am-2"], in: text) == "0")
        #expect(try value("subrosa_table_digest_equal", ["peer": "am-3"], in: text) == "NaN")
        #expect(try value("subrosa_ready", in: text) == "0")
        #expect(try value("subrosa_config_last_reload_successful", in: text) == "0")
        #expect(try value("subrosa_config_reloads_total", ["result": "failure"], in: text) == "1")
        #expect(try value("subrosa_crl_expired", in: text) == "1")
        #expect(try value("subrosa_ca_peers", in: text) == "1")
        #expect(try value("process_cpu_seconds_total", in: text) == "0.25")
        #expect(
            try value("subrosa_config_info", ["digest": "\(try SampleStatus().status().tableDigest)"], in: text) == "1")
    }

    @Test func whatALinkCostsAndWhyItFailsIsThere() throws {
        let text = try text(try .unwell())
        let peer = ["peer": "am-2"]
        #expect(
            try value(
                "subrosa_link_losses_total", ["peer": "am-2", "direction": "outbound", "reason": "silent"], in: text)
                == "2")
        #expect(try value("subrosa_dials_total", peer, in: text) == "4")
        for (reason, count) in [("connection_refused", "2"), ("wrong_node", "1"), ("connect_timeout", "0")] {
            #expect(
                try value("subrosa_dial_failures_total", peer.merging(["reason": reason]) { $1 }, in: text) == count)
        }
        let accepted = ["side": "accepting", "result": "accepted"]
        #expect(try value("subrosa_handshakes_total", accepted, in: text) == "3")
        #expect(try value("subrosa_datagram_queue_length", peer, in: text) == "2")
        #expect(try value("subrosa_datagram_queue_bytes", peer, in: text) == "456")
        #expect(try value("subrosa_datagram_queue_oldest_age_seconds", peer, in: text) == "0.25")
        for (direction, state, count) in [
            ("outbound", "idle", "1"), ("outbound", "busy", "2"), ("inbound", "busy", "0"),
        ] {
            let labels = ["peer": "am-2", "direction": direction, "state": state]
            #expect(try value("subrosa_lanes", labels, in: text) == count)
        }
        for (bound, count) in [
            ("0.00025", "1"), ("0.0005", "1"), ("0.001", "2"), ("1", "2"), ("2.5", "2"), ("+Inf", "3"),
        ] {
            let labels = ["peer": "am-2", "le": bound]
            #expect(try value("subrosa_link_round_trip_seconds_bucket", labels, in: text) == count, "\(bound)")
        }
        #expect(try value("subrosa_link_round_trip_seconds_sum", peer, in: text) == "3.00125")
        #expect(try value("subrosa_link_round_trip_seconds_count", peer, in: text) == "3")
    }

    /// A count that the code behind it was thought not to make is still a count.
    @Test func aReasonThatWasNotExpectedInADirectionIsShownOnceItHappened() throws {
        var sample = try SampleStatus.well()
        let labels = ["peer": "am-2", "direction": "inbound", "reason": "link_down"]
        let counters = PeerCounters()
        sample.peers = [
            SampleStatus.peer(try SampleStatus.name("am-2"), outbound: LinkStatus(), inbound: LinkStatus())
        ]
        let dropped = #"subrosa_datagrams_dropped_total{peer="am-2",direction="inbound",reason="link_down"}"#
        #expect(!(try text(sample)).contains(dropped))
        counters.dropped(.inbound, .linkDown)
        sample.peers = [
            SampleStatus.peer(
                try SampleStatus.name("am-2"), outbound: LinkStatus(), inbound: LinkStatus(), counters: counters)
        ]
        #expect(try value("subrosa_datagrams_dropped_total", labels, in: text(sample)) == "1")
    }

    @Test func aChildIsThereOnlyWhereACommandIsSupervised() throws {
        var sample = try SampleStatus.well()
        #expect(!(try text(sample)).contains("\nsubrosa_child_up "))
        sample.child = ChildStatus()
        #expect(try value("subrosa_child_up", in: text(sample)) == "0")
        #expect(try value("subrosa_child_start_timestamp_seconds", in: text(sample)) == "NaN")
        sample.child?.isUp = true
        sample.child?.startTime = WallTime(milliseconds: 1_500)
        #expect(try value("subrosa_child_up", in: text(sample)) == "1")
        #expect(try value("subrosa_child_start_timestamp_seconds", in: text(sample)) == "1.500")
    }

    /// Says what a scrape costs, for docs/METRICS.md; the budget is measured with the release binary.
    @Test(arguments: [2, 50, 100]) func aScrapeHasASizeThatIsKnown(peers: Int) throws {
        var sample = SampleStatus()
        sample.peers = try (1...peers).map { number in
            let name = try SampleStatus.name("alertmanager-\(number)")
            return SampleStatus.peer(
                name, outbound: SampleStatus.up("CN=\(name)"), inbound: SampleStatus.up("CN=\(name)"))
        }
        let observation = Observation(status: try sample.status(), version: "0.1.0", process: Self.figures)
        var size = 0
        let time = ContinuousClock().measure { size = ExpositionText.render(observation).utf8.count }
        let series = try ExpositionLines(ExpositionText.render(observation)).series.count
        print("metrics of \(peers) peers: \(series) series, \(size) bytes, rendered in \(time)")
        #expect(series <= 100 + 190 * peers)
    }

    @Test func whatCanariesFoundIsThereAsStatesCountsAndAHistogram() throws {
        let text = try text(try .unwell())
        let state = ["peer": "am-2", "state": "link_down_outbound"]
        #expect(try value("subrosa_peer_health", state, in: text) == "1")
        let health = try ExpositionLines(text).series.filter { $0.name == "subrosa_peer_health" }
        #expect(health.count == 2 * PeerHealth.allCases.count)
        #expect(health.count { $0.value == "1" } == 2)
        #expect(try value("subrosa_canary_sent_total", ["peer": "am-2"], in: text) == "1000")
        #expect(try value("subrosa_canary_answered_total", ["peer": "am-2"], in: text) == "994")
        let histogram = "subrosa_canary_round_trip_seconds"
        let buckets = [("0.001", "0"), ("0.0025", "994"), ("2.5", "994"), ("+Inf", "994")]
        for (bound, count) in buckets {
            #expect(try value("\(histogram)_bucket", ["peer": "am-2", "le": bound], in: text) == count)
        }
        #expect(try value("\(histogram)_sum", ["peer": "am-2"], in: text) == "1.2425")
        #expect(try value("\(histogram)_count", ["peer": "am-2"], in: text) == "994")
        #expect(
            try value("subrosa_alertmanager_last_datagram_timestamp_seconds", in: text) == "1795341120.123")
    }

    @Test func aDrainingNodeIsNotReady() throws {
        var sample = try SampleStatus.well()
        #expect(try value("subrosa_ready", in: try text(sample)) == "1")
        sample.isDraining = true
        #expect(try value("subrosa_ready", in: try text(sample)) == "0")
    }

    @Test(arguments: [
        (0, "0"), (1, "0.001"), (1_000, "1"), (1_795_427_520_123, "1795427520.123"), (1_050, "1.050"), (-1, "-0.001"),
    ])
    func timesAreExactToTheMillisecond(milliseconds: Int64, expected: String) {
        #expect(MetricValue.time(WallTime(milliseconds: milliseconds)).description == expected)
    }
}
