"""What no Alertmanager should ever have to log when its gossip is carried well."""

from __future__ import annotations

import re

from .program import Program

COMPLAINTS = [
    r"invalid checksum",
    r"[Cc]onflicting",
    r"[Nn]ame conflict",
    r"unexpected node",
    r"unknown (peer|node|message)",
    r"msg type \(\d+\) not supported",
    r"[Ff]ailed to (decode|decompress|receive|read|untar|handle)",
    r"[Dd]ecode error|too short|truncated|[Ii]nvalid (packet|message)",
    r"compound request.*truncated",
    r"probes failed",  # "Was able to connect to X over TCP but UDP probes failed, network may be misconfigured"
    r"[Ss]uspect",
    r"Refuting",
    r"Got unexpected|Unexpected",
    r"[Mm]essage dropped|handler queue full|dropping",
]
"""Regular expressions after memberlist's net.go and state.go and Alertmanager's cluster package."""

_ANY = re.compile("|".join(f"(?:{pattern})" for pattern in COMPLAINTS))


def complaints(program: Program) -> list[str]:
    """The lines of its log that complain."""
    return [line for line in program.log_text().splitlines() if _ANY.search(line)]


def suspicions(program: Program) -> list[str]:
    """The lines that show another member under suspicion or declared failed."""
    return program.log_lines(r"[Ss]uspect|as failed|Refuting")
