"""What a Subrosa says it dropped."""

from __future__ import annotations

from pathlib import Path

from .logfmt import fields
from .program import Program


def dropped_by_the_kernel() -> int:
    """Packets between programs and machines that the kernel threw away because too many waited (`netdev_max_backlog`).

    All the machines here share one kernel, so that a flood from one to another may cost a third a packet, or one its
    own loopback: nothing that a program could help or even see.
    """
    # One line a CPU; the second number (net/core/net-procfs.c).
    return sum(int(line.split()[1], 16) for line in Path("/proc/net/softnet_stat").read_text().splitlines())


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
