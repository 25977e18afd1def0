"""Where the programs are that scripts/alertmanager-versions.sh and scripts/unpack-package.sh fetched."""

from __future__ import annotations

from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
_CACHE = REPOSITORY / ".cache"


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
