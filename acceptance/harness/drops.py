"""What a Subrosa says it dropped."""

from __future__ import annotations

from .logfmt import fields
from .program import Program


def counted_drops(program: Program) -> int:
    """All datagrams this run dropped, by the totals it logs per peer, direction and reason; the last line counts."""
    totals = {}
    for line in program.log_lines(r'msg="Datagrams dropped"'):
        said = fields(line)
        totals[said["peer"], said["direction"], said["reason"]] = int(said["total"])
    return sum(totals.values())
