"""Writes dashboard.json, the Grafana dashboard: what is in it stands here, in the order in which it is seen.

    python3 monitoring/dashboard.py             writes monitoring/dashboard.json
    python3 monitoring/dashboard.py --print     prints it

The same script always gives the same bytes; monitoring/check.py holds the two together.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from gossip_panels import GOSSIP
from panels import (
    DATASOURCE,
    UP_DOWN,
    YES_NO,
    figure,
    graph,
    history,
    left,
    or_none,
    rate,
    remaining,
    series,
)
from ways import WAYS

SCHEMA = 37  # Grafana 9.0; newer ones migrate it when they read it
WIDTH = 24

ROWS: list[tuple[str, list[dict]]] = [
    (
        "Cluster at a glance",
        [
            figure(
                "Nodes up",
                "Nodes whose metrics can be read.",
                (f"sum({series('up')})", ""),
            ),
            figure(
                "Nodes down",
                "Nodes whose metrics cannot be read.",
                (f"count({series('up')} == 0) or vector(0)", ""),
                worst="high",
            ),
            figure(
                "Links down",
                "Links that are down, counted at each end and in each direction.",
                (f"count({series('subrosa_link_up')} == 0) or vector(0)", ""),
                worst="high",
            ),
            figure(
                "Datagrams lost",
                "Share of all datagrams that was dropped, for any reason.",
                (
                    f"sum(rate({series('subrosa_datagrams_dropped_total')}[$__rate_interval])) / "
                    f"(sum(rate({series('subrosa_datagrams_total')}[$__rate_interval])) + "
                    f"sum(rate({series('subrosa_datagrams_dropped_total')}[$__rate_interval])))",
                    "",
                ),
                worst="high",
                unit="percentunit",
                limit=0.01,
            ),
            figure(
                "Reloads refused",
                "Nodes whose last reload was not taken over.",
                (
                    f"count({series('subrosa_config_last_reload_successful')} == 0) or vector(0)",
                    "",
                ),
                worst="high",
            ),
            figure(
                "First certificate ends in",
                "Of the nodes, their peers, and the CAs.",
                (
                    f"min({series('subrosa_certificate_expiry_timestamp_seconds')}"
                    f" or {series('subrosa_peer_certificate_expiry_timestamp_seconds')}"
                    f" or {series('subrosa_ca_expiry_timestamp_seconds')}) - time()",
                    "",
                ),
                unit="s",
                limit=14 * 86400,
            ),
            history(
                "Ready",
                "Every address is bound, each peer has been tried, and the node is not ending.",
                (series("subrosa_ready"), "{{instance}}"),
                YES_NO,
                width=12,
            ),
            history(
                "Edge",
                "Nodes in two halves: whether the half that faces Alertmanager is there.",
                (series("subrosa_edge_attached"), "{{instance}}"),
                YES_NO,
                width=12,
            ),
            graph(
                "Edges attached",
                "How often an edge has attached itself: each time is a restart of one of the halves.",
                (f"increase({series('subrosa_edge_attachments_total')}[$__rate_interval])", "{{instance}}"),
            ),
            graph(
                "Log lines lost",
                "By reason; standard error is not read, or its disk is full.",
                (
                    or_none(rate("instance, reason", "subrosa_log_lines_lost_total") + " > 0", "reason"),
                    "{{instance}} {{reason}}",
                ),
            ),
            graph(
                "Versions",
                "Nodes by the version that they run.",
                (f"count by (version) ({series('subrosa_build_info')})", "{{version}}"),
                unit="short",
            ),
        ],
    ),
    (
        "Links",
        [
            history(
                "Links",
                "Each link as the node sees it: outbound it dials, inbound the peer does.",
                (series("subrosa_link_up"), "{{instance}} {{peer}} {{direction}}"),
                UP_DOWN,
            ),
            graph(
                "Links that came up",
                "In the hour before. A renewed certificate is one, a restart of the peer too.",
                (
                    or_none(f"increase({series('subrosa_link_established_total')}[1h]) > 0", "peer"),
                    "{{instance}} {{peer}} {{direction}}",
                ),
                unit="short",
            ),
            graph(
                "Links down for",
                "Time since a link that is down went down, or since the node started.",
                (
                    or_none(
                        f"(time() - {series('subrosa_link_last_change_timestamp_seconds')}) and "
                        f"{series('subrosa_link_up')} == 0",
                        "peer",
                    ),
                    "{{instance}} {{peer}} {{direction}}",
                ),
                unit="s",
            ),
            history(
                "Same list of nodes",
                "Whether the peer has the same nodes: as this node, by what it last said.",
                (series("subrosa_table_digest_equal"), "{{instance}} {{peer}}"),
                YES_NO,
                width=12,
            ),
            graph(
                "Refused at the link port",
                "Connections that were turned away, by reason (docs/ERRORS.md).",
                (
                    or_none(rate("instance, reason", "subrosa_refusals_total") + " > 0", "reason"),
                    "{{instance}} {{reason}}",
                ),
            ),
        ],
    ),
    ("Gossip", GOSSIP),
    (
        "Datagrams by reason",
        [
            graph(
                "Datagrams",
                "Handed to the link (outbound) and to the local Alertmanager (inbound).",
                (
                    rate("instance, direction", "subrosa_datagrams_total"),
                    "{{instance}} {{direction}}",
                ),
            ),
            graph(
                "Bytes in datagrams",
                "Their payload.",
                (
                    rate("instance, direction", "subrosa_datagram_bytes_total"),
                    "{{instance}} {{direction}}",
                ),
                unit="Bps",
            ),
            graph(
                "Datagrams lost, by reason",
                "Not delivered (docs/ERRORS.md says what to do about each reason).",
                (
                    or_none(rate("direction, reason", "subrosa_datagrams_dropped_total") + " > 0", "reason"),
                    "{{direction}} {{reason}}",
                ),
            ),
            graph(
                "Datagrams lost, by pair",
                "The same by node and peer.",
                (
                    or_none(rate("instance, peer, direction", "subrosa_datagrams_dropped_total") + " > 0", "peer"),
                    "{{instance}} {{peer}} {{direction}}",
                ),
            ),
        ],
    ),
    (
        "Streams",
        [
            graph(
                "Streams opened",
                "By the local Alertmanager (outbound) and by the peers' (inbound).",
                (
                    rate("instance, direction", "subrosa_streams_total"),
                    "{{instance}} {{direction}}",
                ),
            ),
            graph(
                "Bytes in streams",
                "By the direction in which they went.",
                (
                    rate("instance, direction", "subrosa_stream_bytes_total"),
                    "{{instance}} {{direction}}",
                ),
                unit="Bps",
            ),
            graph(
                "Streams failed, by reason",
                "Refused or reset (docs/ERRORS.md says what to do about each reason).",
                (
                    or_none(rate("instance, direction, reason", "subrosa_streams_failed_total") + " > 0", "reason"),
                    "{{instance}} {{direction}} {{reason}}",
                ),
            ),
            graph(
                "Streams failed, by pair",
                "The same by node and peer.",
                (
                    or_none(rate("instance, peer, direction", "subrosa_streams_failed_total") + " > 0", "peer"),
                    "{{instance}} {{peer}} {{direction}}",
                ),
            ),
        ],
    ),
    (
        "Lanes",
        [
            graph(
                "Streams under way",
                "Each has a lane, a connection of its own, while it lasts.",
                (series("subrosa_streams_open"), "{{instance}} {{peer}}"),
                unit="short",
            ),
            graph(
                "Streams failed for want of a lane",
                "No lane could be had in time, too many were in use, or the lane broke.",
                (
                    or_none(
                        rate(
                            "instance, peer, reason",
                            "subrosa_streams_failed_total",
                            'reason=~"no_lane|lane_lost|too_many_streams"',
                        )
                        + " > 0",
                        "reason",
                    ),
                    "{{instance}} {{peer}} {{reason}}",
                ),
            ),
        ],
    ),
    (
        "Certificates",
        [
            remaining(
                "Nodes' certificates",
                "Time left.",
                (
                    f"sort({left('subrosa_certificate_expiry_timestamp_seconds')})",
                    "{{instance}} {{subject}}",
                ),
            ),
            remaining(
                "Peers' certificates",
                "Time left of what each peer presented last, to any of the nodes.",
                (
                    "sort(min by (peer, subject, serial) "
                    f"({series('subrosa_peer_certificate_expiry_timestamp_seconds')}) - time())",
                    "{{peer}} {{serial}}",
                ),
            ),
            remaining(
                "CAs",
                "Time left.",
                (
                    f"sort(min by (subject, key_sha256) ({series('subrosa_ca_expiry_timestamp_seconds')}) - time())",
                    "{{subject}}",
                ),
                width=8,
            ),
            remaining(
                "CRLs",
                "Time left.",
                (
                    f"sort({left('subrosa_crl_expiry_timestamp_seconds')})",
                    "{{instance}} {{issuer}}",
                ),
                width=8,
            ),
            graph(
                "Peers on each CA",
                "A CA at 0 on every node may be taken out of ca_file.",
                (f"max by (subject) ({series('subrosa_ca_peers')})", "{{subject}}"),
                width=8,
                unit="short",
            ),
            graph(
                "CRLs that have run out",
                "With crl_policy: fail_closed nobody of that CA is let in any more.",
                (f"sum by (issuer) ({series('subrosa_crl_expired')})", "{{issuer}}"),
                unit="short",
            ),
            graph(
                "Age of what is in force",
                "Since the configuration and the certificates were last taken over.",
                (
                    f"time() - {series('subrosa_config_last_reload_success_timestamp_seconds')}",
                    "{{instance}}",
                ),
                unit="s",
            ),
        ],
    ),
    (
        "Process",
        [
            graph(
                "CPU",
                "CPUs in use; what is carried goes through one thread.",
                (rate("instance", "process_cpu_seconds_total"), "{{instance}}"),
                unit="short",
            ),
            graph(
                "Memory",
                "Resident.",
                (series("process_resident_memory_bytes"), "{{instance}}"),
                unit="bytes",
            ),
            graph(
                "File descriptors",
                "Share of the limit.",
                (
                    f"{series('process_open_fds')} / {series('process_max_fds')}",
                    "{{instance}}",
                ),
                unit="percentunit",
            ),
            graph(
                "Running for",
                "Since the process started.",
                (f"time() - {series('process_start_time_seconds')}", "{{instance}}"),
                unit="s",
            ),
            graph(
                "Reloads",
                "In the hour before, by how they went.",
                (
                    or_none(
                        f"sum by (instance, result) (increase({series('subrosa_config_reloads_total')}[1h])) > 0",
                        "result",
                    ),
                    "{{instance}} {{result}}",
                ),
                unit="short",
                width=24,
            ),
        ],
    ),
]


def variable(name: str, query: str) -> dict:
    return {
        "name": name,
        "label": name,
        "type": "query",
        "datasource": DATASOURCE,
        "definition": query,
        "query": {"query": query, "refId": name},
        "refresh": 2,
        "includeAll": True,
        "multi": True,
        "current": {"text": "All", "value": "$__all"},
        "sort": 1,
    }


def laid_out() -> list[dict]:
    """The panels with their places: each row's from left to right, as many in a line as fit."""
    panels: list[dict] = []

    def add(one: dict, x: int, y: int) -> None:
        one["gridPos"] |= {"x": x, "y": y}
        panels.append({"id": len(panels) + 1} | one)

    y = 0
    for title, members in [*ROWS, *WAYS]:
        add(
            {
                "type": "row",
                "title": title,
                "collapsed": False,
                "panels": [],
                "gridPos": {"w": WIDTH, "h": 1},
            },
            0,
            y,
        )
        x, y, tallest = 0, y + 1, 0
        for member in members:
            place = member["gridPos"]
            if x + place["w"] > WIDTH:
                x, y, tallest = 0, y + tallest, 0
            add(member, x, y)
            x, tallest = x + place["w"], max(tallest, place["h"])
        y += tallest
    return panels


def dashboard() -> dict:
    return {
        "uid": "subrosa",
        "title": "Subrosa",
        "description": "Gossip of Alertmanager, over mutual TLS. Made by monitoring/dashboard.py.",
        "tags": ["alertmanager", "subrosa"],
        "schemaVersion": SCHEMA,
        "version": 1,
        "editable": True,
        "graphTooltip": 1,
        "refresh": "30s",
        "time": {"from": "now-6h", "to": "now"},
        "timezone": "",
        "templating": {
            "list": [
                {
                    "name": "datasource",
                    "label": "datasource",
                    "type": "datasource",
                    "query": "prometheus",
                },
                variable("job", "label_values(subrosa_build_info, job)"),
                variable(
                    "instance",
                    'label_values(subrosa_build_info{job=~"$job"}, instance)',
                ),
            ]
        },
        "panels": laid_out(),
    }


def text() -> str:
    return json.dumps(dashboard(), indent=2, sort_keys=True) + "\n"


if __name__ == "__main__":
    if sys.argv[1:] == ["--print"]:
        sys.stdout.write(text())
    else:
        Path(__file__).with_name("dashboard.json").write_text(text())
