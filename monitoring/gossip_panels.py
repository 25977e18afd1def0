"""The row of the dashboard about what canaries find out: whether gossip passes."""

from __future__ import annotations

from panels import graph, or_none, rate, series

GOSSIP: list[dict] = [
    graph(
        "Not well",
        "Pairs through which gossip does not pass as it should, by state (docs/STATUS.md).",
        (
            or_none(series("subrosa_peer_health", 'state!="ok"') + " == 1", "state"),
            "{{instance}} {{peer}} {{state}}",
        ),
        unit="short",
    ),
    graph(
        "Alertmanagers",
        "Those that are not heard as they should be, by state (docs/STATUS.md).",
        (
            or_none(series("subrosa_alertmanager_state", 'state!="heard"') + " == 1", "state"),
            "{{instance}} {{state}}",
        ),
        unit="short",
    ),
    graph(
        "Canaries lost",
        "Share of the pings to the peer's Alertmanager that did not come back.",
        (
            "1 - "
            + rate("instance, peer", "subrosa_canary_answered_total")
            + " / "
            + rate("instance, peer", "subrosa_canary_sent_total"),
            "{{instance}} {{peer}}",
        ),
        unit="percentunit",
    ),
    graph(
        "Round trip",
        "To the peer's Alertmanager and back, nine of ten.",
        (
            "histogram_quantile(0.9, sum by (instance, peer, le) "
            f"(rate({series('subrosa_canary_round_trip_seconds_bucket')}[$__rate_interval])))",
            "{{instance}} {{peer}}",
        ),
        unit="s",
    ),
    graph(
        "Alertmanager does not read",
        "Datagrams that the kernel dropped at the Alertmanager's socket, which was full.",
        (rate("instance", "subrosa_alertmanager_overflow_total"), "{{instance}}"),
    ),
    graph(
        "Alertmanager silent for",
        "Time since the Alertmanager beside the node last sent a datagram.",
        (
            f"time() - {series('subrosa_alertmanager_last_datagram_timestamp_seconds')}",
            "{{instance}}",
        ),
        unit="s",
    ),
]
