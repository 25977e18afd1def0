"""What tells of a fault: the status, the page, the metrics."""

from __future__ import annotations

import html
import json
import re
import time
from collections.abc import Iterator

from harness import metrics
from harness.cluster import Node

from .place import fetched

GAUGES = {
    "subrosa_ready": 0,
    "subrosa_config_last_reload_successful": 0,
    "subrosa_link_up": 0,
    "subrosa_table_digest_equal": 0,
    "subrosa_datagrams_over_udp": 0,
    "subrosa_child_up": 0,
    "subrosa_crl_expired": 1,
    "subrosa_peer_health": 1,
    "subrosa_alertmanager_state": 1,
}
"""Gauges that tell of a fault, and the value with which they do."""

WELL = ('state="ok"', 'state="heard"')
"""States that tell of none."""

COUNTERS = (
    "subrosa_refusals_total",
    "subrosa_dial_failures_total",
    "subrosa_link_losses_total",
    "subrosa_datagrams_dropped_total",
    "subrosa_streams_failed_total",
    "subrosa_log_lines_lost_total",
)
"""Counters that tell of a fault when they grow."""


def status(node: Node) -> dict:
    return json.loads(fetched(node, "/api/v1/status"))


def said_by_status(document: dict) -> list[str]:
    return sorted(f"{each['about']}: {each['what']}" for each in document["problems"])


def diagnosed(document: dict) -> list[str]:
    return sorted(f"{each['about']}: {each['what']}" for each in document["diagnosis"])


_ITEM = re.compile(r"<li data-key=[^>]*><strong>(.*?)</strong>: (.*?)<br>", re.DOTALL)


def said_by_page(page: str) -> tuple[list[str], list[str]]:
    """The same two of what it shows without JavaScript."""
    section = re.search(r'<section id="problems".*?</section>', page, re.DOTALL)
    own, _, cluster = (section[0] if section else "").partition("<h3>")
    return sorted(_items(own)), sorted(_items(cluster))


def _items(part: str) -> Iterator[str]:
    for places, what in _ITEM.findall(part):
        for place in places.split(", ") if " -> " not in places else [places]:
            yield html.unescape(f"{place}: {what}")


def scraped(node: Node) -> dict[str, float]:
    return metrics.parse(fetched(node, "/metrics"))


def symptoms(before: dict[str, float], now: dict[str, float]) -> set[str]:
    """Every series that tells of some fault: gauges with their value, counters that have grown since."""
    found = set()
    for series, value in now.items():
        name = series.partition("{")[0]
        if name in GAUGES and value == GAUGES[name] and not any(well in series for well in WELL):
            found.add(f"{series} {value:g}")
        elif name in COUNTERS and value > before.get(series, 0):
            found.add(f"{series} grows")
        elif name == "subrosa_certificate_expiry_timestamp_seconds" and value < time.time():
            found.add(f"{name} < time()")
    return found
