"""What the other tests and the benchmark rely on when they ask for a bad network."""

from __future__ import annotations

import random
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from harness.bad_wire import MOST_BYTES_WAITING, BadWire, Quality, Way
from harness.machine import Machine

PORT = 9


@pytest.fixture
def machines() -> Iterator[list[Machine]]:
    made = [Machine(f"wired-{number}.test") for number in (1, 2)]
    yield made
    for machine in made:
        machine.remove()


def bound(machine: Machine) -> socket.socket:
    with machine.inside():
        one = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    one.bind((machine.ipv4, PORT))
    one.settimeout(5)
    return one


def test_a_lossy_wire_loses_its_share_and_passes_the_others_whole() -> None:
    way = Way(Quality(loss=0.1, seed=7), random.Random(7))
    frames = [number.to_bytes(4, "big") for number in range(10_000)]
    for frame in frames:
        way.came(frame, 0)
    passed = way.take_due(0)
    assert 900 < way.lost < 1_100
    assert len(passed) + way.lost == len(frames)
    assert passed == sorted(passed)


def test_jitter_lets_frames_overtake_each_other_and_a_rate_spreads_them() -> None:
    jittery = Way(Quality(delay=0.04, jitter=0.01), random.Random(1))
    for number in range(100):
        jittery.came(bytes([number]), 0)
    assert jittery.take_due(0.0399) == []
    came = jittery.take_due(0.0501)
    assert sorted(came) == [bytes([number]) for number in range(100)] != came

    slow = Way(Quality(rate=1_000), random.Random(1))
    for _ in range(3):
        slow.came(bytes(500), 0)
    assert [len(slow.take_due(at)) for at in (0.4, 0.5, 1.0, 1.5)] == [0, 1, 1, 1]


def test_what_waits_is_bounded_and_what_falls_out_is_counted() -> None:
    way = Way(Quality(rate=1), random.Random(1))
    for _ in range(MOST_BYTES_WAITING // 1_000 + 5):
        way.came(bytes(1_000), 0)
    assert way.overflowed == 5


def test_a_bad_wire_delays_both_ways_and_says_what_became_of_the_frames(
    machines: list[Machine], tmp_path: Path
) -> None:
    here, there = machines
    wire = BadWire(here, Quality(delay=0.03), tmp_path / "wire.log")
    with bound(here) as one, bound(there) as other:
        began = time.monotonic()
        one.sendto(bytes(1_400), (there.ipv4, PORT))
        letter, sender = other.recvfrom(2_000)
        other.sendto(letter, sender)
        assert one.recvfrom(2_000)[0] == bytes(1_400)
    assert time.monotonic() - began >= 0.06
    figures = wire.end()
    assert figures["out"]["passed"] > 0 < figures["in"]["passed"]
    assert figures["out"]["lost"] == figures["in"]["lost"] == 0
