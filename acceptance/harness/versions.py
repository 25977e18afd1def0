"""Where the Alertmanagers are that scripts/alertmanager-versions.sh fetched."""

from __future__ import annotations

from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
_CACHE = REPOSITORY / ".cache" / "alertmanager"


class Unavailable(Exception):
    """That Alertmanager could not be had here; the message says why."""


def alertmanager(which: str) -> Path:
    """`native` is the machine's own, `trixie` Debian 13's. Raises Unavailable."""
    program = _CACHE / which / "prometheus-alertmanager"
    if program.exists():
        return program
    reason = _CACHE / which / "unavailable"
    raise Unavailable(
        f"Alertmanager {which}: " + (reason.read_text().strip() if reason.exists() else "not fetched yet")
    )
