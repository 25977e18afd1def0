"""A wire that is as bad as one likes, between a machine and the hub: delay, jitter, loss, a rate. Any Linux can do it.

    python -m harness.bad_wire --namespace=/run/netns/machine-1 --inside=eth0 --outside=wire1 --delay=0.04

runs one until it is told to end (SIGTERM), and then says as JSON what became of the frames. Both ends are TAP devices:
for these the kernel computes checksums and cuts segments. `tc netem` would want a kernel module that is not everywhere.
"""

from __future__ import annotations

import argparse
import contextlib
import ctypes
import fcntl
import heapq
import itertools
import json
import os
import random
import select
import signal
import struct
import subprocess
import sys
import time
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass, field
from pathlib import Path

from . import network_namespace
from .machine import Machine
from .program import Program

LONGEST_FRAME = 65_536
MOST_BYTES_WAITING = 4 << 20
"""On each way: as a router would, it drops what comes when so much waits."""

_TUNSETIFF = 0x400454CA
_IFF_TAP, _IFF_NO_PI = 0x0002, 0x1000
_PR_SET_TIMERSLACK = 29
_READY = "ready"


@dataclass(frozen=True)
class Quality:
    """What is done to the frames of each way, independently."""

    delay: float = 0
    """Seconds."""
    jitter: float = 0
    """Seconds at most, evenly spread, on top of the delay: a frame may overtake others."""
    loss: float = 0
    """The share that vanishes, from 0 to 1."""
    rate: float = 0
    """Bytes a second; 0: as fast as it goes."""
    seed: int = 1
    """The same frames fall if the same come."""


@dataclass
class Way:
    """The frames in one direction: which are lost, and when the others are due. Knows no clock and no device."""

    quality: Quality
    dice: random.Random
    passed: int = 0
    lost: int = 0
    overflowed: int = 0
    _free_at: float = 0
    _waiting_bytes: int = 0
    _waiting: list[tuple[float, int, bytes]] = field(default_factory=list)
    _numbers: itertools.count = field(default_factory=itertools.count)

    def came(self, frame: bytes, now: float) -> None:
        if self.dice.random() < self.quality.loss:
            self.lost += 1
            return
        if self._waiting_bytes + len(frame) > MOST_BYTES_WAITING:
            self.overflowed += 1
            return
        sent = now
        if self.quality.rate:
            sent = self._free_at = max(now, self._free_at) + len(frame) / self.quality.rate
        due = sent + self.quality.delay + self.dice.uniform(0, self.quality.jitter)
        heapq.heappush(self._waiting, (due, next(self._numbers), frame))
        self._waiting_bytes += len(frame)

    def next_due(self) -> float | None:
        return self._waiting[0][0] if self._waiting else None

    def take_due(self, now: float) -> list[bytes]:
        frames = []
        while self._waiting and self._waiting[0][0] <= now:
            frames.append(heapq.heappop(self._waiting)[2])
            self._waiting_bytes -= len(frames[-1])
            self.passed += 1
        return frames

    def figures(self) -> dict[str, int]:
        return {"passed": self.passed, "lost": self.lost, "overflowed": self.overflowed}


class BadWire:
    """Takes the place of a machine's good wire, until the machine is removed."""

    def __init__(self, machine: Machine, quality: Quality, log: Path) -> None:
        outside = f"wire{machine.number}"
        subprocess.run(["ip", "link", "delete", machine.hub_end], check=True)
        words = [f"--{name}={value}" for name, value in asdict(quality).items()]
        self._program = Program(
            f"bad wire of {machine.host_name}",
            _Here(),
            [
                sys.executable,
                "-m",
                "harness.bad_wire",
                f"--namespace=/run/netns/{machine.namespace}",
                "--inside=eth0",
                f"--outside={outside}",
                *words,
            ],
            log,
        )
        self._program.wait_for_log(_READY, 10)
        machine.rewired(outside)

    def end(self) -> dict[str, dict[str, int]]:
        """Cuts it. Returns what became of the frames: `out` of the machine, and `in` to it."""
        self._program.terminate()
        return json.loads(self._program.log_text().splitlines()[-1])


class _Here:
    """The hub, where the tests themselves are."""

    def inside(self) -> AbstractContextManager[None]:
        return contextlib.nullcontext()


def tap(name: str) -> int:
    """A device of this thread's network namespace, which is there as long as the descriptor is open."""
    descriptor = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
    fcntl.ioctl(descriptor, _TUNSETIFF, struct.pack("16sH22x", name.encode(), _IFF_TAP | _IFF_NO_PI))
    return descriptor


def carry(inside: int, outside: int, ways: dict[int, Way]) -> None:
    """Carries frames until a signal comes (as KeyboardInterrupt). `ways`: for each device the way that begins there."""
    other_end = {inside: outside, outside: inside}
    poll = select.poll()
    for device in ways:
        poll.register(device, select.POLLIN)
    while True:
        due = [at for at in (way.next_due() for way in ways.values()) if at is not None]
        wait = None if not due else max(0, (min(due) - time.monotonic()) * 1000)
        for device, _ in poll.poll(wait):
            _take_in(device, ways[device])
        now = time.monotonic()
        for device, way in ways.items():
            for frame in way.take_due(now):
                _give_out(other_end[device], frame)


def _take_in(device: int, way: Way) -> None:
    for _ in range(64):
        try:
            frame = os.read(device, LONGEST_FRAME)
        except BlockingIOError:
            return
        way.came(frame, time.monotonic())


def _give_out(device: int, frame: bytes) -> None:
    try:
        os.write(device, frame)
    except OSError:
        # The device is down: its machine is unplugged, and frames vanish as on a wire that is cut.
        return


def _end(*_: object) -> None:
    raise KeyboardInterrupt


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--namespace", type=Path, required=True)
    parser.add_argument("--inside", required=True)
    parser.add_argument("--outside", required=True)
    for name, usual in asdict(Quality()).items():
        parser.add_argument(f"--{name}", type=type(usual) if name == "seed" else float, default=usual)
    options = parser.parse_args()
    quality = Quality(**{name: getattr(options, name) for name in asdict(Quality())})
    signal.signal(signal.SIGTERM, _end)
    # Timers of this process may be late by a microsecond, not by fifty.
    ctypes.CDLL(None).prctl(_PR_SET_TIMERSLACK, 1000, 0, 0, 0)
    with network_namespace.inside(options.namespace):
        inside = tap(options.inside)
    outside = tap(options.outside)
    ways = {
        inside: Way(quality, random.Random(quality.seed)),
        outside: Way(quality, random.Random(quality.seed + 1)),
    }
    print(_READY, flush=True)
    try:
        carry(inside, outside, ways)
    except KeyboardInterrupt:
        print(json.dumps({"out": ways[inside].figures(), "in": ways[outside].figures()}), flush=True)


if __name__ == "__main__":
    main()
