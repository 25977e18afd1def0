"""Where the programs are that the scripts fetched, and the templates of Debian's Alertmanagers."""

from __future__ import annotations

from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
_CACHE = REPOSITORY / ".cache"

TEMPLATES = Path("/usr/share/prometheus/alertmanager")
"""Where Debian's Alertmanagers look for their templates; they end if there are none."""


class Unavailable(Exception):
    """That program could not be had here; the message says why."""


def alertmanager(which: str) -> Path:
    """`native` is the machine's own, `trixie` Debian 13's. Raises Unavailable."""
    return _fetched(_CACHE / "alertmanager" / which, "prometheus-alertmanager")


def prometheus() -> Path:
    """Debian's. Raises Unavailable."""
    return _fetched(_CACHE / "prometheus", "prometheus")


def promtool() -> Path:
    """The one of the same package. Raises Unavailable."""
    return _fetched(_CACHE / "prometheus", "promtool")


def _fetched(directory: Path, program: str) -> Path:
    if (directory / program).exists():
        return directory / program
    reason = directory / "unavailable"
    raise Unavailable(
        f"{program} ({directory.name}): " + (reason.read_text().strip() if reason.exists() else "not fetched yet")
    )


def templates() -> Path | None:
    """A directory of templates for whatever kind, or None where no Alertmanager came with any."""
    kept = [_CACHE / "alertmanager" / which / "templates" for which in ("native", "trixie")]
    return next((directory for directory in kept if directory.is_dir()), None)
