"""docs/FAULTS.md, made from the table.

python3 -m faults.document          (in acceptance/) writes it
"""

from __future__ import annotations

from collections.abc import Iterable

from harness.versions import REPOSITORY

from .fault import ANYTHING, Fault
from .table import FAULTS

PATH = REPOSITORY / "docs" / "FAULTS.md"

HEAD = f"""\
# Faults, and what tells of them

For each fault: what the status and the page of each node say of it, and what all nodes together say; the series that
tell of it; the alerts that fire if it lasts; and what `subrosa doctor` finds where the cause is. `{ANYTHING}` stands
for what differs from time to time. Acceptance tests make each of them happen to three real Alertmanagers, am-1, am-2
and am-3: within 10 s status, page and metrics tell of it, and of nothing else; the doctor, who is asked then, finds
what stands here; and once it is undone all is well again by itself. Some faults the doctor does not find: that stands
here, too. The page is made from `acceptance/faults/table.py`.

A node that does not run has no status, no page and no metrics: what it says last on standard error, and its exit
status, take their place, and its `up` is 0. Where nothing stands, nothing is said: no node sees a difference there.

"""


def text() -> str:
    return HEAD + "\n".join(map(_section, FAULTS))


def _section(fault: Fault) -> str:
    rows: list[tuple[str, Iterable[str]]] = [
        ("status and page", (f"{node}: {_code(said)}" for node, said in _each(fault.status))),
        ("in the cluster", map(_code, fault.cluster)),
        ("it does not run", _gone(fault)),
        ("metrics", (f"{node}: {_code(series)}" for node, series in _each(fault.metrics))),
        ("alerts", map(_alert, fault.alerts)),
        ("alerts at times", map(_alert, fault.alerts_at_times)),
        ("doctor", _found(fault)),
    ]
    lines = [f"## {fault.name[0].upper()}{fault.name[1:]}", "", "| | |", "|---|---|"]
    lines += [f"| {what} | {'<br>'.join(cells)} |" for what, each in rows if (cells := list(each))]
    return "\n".join(lines) + "\n"


def _each(of: dict[str, list[str]]) -> list[tuple[str, str]]:
    """What several nodes tell alike stands once."""
    nodes: dict[str, list[str]] = {}
    for node in sorted(of):
        for said in of[node]:
            nodes.setdefault(said, []).append(node)
    return [(", ".join(who), said) for said, who in nodes.items()]


def _gone(fault: Fault) -> list[str]:
    if fault.last_words is None:
        return []
    words = fault.last_words.strip(ANYTHING)
    status = f"it exits with {fault.exit_status}" if fault.exit_status else "it does not answer"
    return [f"{fault.patient}: {status}" + (f", {_code(words)}" if words else "")]


def _alert(name: str) -> str:
    return f"[{name}](RUNBOOK.md#{name.lower()})"


def _found(fault: Fault) -> list[str]:
    if not fault.doctor:
        return ["does not find the cause" if fault.doctor is None else "finds nothing wrong"]
    return [f"{fault.patient}: {_code(code)}" for code in fault.doctor]


def _code(said: str) -> str:
    return f"`{said}`"


if __name__ == "__main__":
    PATH.write_text(text())
