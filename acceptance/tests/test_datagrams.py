"""Datagrams through Subrosas, with plain sockets in the Alertmanagers' places."""

from __future__ import annotations

import os
import random
import struct
import threading
import time
import zlib
from collections import Counter
from collections.abc import Callable

import pytest

from harness.cluster import wait_until_linked
from harness.deadlines import eventually
from harness.drops import counted_drops
from harness.gossiper import Gossiper, wait_until_connected


@pytest.mark.parametrize("size", [1, 64, 512, 1_400, 9_000, 65_507])
def test_a_datagram_arrives_byte_identical_and_from_its_senders_virtual_address(
    trio: list[Gossiper], size: int
) -> None:
    for origin in trio:
        for target in trio:
            if origin is target:
                continue
            target.discard_waiting()
            payload = os.urandom(size)
            origin.send(target, payload)
            assert target.receive(within=2) == (payload, origin.address)


def test_an_empty_datagram_disturbs_nothing(trio: list[Gossiper]) -> None:
    trio[0].send(trio[1], b"")
    wait_until_connected(trio, within=2)


HEADER = struct.Struct(">BBII")
CHECKSUM = struct.Struct(">I")


def sealed_letter(origin: int, target: int, sequence: int, size: int) -> bytes:
    """A datagram that says who sent it to whom, which one it is, how long it is, and proves it."""
    body = HEADER.pack(origin, target, sequence, size) + os.urandom(size - HEADER.size - CHECKSUM.size)
    return body + CHECKSUM.pack(zlib.crc32(body))


class Receiver(threading.Thread):
    """Reads letters on one gossiper and checks each as it comes."""

    def __init__(self, own: int, trio: list[Gossiper]) -> None:
        super().__init__(daemon=True)
        self.own, self.trio = own, trio
        self.received: Counter[tuple[int, int]] = Counter()
        self.faults: list[str] = []
        self.stopping = False
        self.start()

    def run(self) -> None:
        while not self.stopping:
            try:
                letter, source = self.trio[self.own].receive(within=0.1)
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
        if source != self.trio[origin].address:
            return f"a letter of {origin} from {source}"
        self.received[origin, sequence] += 1
        return "a letter delivered twice" if self.received[origin, sequence] > 1 else None


def send_letters(trio: list[Gossiper], count: int, sizes: list[int], per_second: float | None) -> int:
    """Every node sends letters to the other two in turn, all at the same time. Returns how many were sent."""

    def send(own: int) -> None:
        others = [index for index in range(len(trio)) if index != own]
        started = time.monotonic()
        for sequence in range(count):
            target = others[sequence % len(others)]
            trio[own].send(trio[target], sealed_letter(own, target, sequence, random.choice(sizes)))
            if per_second and (ahead := started + sequence / per_second - time.monotonic()) > 0:
                time.sleep(ahead)

    senders = [threading.Thread(target=send, args=(own,), daemon=True) for own in range(len(trio))]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join()
    return count * len(trio)


def test_at_a_steady_pace_every_datagram_arrives_once(trio: list[Gossiper]) -> None:
    receivers = [Receiver(own, trio) for own in range(len(trio))]
    sent = send_letters(trio, 1_000, [64, 200, 512, 1_400], per_second=500)
    try:
        eventually(lambda: sum(r.received.total() for r in receivers) >= sent, 2, f"{sent} datagrams arrive")
    finally:
        for receiver in receivers:
            receiver.stopping = True
            receiver.join()
    assert [fault for receiver in receivers for fault in receiver.faults] == []


def test_of_a_flood_none_is_merged_split_altered_or_misdelivered_and_every_drop_is_counted(
    trio: list[Gossiper], record_property: Callable[[str, object], None]
) -> None:
    nodes = [gossiper.node for gossiper in trio]
    for node in nodes:  # a fresh start, so that all that is counted is the flood's
        assert node.subrosa.program.terminate() == 0
        node.subrosa.start()
    wait_until_linked(nodes)
    receivers = [Receiver(own, trio) for own in range(len(trio))]
    sent = send_letters(trio, 10_000, [18, 64, 300, 700, 1_400, 1_400, 1_400, 9_000, 65_507], per_second=None)

    def received() -> int:
        return sum(receiver.received.total() for receiver in receivers)

    def is_quiet() -> bool:
        before = received()
        time.sleep(0.6)  # longer than any datagram may wait in a queue
        return received() == before

    eventually(is_quiet, 20, "the flood is over")
    programs = [node.subrosa.program for node in nodes]
    for program in programs:
        assert program.terminate() == 0
    for receiver in receivers:
        receiver.stopping = True
        receiver.join()
    counted = [counted_drops(program) for program in programs]
    for node in nodes:
        node.subrosa.start()
    wait_until_linked(nodes)

    record_property("sent, received, counted drops", (sent, received(), counted))
    assert [fault for receiver in receivers for fault in receiver.faults] == []
    assert received() + sum(sum(drops.values()) for drops in counted) == sent, counted
    assert received() > sent / 10
