"""Where the keys stay on the host: either half may end, be killed and come back, in any order."""

from __future__ import annotations

import signal
from collections.abc import Callable

import pytest

from harness.containers.node import wait_until_joined
from harness.containers.rounds import ROUNDS, record_seconds
from harness.containers.split import Split
from harness.deadlines import Stopwatch, eventually
from harness.log_mark import LogMark
from harness.silence_stream import SilenceStream

pytestmark = pytest.mark.parametrize("layout", [pytest.param(Split, id="split")], indirect=True, scope="module")

PROMPT = 3.0
"""Seconds by which what was not lost on the way has arrived; later it is anti-entropy's doing."""

Record = Callable[[str, object], None]


@pytest.mark.parametrize("which", [signal.SIGTERM, signal.SIGKILL], ids=lambda which: which.name)
def test_the_host_half_may_be_restarted_under_load_without_a_restart_of_the_container(
    pair: list[Split], which: signal.Signals, record_property: Record
) -> None:
    recovered, meanwhile, afterwards = [], [], []
    processes = [node.container.processes().keys() for node in pair]
    with SilenceStream(pair) as stream:
        for index in range(ROUNDS):
            node, other = pair[index % 2], pair[1 - index % 2]
            links = LogMark(other.carrier)
            stream.step = f"outage {index}"
            node.carrier.send(which)
            node.carrier.wait(15)
            watch = Stopwatch()
            node.start_outside()
            host_half = LogMark(node.carrier)
            host_half.wait_for("Edge attached")
            host_half.wait_for("Link up")
            links.wait_for("Link up")
            recovered.append(watch.seconds)
            stream.step, made = f"afterwards {index}", stream.made
            eventually(lambda made=made: stream.made >= made + 10, 10, "ten more silences are made")
            meanwhile += [arrival.seconds for arrival in stream.settle(f"outage {index}")]
            afterwards += [arrival.seconds for arrival in stream.settle(f"afterwards {index}")]
    assert stream.failures == []
    assert [node.container.processes().keys() for node in pair] == processes
    record_seconds(record_property, "from the start of the host half until all is connected", recovered)
    record_seconds(record_property, "silences made during the outage", meanwhile)
    record_seconds(record_property, "silences made afterwards", afterwards)
    assert max(afterwards) < PROMPT


def test_after_a_kill_of_both_halves_either_may_be_started_first(pair: list[Split], record_property: Record) -> None:
    killed, joined = pair[1], []
    for index in range(ROUNDS):
        killed.container.kill()
        killed.carrier.kill()
        # What nobody could remove any more.
        assert killed.host_socket.is_socket()
        assert killed.edge_socket.is_socket()
        watch = Stopwatch()
        starts = [killed.start_outside, killed.start_container]
        for start in starts if index % 2 else reversed(starts):
            start()
        wait_until_joined(pair, within=5)
        joined.append(watch.seconds)
    record_seconds(record_property, "from the first start until they list each other", joined)


def test_whichever_half_ends_first_no_socket_stays(pair: list[Split], record_property: Record) -> None:
    node = pair[1]
    left = []
    for index in range(ROUNDS):
        if index % 2:
            assert node.container.terminate() == 0
            left.append([path.name for path in node.sockets.iterdir()])
            assert node.carrier.terminate() == 0
        else:
            assert node.carrier.terminate() == 0
            left.append([path.name for path in node.sockets.iterdir()])
            assert node.container.terminate() == 0
        assert list(node.sockets.iterdir()) == []
        node.start()
        wait_until_joined(pair, within=30)
    assert left == [["edge.sock"] if index % 2 == 0 else ["host.sock"] for index in range(ROUNDS)]
    record_property("sockets while only one half was there", left)
