"""A constant stream of silences through a cluster, each looked for on all other nodes."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from . import silences
from .cluster import Node
from .deadlines import eventually
from .silences import Silence

SIZE = 900
"""Bytes of comment: large enough for memberlist to send it as a stream to each peer, and so to lose none of them."""


@dataclass(frozen=True)
class Arrival:
    step: str
    origin: str
    target: str
    seconds: float


class SilenceStream:
    """Ten a second, each node in turn. Use it in a `with`; `step` says what goes on meanwhile."""

    def __init__(self, nodes: list[Node], each_second: float = 10) -> None:
        self.nodes = nodes
        self.each_second = each_second
        self.step = "before"
        self.departed = 0
        """Members that have left: Alertmanager counts them as failed, too."""
        self.made = 0
        self.arrivals: list[Arrival] = []
        self.failures: list[str] = []
        """Of Alertmanagers to answer, and peers that one declared failed."""
        self._missing: dict[str, list[tuple[str, Silence]]] = {node.name: [] for node in nodes}
        self._lock = threading.Lock()
        self._stopping = threading.Event()
        jobs = [self._make, self._sample, *((lambda node=node: self._look(node)) for node in nodes)]
        self._threads = [threading.Thread(target=self._guarded, args=(job,), daemon=True) for job in jobs]

    def __enter__(self) -> SilenceStream:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stopping.set()
        for thread in self._threads:
            thread.join(15)

    def missing(self, step: str) -> list[str]:
        """What was made in that step and has not arrived yet."""
        with self._lock:
            return [
                f"made on {silence.origin.name} {silence.since.seconds:.1f} s ago, not on {name}"
                for name, waiting in self._missing.items()
                for made_in, silence in waiting
                if made_in == step
            ]

    def settle(self, step: str, within: float = 20) -> list[Arrival]:
        """Waits until all of that step have arrived and returns how they did. Fails if one is lost."""
        eventually(lambda: not self.missing(step), within, f"silences arrive: {self.missing(step)[:5]}")
        with self._lock:
            return [arrival for arrival in self.arrivals if arrival.step == step]

    def _guarded(self, job: Callable[[], None]) -> None:
        try:
            job()
        except (OSError, AssertionError) as failure:
            self.failures.append(repr(failure))

    def _make(self) -> None:
        begin = time.monotonic()
        while not self._stopping.wait(max(0, begin + self.made / self.each_second - time.monotonic())):
            step = self.step
            silence = silences.create(self.nodes[self.made % len(self.nodes)], SIZE)
            self.made += 1
            with self._lock:
                for node in self.nodes:
                    if node is not silence.origin:
                        self._missing[node.name].append((step, silence))

    def _look(self, node: Node) -> None:
        while not self._stopping.wait(0.01):
            with self._lock:
                waiting = list(self._missing[node.name])
            for entry in waiting:
                step, silence = entry
                if silence.is_at(node):
                    seconds = silence.since.seconds
                    with self._lock:
                        self._missing[node.name].remove(entry)
                        self.arrivals.append(Arrival(step, silence.origin.name, node.name, seconds))

    def _sample(self) -> None:
        """What an Alertmanager thinks of its peers."""
        while not self._stopping.wait(0.5):
            for node in self.nodes:
                if (failed := node.alertmanager.failed_peers()) > self.departed:
                    self.failures.append(f"{node.name} has {failed} failed peers during {self.step}")
