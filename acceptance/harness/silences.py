"""Making silences and waiting for them to arrive elsewhere."""

from __future__ import annotations

import random
import string
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from .cluster import Node
from .deadlines import Stopwatch, eventually

AS_DATAGRAM = 700
"""Alertmanager gossips a state message up to this many bytes as a datagram, a larger one as a stream to each peer."""

_ALPHABET = string.ascii_letters + string.digits + string.punctuation


def text(size: int) -> str:
    """A comment of so many bytes, random so that memberlist's compression cannot shrink it."""
    return "".join(random.choices(_ALPHABET, k=size))


@dataclass
class Silence:
    origin: Node
    comment: str
    identifier: str
    since: Stopwatch = field(default_factory=Stopwatch)

    def is_at(self, node: Node) -> bool:
        """Whether the node knows the silence, and with the very comment it was made with."""
        comment = node.alertmanager.silence_comment(self.identifier)
        assert comment in (None, self.comment), f"silence {self.identifier} was altered on its way to {node.name}"
        return comment is not None

    def wait_until_at(self, node: Node, within: float, every: float = 0.005) -> float:
        """Waits for it to arrive and returns the seconds since it was made."""
        eventually(
            lambda: self.is_at(node),
            within,
            f"a silence with {len(self.comment)} bytes of comment made on {self.origin.name} appears on {node.name}",
            every,
        )
        return self.since.seconds


def create(origin: Node, size: int) -> Silence:
    comment = text(size)
    since = Stopwatch()
    return Silence(origin, comment, origin.alertmanager.create_silence(comment), since)


def create_everywhere(nodes: list[Node], size: int, count: int) -> list[Silence]:
    """Makes so many silences, round robin over the nodes, all nodes at the same time."""

    def on(index: int) -> list[Silence]:
        return [create(nodes[index], size) for _ in range(index, count, len(nodes))]

    with ThreadPoolExecutor(len(nodes)) as pool:
        return [silence for made in pool.map(on, range(len(nodes))) for silence in made]


def in_flight_limit(nodes: int, size: int) -> int:
    """How many silences of a size memberlist itself spreads reliably at a time.

    A small one is sent three times in all, to whoever is gossiped to next. While all that is waiting fits in one
    packet of 1,400 bytes, every peer gets all of it; what does not fit may be sent to one peer three times and to the
    other never, with Subrosa or without. Large ones travel as a stream to every peer, from a queue of 200; twenty keep
    it busy without keeping a small machine busy with this alone.
    """
    return max(nodes, 4) if size <= AS_DATAGRAM else 20


def latency(origin: Node, target: Node, size: int) -> float:
    """Seconds from asking for a silence on one node to seeing it on another."""
    return create(origin, size).wait_until_at(target, within=20)
