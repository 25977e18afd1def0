"""Datagrams that prove to whoever receives them that they are whole, and where they come from and belong."""

from __future__ import annotations

import os
import random
import struct
import threading
import time
import zlib
from collections import Counter

from .gossiper import Gossiper

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
