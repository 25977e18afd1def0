"""Which alerts of monitoring/alerts.yml fire if what was scraped goes on as it is: Prometheus' own promtool says it."""

from __future__ import annotations

import json
import math
import re
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

from harness.versions import REPOSITORY

ALERTS = REPOSITORY / "monitoring" / "alerts.yml"
MINUTES = 90
"""Longer than any rule looks back, or waits."""


@dataclass(frozen=True)
class Scrapes:
    """What a node told at two moments while the fault lasted; None: it could not be read."""

    first: dict[str, float] | None
    last: dict[str, float] | None
    seconds: float


def wrong_alerts(
    promtool: Path, directory: Path, nodes: dict[str, Scrapes], expected: list[str], at_times: list[str]
) -> str:
    """Empty if the alerts that are expected fire, at any node and about any peer, and no others but those that fire at
    times; else what promtool says."""
    wanted = set(re.findall(r"\b(?:subrosa|process)_[a-z0-9_]+\b", ALERTS.read_text()))
    left_out = "|".join(at_times)
    test = {
        "interval": "1m",
        "input_series": [line for name, scrapes in nodes.items() for line in _series(name, scrapes, wanted)],
        "promql_expr_test": [
            {
                "expr": f'group by (alertname) (ALERTS{{alertstate="firing", alertname!~"{left_out}"}})',
                "eval_time": f"{MINUTES - 5}m",
                "exp_samples": [{"labels": f'{{alertname="{name}"}}', "value": 1} for name in expected],
            }
        ],
    }
    file = directory / "alerts-test.json"
    # JSON is YAML.
    file.write_text(json.dumps({"rule_files": [str(ALERTS)], "evaluation_interval": "1m", "tests": [test]}))
    done = subprocess.run([promtool, "test", "rules", file], capture_output=True, text=True, timeout=60)
    return "" if done.returncode == 0 else done.stdout + done.stderr


def _series(node: str, scrapes: Scrapes, wanted: set[str]) -> list[dict[str, str]]:
    own = f'instance="{node}",job="subrosa"'
    lines = [{"series": f"up{{{own}}}", "values": f"{0 if scrapes.last is None else 1}x{MINUTES}"}]
    for series, value in (scrapes.last or {}).items():
        name, _, labels = series.rstrip("}").partition("{")
        if name not in wanted or math.isnan(value):
            continue
        if name.endswith("_timestamp_seconds"):
            # promtool's clock begins at 0.
            value -= time.time()
        growth = 0.0
        if name.endswith("_total") and scrapes.first is not None:
            growth = (value - scrapes.first.get(series, 0)) / scrapes.seconds * 60
        lines.append(
            {
                "series": f"{name}{{{','.join(filter(None, [labels, own]))}}}",
                "values": f"{value:f}+{growth:f}x{MINUTES}",
            }
        )
    return lines
