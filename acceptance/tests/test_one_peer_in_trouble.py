"""One peer in trouble is that peer's trouble only; measured with plain sockets in the Alertmanagers' places."""

from __future__ import annotations

import contextlib
import statistics
import threading
import time
from collections.abc import Callable, Iterator

import pytest

from harness import faults
from harness.deadlines import Stopwatch, eventually
from harness.gossiper import Gossiper, answers, echo, wait_until_connected

KNOWN_WITHIN = 6
"""Seconds until the others know: a link silent for 3 s is replaced, and a dial that never ends is given up after 3."""

RECOVERED_WITHIN = 3


def round_trips(here: Gossiper, there: Gossiper, duration: float) -> list[float]:
    """Datagram round trips one after the other, a hundred a second; a lost one raises TimeoutError."""
    here.discard_waiting()
    there.discard_waiting()
    measured = []
    until = time.monotonic() + duration
    while time.monotonic() < until:
        letter = f"round trip {len(measured)}".encode()
        watch = Stopwatch()
        here.send(there, letter)
        assert there.receive(within=2) == (letter, here.address)
        there.send(here, letter)
        assert here.receive(within=2) == (letter, there.address)
        measured.append(watch.seconds)
        time.sleep(max(0, 0.01 - watch.seconds))
    return measured


def stream_times(here: Gossiper, there: Gossiper, count: int) -> list[float]:
    measured = []
    for _ in range(count):
        watch = Stopwatch()
        assert answers(here, there, within=3), f"a stream from {here.node.name} to {there.node.name} failed"
        measured.append(watch.seconds)
    return measured


@contextlib.contextmanager
def busy_towards(target: Gossiper, origins: list[Gossiper]) -> Iterator[None]:
    """Meanwhile the origins send the target datagrams and open streams to it, as memberlist would go on doing."""
    stopping = threading.Event()

    def knock(origin: Gossiper) -> None:
        while not stopping.is_set():
            for _ in range(20):
                origin.send(target, bytes(1_400))
            answers(origin, target, within=0.5)
            stopping.wait(0.02)

    knockers = [threading.Thread(target=knock, args=(origin,), daemon=True) for origin in origins]
    for knocker in knockers:
        knocker.start()
    try:
        yield
    finally:
        stopping.set()
        for knocker in knockers:
            knocker.join()


def seconds_to_fail(here: Gossiper, there: Gossiper) -> float | None:
    """How long a stream takes to be refused or reset, or None if after 2 s it has done neither."""
    watch = Stopwatch()
    try:
        with here.connect(there, within=2) as stream:
            stream.sendall(b"hello")
            assert stream.recv(5) == b"", "the peer in trouble has answered"
    except TimeoutError:
        return None
    except OSError:
        pass
    return watch.seconds


@pytest.mark.parametrize("kind", faults.ALL, ids=lambda kind: kind.__name__)
def test_the_others_go_on_streams_to_it_fail_fast_and_its_return_is_noticed_at_once(
    trio: list[Gossiper], kind: type[faults.Fault], record_property: Callable[[str, object], None]
) -> None:
    here, there, troubled = trio
    fault = kind(troubled.node, [here.node, there.node])
    with here.serving(echo), there.serving(echo), troubled.serving(echo):
        datagrams_before = round_trips(here, there, duration=1)
        streams_before = stream_times(here, there, 30)

        fault.strike()
        struck = Stopwatch()
        with busy_towards(troubled, [here, there]):
            datagrams_during = round_trips(here, there, duration=4)
            streams_during = stream_times(here, there, 30)
        for origin in (here, there):
            eventually(
                lambda origin=origin: seconds_to_fail(origin, troubled) is not None,
                max(0.1, KNOWN_WITHIN - struck.seconds),
                f"streams from {origin.node.name} to the peer in trouble fail",
            )
            for _ in range(5):
                assert (seconds_to_fail(origin, troubled) or 2) < 1

        fault.heal()
        healed = Stopwatch()
        wait_until_connected(trio, within=RECOVERED_WITHIN)
        for origin, target in ((here, troubled), (troubled, here), (there, troubled), (troubled, there)):
            eventually(
                lambda origin=origin, target=target: answers(origin, target, within=0.5),
                max(0.1, RECOVERED_WITHIN - healed.seconds),
                f"streams flow from {origin.node.name} to {target.node.name} again",
            )
        record_property("seconds to recover", healed.seconds)

    for what, before, during in (
        ("datagrams", datagrams_before, datagrams_during),
        ("streams", streams_before, streams_during),
    ):
        medians = statistics.median(before), statistics.median(during)
        record_property(f"median of {what} before and during", medians)
        # Within noise, on a machine with little to spare: the same order, and nothing like a timeout.
        assert medians[1] < 3 * medians[0] + 0.1, what
        assert max(during) < 1, what


def test_a_subrosa_killed_again_and_again_recovers_each_time(trio: list[Gossiper]) -> None:
    for gossiper in trio:
        gossiper.node.subrosa.program.kill()
        gossiper.node.subrosa.start()
        wait_until_connected(trio, within=RECOVERED_WITHIN)
