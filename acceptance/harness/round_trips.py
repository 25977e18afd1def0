"""Gossip at a steady rate between two gossipers, and how long it takes there and back."""

from __future__ import annotations

import contextlib
import struct
import threading
import time
from dataclasses import dataclass, field

from .gossiper import Gossiper, answers, echo

_LETTER = struct.Struct(">IQ")
LOST_AFTER = 2.0
"""Seconds."""


@dataclass
class Measured:
    """Seconds there and back of each datagram and of each stream, and how many never came back."""

    datagrams: list[float] = field(default_factory=list)
    streams: list[float] = field(default_factory=list)
    lost: int = 0
    failed_streams: int = 0

    @property
    def p50(self) -> float:
        return percentile(self.datagrams, 50)

    @property
    def p99(self) -> float:
        return percentile(self.datagrams, 99)

    def __str__(self) -> str:
        streams = f"{len(self.streams)} streams, max {1_000 * max(self.streams, default=0):.1f} ms"
        return (
            f"p50 {1_000 * self.p50:.2f} ms, p99 {1_000 * self.p99:.2f} ms, max {1_000 * max(self.datagrams):.1f} ms of"
            f" {len(self.datagrams)} datagrams, {self.lost} lost; {streams}, {self.failed_streams} failed"
        )


def percentile(values: list[float], share: float) -> float:
    return sorted(values)[min(len(values) - 1, int(len(values) * share / 100))]


class RoundTrips:
    """Two hundred datagrams a second and two streams a second, sent by the clock: one that is late delays no other.

    Use it in a `with`; what is under way at its end is waited for.
    """

    def __init__(self, here: Gossiper, there: Gossiper, rate: int = 200, size: int = 200) -> None:
        self.here, self.there = here, there
        self.rate, self.size = rate, size
        self.measured = Measured()
        self._sent = 0
        self._sending, self._receiving = threading.Event(), threading.Event()

    def __enter__(self) -> Measured:
        self.here.discard_waiting()
        self.there.discard_waiting()
        self._sending.set()
        self._receiving.set()
        self._serving = self.there.serving(echo)
        self._serving.__enter__()
        self._threads = [
            threading.Thread(target=each, daemon=True)
            for each in (self._echo, self._receive, self._send, self._use_streams)
        ]
        for thread in self._threads:
            thread.start()
        return self.measured

    def __exit__(self, *_: object) -> None:
        self._sending.clear()
        for thread in self._threads[2:]:
            thread.join()
        deadline = time.monotonic() + LOST_AFTER
        while len(self.measured.datagrams) < self._sent and time.monotonic() < deadline:
            time.sleep(0.01)
        self._receiving.clear()
        for thread in self._threads[:2]:
            thread.join()
        self._serving.__exit__(None, None, None)
        self.measured.lost = self._sent - len(self.measured.datagrams)

    def _send(self) -> None:
        begin = time.monotonic()
        while self._sending.is_set():
            self.here.send(self.there, _LETTER.pack(self._sent, time.monotonic_ns()).ljust(self.size, b"."))
            self._sent += 1
            time.sleep(max(0, begin + self._sent / self.rate - time.monotonic()))

    def _echo(self) -> None:
        while self._receiving.is_set():
            with contextlib.suppress(TimeoutError):
                letter, source = self.there.receive(within=0.2)
                self.there.udp.sendto(letter, source)

    def _receive(self) -> None:
        while self._receiving.is_set():
            with contextlib.suppress(TimeoutError):
                letter, _ = self.here.receive(within=0.2)
                self.measured.datagrams.append((time.monotonic_ns() - _LETTER.unpack_from(letter)[1]) / 1e9)

    def _use_streams(self) -> None:
        while self._sending.is_set():
            begin = time.monotonic()
            if answers(self.here, self.there, within=5):
                self.measured.streams.append(time.monotonic() - begin)
            else:
                self.measured.failed_streams += 1
            time.sleep(max(0, begin + 0.5 - time.monotonic()))
