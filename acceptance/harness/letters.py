"""Datagrams that prove to whoever receives them that they are whole, and where they come from and belong."""

from __future__ import annotations

import os
import random
import struct
import threading
import time
import zlib
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from .deadlines import eventually
from .drops import counted_drops
from .gossiper import Gossiper
from .program import Program

HEADER = struct.Struct(">BBII")
CHECKSUM = struct.Struct(">I")


def sealed_letter(origin: int, target: int, sequence: int, size: int) -> bytes:
    """A datagram that says who sent it to whom, which one it is, how long it is, and proves it."""
    body = HEADER.pack(origin, target, sequence, size) + os.urandom(size - HEADER.size - CHECKSUM.size)
    return body + CHECKSUM.pack(zlib.crc32(body))


class Receiver(threading.Thread):
    """Reads letters on one gossiper and checks each as it comes."""

    def __init__(self, own: int, gossipers: list[Gossiper]) -> None:
        super().__init__(daemon=True)
        self.own, self.gossipers = own, gossipers
        self.received: Counter[tuple[int, int]] = Counter()
        self.faults: list[str] = []
        self.stopping = False
        self.start()

    def run(self) -> None:
        while not self.stopping:
            try:
                letter, source = self.gossipers[self.own].receive(within=0.1)
            except TimeoutError:
                continue
            if fault := self.fault(letter, source):
                self.faults.append(fault)

    def fault(self, letter: bytes, source: tuple[str, int]) -> str | None:
        if len(letter) < HEADER.size + CHECKSUM.size:
            return f"a fragment of {len(letter)} bytes"
        origin, target, sequence, size = HEADER.unpack_from(letter)
        if size != len(letter):
            return f"{len(letter)} bytes instead of {size}"
        if zlib.crc32(letter[: -CHECKSUM.size]) != CHECKSUM.unpack(letter[-CHECKSUM.size :])[0]:
            return "altered bytes"
        if target != self.own:
            return f"a letter for {target} at {self.own}"
        if source != self.gossipers[origin].address:
            return f"a letter of {origin} from {source}"
        self.received[origin, sequence] += 1
        return "a letter delivered twice" if self.received[origin, sequence] > 1 else None


def send_letters(gossipers: list[Gossiper], count: int, sizes: list[int], per_second: float | None) -> int:
    """Every node sends letters to the others in turn, all at the same time. Returns how many were sent."""

    def send(own: int) -> None:
        others = [index for index in range(len(gossipers)) if index != own]
        started = time.monotonic()
        for sequence in range(count):
            target = others[sequence % len(others)]
            gossipers[own].send(gossipers[target], sealed_letter(own, target, sequence, random.choice(sizes)))
            if per_second and (ahead := started + sequence / per_second - time.monotonic()) > 0:
                time.sleep(ahead)

    senders = [threading.Thread(target=send, args=(own,), daemon=True) for own in range(len(gossipers))]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join()
    return count * len(gossipers)


def send_steadily(gossipers: list[Gossiper]) -> list[str]:
    """A thousand letters from each, at a pace that nothing has to drop; waits until they have come.

    Returns what was wrong with them.
    """
    receivers = [Receiver(own, gossipers) for own in range(len(gossipers))]
    sent = send_letters(gossipers, 1_000, [64, 200, 512, 1_400], per_second=500)
    try:
        eventually(lambda: _received(receivers) >= sent, 2, f"{sent} datagrams arrive")
    finally:
        faults = _stopped(receivers)
    return faults


@dataclass(frozen=True)
class Flood:
    """What became of ten thousand letters from each, sent as fast as it goes."""

    sent: int
    received: int
    faults: list[str]
    """What was wrong with those that came."""
    counted: list[dict[str, int]]
    """What each node says that it dropped."""

    @property
    def lost_and_counted(self) -> int:
        return sum(sum(drops.values()) for drops in self.counted)


def flood(gossipers: list[Gossiper], end: Callable[[], list[Program]]) -> Flood:
    """Sends the flood between nodes that were started for it.

    `end` ends the nodes when it is over and returns the programs whose totals count.
    """
    receivers = [Receiver(own, gossipers) for own in range(len(gossipers))]
    sent = send_letters(gossipers, 10_000, [18, 64, 300, 700, 1_400, 1_400, 1_400, 9_000, 65_507], per_second=None)

    def is_quiet() -> bool:
        before = _received(receivers)
        time.sleep(0.6)  # longer than any datagram may wait in a queue
        return _received(receivers) == before

    eventually(is_quiet, 20, "the flood is over")
    programs = end()
    faults = _stopped(receivers)
    return Flood(sent, _received(receivers), faults, [counted_drops(program) for program in programs])


def _received(receivers: list[Receiver]) -> int:
    return sum(receiver.received.total() for receiver in receivers)


def _stopped(receivers: list[Receiver]) -> list[str]:
    for receiver in receivers:
        receiver.stopping = True
        receiver.join()
    return [fault for receiver in receivers for fault in receiver.faults]
