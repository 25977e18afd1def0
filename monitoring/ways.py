"""Rows of the dashboard about the ways between nodes: dials, heartbeats, queues and lanes, and the command of exec."""

from __future__ import annotations

from panels import YES_NO, graph, history, or_none, rate, series

WAYS: list[tuple[str, list[dict]]] = [
    (
        "Ways between nodes",
        [
            graph(
                "Heartbeats, 99th percentile",
                "How long the answers on links took.",
                (
                    "histogram_quantile(0.99, sum by (instance, peer, le) "
                    f"(rate({series('subrosa_link_round_trip_seconds_bucket')}[$__rate_interval])))",
                    "{{instance}} {{peer}}",
                ),
                unit="s",
            ),
            graph(
                "Links lost, by reason",
                "docs/ERRORS.md has the reasons.",
                (
                    or_none(rate("instance, peer, reason", "subrosa_link_losses_total") + " > 0", "reason"),
                    "{{instance}} {{peer}} {{reason}}",
                ),
            ),
            graph(
                "Dials",
                "Of links and lanes.",
                (rate("instance, peer", "subrosa_dials_total"), "{{instance}} {{peer}}"),
            ),
            graph(
                "Dials failed, by reason",
                "docs/ERRORS.md has the reasons.",
                (
                    or_none(rate("instance, peer, reason", "subrosa_dial_failures_total") + " > 0", "reason"),
                    "{{instance}} {{peer}} {{reason}}",
                ),
            ),
            graph(
                "Handshakes",
                "By side and result.",
                (rate("instance, side, result", "subrosa_handshakes_total"), "{{instance}} {{side}} {{result}}"),
            ),
            graph(
                "Lanes",
                "Idle ones wait for a stream.",
                (f"sum by (instance, state) ({series('subrosa_lanes')})", "{{instance}} {{state}}"),
                unit="short",
            ),
            graph(
                "Datagrams that wait",
                "For a link that is busy.",
                (series("subrosa_datagram_queue_length"), "{{instance}} {{peer}}"),
                unit="short",
            ),
            graph(
                "Bytes that wait",
                "At most 1 MiB for each peer.",
                (series("subrosa_datagram_queue_bytes"), "{{instance}} {{peer}}"),
                unit="bytes",
            ),
            graph(
                "The oldest that waits",
                "After half a second a datagram is dropped.",
                (series("subrosa_datagram_queue_oldest_age_seconds"), "{{instance}} {{peer}}"),
                unit="s",
            ),
            history(
                "Datagrams over UDP",
                "Whether they go over UDP, besides the link or alone; never with datagrams: tls.",
                (series("subrosa_datagrams_over_udp"), "{{instance}} {{peer}}"),
                YES_NO,
                width=12,
            ),
            graph(
                "Sealed packets",
                "Copies and probes among them; as copies that came after another one was delivered.",
                (rate("instance, direction", "subrosa_sealed_packets_total"), "{{instance}} {{direction}}"),
                (rate("instance", "subrosa_datagram_copies_discarded_total"), "{{instance}} copies discarded"),
            ),
            graph(
                "Packets thrown away at the UDP port",
                "By reason; anybody can send some.",
                (
                    or_none(rate("instance, reason", "subrosa_sealed_packets_refused_total") + " > 0", "reason"),
                    "{{instance}} {{reason}}",
                ),
            ),
            graph(
                "Configurations",
                "Nodes by the digest of their configuration; one, unless a change is under way.",
                (f"count by (digest) ({series('subrosa_config_info')})", "{{digest}}"),
                unit="short",
            ),
        ],
    ),
    (
        "The command of subrosa exec",
        [
            history(
                "Runs",
                "Whether the command runs; only on nodes that have one.",
                (series("subrosa_child_up"), "{{instance}}"),
                YES_NO,
                width=12,
            ),
            graph(
                "For how long",
                "Since it was started.",
                (f"time() - {series('subrosa_child_start_timestamp_seconds')}", "{{instance}}"),
                unit="s",
            ),
        ],
    ),
]
