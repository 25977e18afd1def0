"""What an attacker sees of a refusal, and what the log has to say about it."""

from __future__ import annotations

import ssl
import struct

from .frames import Frame, Hello
from .node import Node, eventually
from .subrosa_peer import Connection, connect

DEADLINE = 3.0
"""Seconds that Subrosa gives to a handshake, and then to a hello."""
SLACK = 1.5
"""What a busy machine may add to it."""


def refused(node: Node, address: str, reason: str) -> dict[str, str]:
    """The one line about that address."""
    eventually(f"a line about {address}", lambda: node.refusals(address))
    lines = node.refusals(address)
    assert len(lines) == 1, lines
    line = lines[0]
    assert (line.get("msg"), line.get("reason")) == ("Peer refused", reason), line
    for key in ("component", "why", "remedy"):
        assert line.get(key), f"{key} is missing in {line}"
    return line


def attack(node: Node, source: str, context: ssl.SSLContext, *sent: Frame | Hello | bytes) -> str:
    """Dials, sends, and waits for the end of the connection; returns this end's address."""
    raw = connect(node.link(1), source)
    address = "{}:{}".format(*raw.getsockname()[:2])
    try:
        connection = Connection(context.wrap_socket(raw))
        connection.send(*sent)
        ended(connection)
    except OSError as error:
        assert not isinstance(error, TimeoutError), "the connection was not closed"
    finally:
        raw.close()
    return address


def ended(connection: Connection) -> list[Frame | Hello]:
    """Everything that comes until the connection ends, which it must."""
    found = []
    while (frame := connection.receive()) is not None:
        found.append(frame)
    return found


def payload(*, version: int = 1, role: int = 1, length: int = 4, name: bytes = b"am-3") -> bytes:
    return struct.pack(">HBB", version, role, length) + name + bytes(32)
