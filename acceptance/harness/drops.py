"""What a Subrosa says it dropped."""

from __future__ import annotations

from .logfmt import fields
from .program import Program


def counted_drops(program: Program) -> dict[str, int]:
    """Datagrams dropped since it started, by direction and reason, from what it logs when it has drained."""
    counted: dict[str, int] = {}
    for line in program.log_lines("msg=Totals"):
        for key, value in fields(line).items():
            if key.startswith("dropped_"):
                counted[key] = counted.get(key, 0) + int(value)
    # Alertmanager's own socket is one for all peers, so its losses stand in lines without a peer.
    for line in program.log_lines('msg="Datagrams dropped".* reason=alertmanager_overflow'):
        counted["alertmanager_overflow"] = int(fields(line)["total"])
    return counted
