import SubrosaCore

extension MetricCatalogue {
    static let nodeMetrics = [
        Metric(
            "subrosa_build_info", .gauge, "The version of this program; the value is always 1.", labels: ["version"]
        ) { [Sample([$0.version], .flag(true))] },
        Metric(
            "subrosa_ready", .gauge,
            "Whether every address is bound, each peer has been tried and the node is not ending (1) or not (0)."
        ) { .flag($0.status.isReady && !$0.status.isDraining) },
        Metric(
            "subrosa_refusals_total", .counter, "Connections refused at the link port.", labels: ["reason"]
        ) { observation in
            RefusalReason.allCases.map { Sample([$0.rawValue], .count(observation.status.refusals[$0] ?? 0)) }
        },
        Metric(
            "subrosa_log_lines_lost_total", .counter, "Lines of this program's log that standard error did not take.",
            labels: ["reason"]
        ) { observation in
            LogLossReason.allCases.map { Sample([$0.rawValue], .count(observation.status.log.lost[$0] ?? 0)) }
        },
    ]

    /// Only where the configuration has an edge.
    static let edgeMetrics = [
        Metric(
            "subrosa_edge_attached", .gauge,
            "Whether the edge of this node is there (1) or not (0); only on a node that has `edge` in its configuration."
        ) { $0.status.edge.map { [Sample([], .flag($0.isAttached))] } ?? [] },
        Metric(
            "subrosa_edge_attachments_total", .counter,
            "How often an edge has attached itself; only on a node that has `edge` in its configuration."
        ) { $0.status.edge.map { [Sample([], .count($0.count))] } ?? [] },
    ]

    /// Only where a command is supervised.
    static let childMetrics = [
        Metric(
            "subrosa_child_up", .gauge,
            "Whether the command runs (1) or not (0); only under subrosa exec without --via."
        ) { $0.status.child.map { [Sample([], .flag($0.isUp))] } ?? [] },
        Metric(
            "subrosa_child_start_timestamp_seconds", .gauge,
            "When the command was started, once and for all; NaN before that; only under subrosa exec without --via."
        ) { $0.status.child.map { [Sample([], $0.startTime.map { .time($0) } ?? .unknown)] } ?? [] },
    ]

    static let configurationMetrics = [
        Metric(
            "subrosa_config_info", .gauge,
            "The digest of the node table in force, as the status has it; the value is always 1.", labels: ["digest"]
        ) { [Sample([$0.status.tableDigest.description], .flag(true))] },
        Metric(
            "subrosa_config_last_reload_successful", .gauge,
            "Whether the last reload was taken over (1) or not (0); 1 before the first."
        ) { .flag($0.status.reload.wasLastSuccessful) },
        Metric(
            "subrosa_config_last_reload_success_timestamp_seconds", .gauge,
            "When the configuration and the certificates in force were read."
        ) { .time($0.status.reload.lastSuccess) },
        Metric(
            "subrosa_config_reloads_total", .counter,
            "Reloads of the configuration and the files that it names.", labels: ["result"]
        ) {
            [
                Sample(["success"], .count($0.status.reload.successCount)),
                Sample(["failure"], .count($0.status.reload.failureCount)),
            ]
        },
    ]
}
