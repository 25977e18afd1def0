"""Whether the files of this directory, the reasons in Sources, docs/METRICS.md and docs/RUNBOOK.md say the same.

    python3 monitoring/check.py [FILE]

Says everything that does not, and ends with 1. Writes the expressions of the dashboard to FILE as a rules file, for
`promtool check rules` to parse.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import dashboard

HERE = Path(__file__).resolve().parent
DOCS = HERE.parent / "docs"
ALERTS = (HERE / "alerts.yml").read_text()
TESTS = [(HERE / name).read_text() for name in ("alerts-test.yml", "alerts-expiry-test.yml")]

METRIC = re.compile(r"\b(?:subrosa|process)_[a-z0-9_]+\b")
GRAFANA = {"$__rate_interval": "5m", "$job": ".*", "$instance": ".*"}
NEVER_ALERTED = {"link_down", "link_lost", "unconfirmed", "split_lost"}
"""Why a datagram is dropped because its link, or the other half, is or went away: there are alerts about these."""

ORDINARY = {"aborted", "draining"}
"""How streams end in the ordinary course."""


SAID_BY_THE_PEER = {"refused_by_peer"}
"""Why a connection is refused that the peer has refused: its node has the reason, and the alert about it."""


def alerts() -> dict[str, str]:
    """The text of each alert by its name."""
    parts = re.split(r"^      - alert: (\w+)$", ALERTS, flags=re.MULTILINE)[1:]
    return dict(zip(parts[::2], parts[1::2], strict=True))


def reasons_of(name: str) -> set[str]:
    """The words of a reason's type: in its file, every text that is one word."""
    text = (HERE.parent / "Sources" / "SubrosaCore" / "Reasons" / f"{name}.swift").read_text()
    return set(re.findall(r'"([a-z0-9]+(?:_[a-z0-9]+)*)"', text))


def expressions(panels: list[dict]) -> Iterator[tuple[str, str]]:
    for panel in panels:
        for target in panel.get("targets", []):
            yield panel["title"], target["expr"]


def wrong_names() -> Iterator[str]:
    documented = re.findall(r"^\| `(\w+)` \| (\w+) \|", (DOCS / "METRICS.md").read_text(), re.MULTILINE)
    known = {name for name, _ in documented}
    # A histogram is looked at by its series.
    series = {
        f"{name}_{kind}": name for name, of in documented if of == "histogram" for kind in ("bucket", "sum", "count")
    }
    made = "\n".join(expression for _, expression in expressions(dashboard.dashboard()["panels"]))
    rules = "\n".join(line for line in ALERTS.splitlines() if not line.lstrip().startswith("#"))
    for where, text in (
        ("alerts.yml", rules),
        ("dashboard.json", made),
        *(("a test", text) for text in TESTS),
    ):
        for name in sorted({series.get(name, name) for name in METRIC.findall(text)} - known):
            yield f"{where}: docs/METRICS.md knows no {name}"
    for name in sorted(known - {series.get(name, name) for name in METRIC.findall(made)}):
        yield f"dashboard.json: {name} is shown nowhere"


def wrong_alerts() -> Iterator[str]:
    runbook = (DOCS / "RUNBOOK.md").read_text()
    sections = re.findall(r"^## (Subrosa\w+)$", runbook, re.MULTILINE)
    for name, text in alerts().items():
        for what in ("summary", "description"):
            if f"          {what}: '" not in text:
                yield f"{name}: no {what}"
        if not re.search(r"^          severity: (critical|warning)$", text, re.MULTILINE):
            yield f"{name}: severity is neither critical nor warning"
        # GitHub's anchor of a heading of one word.
        if f"          runbook_url: docs/RUNBOOK.md#{name.lower()}\n" not in text:
            yield f"{name}: runbook_url is not docs/RUNBOOK.md#{name.lower()}"
        if name not in sections:
            yield f"{name}: docs/RUNBOOK.md has no section of this name"
        if not any(f'alertname="{name}"' in test for test in TESTS):
            yield f"{name}: no test in which it fires"
    for name in sections:
        if name not in alerts():
            yield f"docs/RUNBOOK.md: {name} is no alert"
    if sections != list(alerts()):
        yield "docs/RUNBOOK.md: the sections have another order than the alerts"


def wrong_reasons() -> Iterator[str]:
    """Each reason is looked after by an alert, and each that an alert names exists."""
    for metric, reasons, left_out in (
        ("subrosa_datagrams_dropped_total", reasons_of("DropReason"), NEVER_ALERTED),
        ("subrosa_streams_failed_total", reasons_of("StreamResetReason"), ORDINARY),
        ("subrosa_refusals_total", reasons_of("RefusalReason"), SAID_BY_THE_PEER),
    ):
        if not reasons:
            yield f"no reasons are known for {metric}"
        used: set[str] = set()
        for selector in re.findall(metric + r"\{([^}]*)\}", ALERTS):
            for words in re.findall(r'reason=~?"([^"]*)"', selector):
                used |= set(words.split("|"))
        for reason in sorted(reasons - used - left_out):
            yield f"alerts.yml: no alert looks at {metric} with reason {reason}"
        for reason in sorted(used - reasons):
            yield f"alerts.yml: {metric} has no reason {reason}"


def wrong_dashboard() -> Iterator[str]:
    path = HERE / "dashboard.json"
    if path.read_text() != dashboard.text():
        yield "dashboard.json is not what monitoring/dashboard.py writes; run it"
    if json.loads(path.read_text())["schemaVersion"] < 36:
        yield "dashboard.json: schemaVersion is below 36"


def rules_of_the_dashboard() -> str:
    lines = ["groups:", "  - name: dashboard", "    rules:"]
    for number, (title, expression) in enumerate(expressions(dashboard.dashboard()["panels"])):
        for placeholder, stand_in in GRAFANA.items():
            expression = expression.replace(placeholder, stand_in)
        lines += [
            f"      - record: panel:{number}",
            f"        expr: {json.dumps(expression)}  # {title}",
        ]
    return "\n".join(lines) + "\n"


def main(arguments: list[str]) -> int:
    if arguments:
        Path(arguments[0]).write_text(rules_of_the_dashboard())
    wrong = [*wrong_names(), *wrong_alerts(), *wrong_reasons(), *wrong_dashboard()]
    for each in wrong:
        print(f"monitoring: {each}", file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
