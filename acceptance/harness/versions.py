"""Where the Alertmanagers are that scripts/alertmanager-versions.sh fetched, and the templates of Debian's."""

from __future__ import annotations

from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
_CACHE = REPOSITORY / ".cache" / "alertmanager"

TEMPLATES = Path("/usr/share/prometheus/alertmanager")
"""Where Debian's Alertmanagers look for their templates; they end if there are none."""


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


def templates() -> Path | None:
    """A directory of templates for whatever kind, or None where no Alertmanager came with any."""
    kept = [_CACHE / which / "templates" for which in ("native", "trixie")]
    return next((directory for directory in kept if directory.is_dir()), None)
