"""Three real Alertmanagers with default settings on a bad network: whom do they suspect?"""

from __future__ import annotations

import re
import time

from .sites import Site

_SUSPECTS = re.compile(r"Suspect \S+ has failed")
# As 0.25.0 and later versions have it: "... over TCP but UDP probes failed", "... but other probes failed".
_SAVED = re.compile(r"Was able to connect to \S+ [^\n]*probes failed")


def measure(sites: dict[str, list[Site]], seconds: float) -> dict[str, dict[str, dict[str, int]]]:
    """Watches all of them at the same time. The result is by condition and way."""
    before = {id(site): counts(site) for group in sites.values() for site in group}
    time.sleep(seconds)
    return {
        condition: {
            site.way: {what: count - before[id(site)][what] for what, count in counts(site).items()} for site in group
        }
        for condition, group in sites.items()
    }


def counts(site: Site) -> dict[str, int]:
    logs = [node.alertmanager.program.log_text() for node in site.nodes]
    return {
        "suspicions": sum(len(_SUSPECTS.findall(log)) for log in logs),
        "probes_saved_by_tcp": sum(len(_SAVED.findall(log)) for log in logs),
    }


def table(results: dict[str, dict[str, dict[str, int]]], seconds: float) -> list[str]:
    lines = [f"| condition, {seconds:.0f} s | way | suspicions | probes saved by TCP alone |", "|---|---|---|---|"]
    for condition, ways in results.items():
        for way, found in ways.items():
            lines.append(f"| {condition} | {way} | {found['suspicions']} | {found['probes_saved_by_tcp']} |")
    return lines
