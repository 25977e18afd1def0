"""A row of the table of faults."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field

from .place import Place

ANYTHING = "…"
"""Stands in the texts of the table for what differs from time to time: a duration, an address, a date."""


@dataclass(frozen=True)
class Fault:
    name: str
    """What happens, in the words of docs/FAULTS.md."""
    make: Callable[[Place], AbstractContextManager[None]]
    """How the test makes it happen."""
    status: dict[str, list[str]]
    """What `problems` of each node says: `about: what`. A node that is missing says nothing."""
    cluster: list[str]
    """What `diagnosis` says, at every node that can be asked."""
    metrics: dict[str, list[str]]
    """Series that tell of it, at each node; a node that is missing has none."""
    alerts: list[str]
    """Those that fire if it lasts."""
    doctor: list[str] | None
    """What `subrosa doctor` finds where the cause is, as harness.doctor has it. None: it finds consequences, now these,
    now those, and not the cause."""
    alerts_at_times: list[str] = field(default_factory=list)
    """Those that fire as well if the Alertmanagers open streams often enough meanwhile."""
    along: list[str] = field(default_factory=list)
    """Series that the same cause may move on its way, at any node."""
    patient: str = "am-3"
    """Where the cause is: the doctor is called there."""
    last_words: str | None = None
    """What the patient says last, if it does not start or ends: then it has neither status nor metrics."""
    exit_status: int = 1


def fits(expected: list[str], said: list[str]) -> bool:
    """The same lines, in any order."""
    left = list(said)
    for text in expected:
        match = next((line for line in left if matches(text, line)), None)
        if match is None:
            return False
        left.remove(match)
    return not left


def matches(text: str, line: str) -> bool:
    return bool(re.fullmatch(".*".join(map(re.escape, text.split(ANYTHING))), line, re.DOTALL))
