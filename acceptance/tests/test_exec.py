"""Subrosa as the entrypoint: `subrosa exec` starts Alertmanager and outlives it."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator

import pytest

from harness import silences, versions
from harness.cluster import Cluster
from harness.deadlines import eventually

SMALL, LARGE = 100, 2_000
"""A silence of which Alertmanager makes a datagram, and one that goes as a stream."""


@pytest.fixture(scope="module")
def pair(make_cluster: Callable[[int], Cluster], alertmanager_kinds: list[str]) -> Iterator[Cluster]:
    cluster = make_cluster(2)
    for node, kind in zip(cluster.nodes, alertmanager_kinds, strict=True):
        node.add_alertmanager(versions.alertmanager(kind))
        node.exec_alertmanager("--cluster.peer-timeout=5s")
    cluster.wait_until_whole()
    yield cluster
    cluster.close()


def test_the_alertmanagers_form_a_cluster_and_a_silence_passes(pair: Cluster) -> None:
    for size in (SMALL, LARGE):
        for node in pair.nodes:
            silence = silences.create(node, size)
            for other in pair.others(node):
                silence.wait_until_at(other, within=20)


def test_hangup_reloads_both_and_neither_is_another_process_after_it(pair: Cluster) -> None:
    node = pair["am-1"]
    program = node.subrosa.program
    child = program.children()
    assert len(child) == 1
    program.send(signal.SIGHUP)
    program.wait_for_log(r"msg=Reloaded\b", 10)
    # Alertmanager says so once at its start, and again now.
    eventually(
        lambda: len(program.log_lines("Completed loading of configuration file")) >= 2,
        10,
        "Alertmanager reads its configuration again",
    )
    assert program.is_running
    assert program.children() == child


def test_at_the_end_the_other_sees_the_member_leave_at_once_and_the_status_is_alertmanagers(pair: Cluster) -> None:
    leaving, staying = pair["am-2"], pair["am-1"]
    assert leaving.subrosa.program.terminate(within=20) == 0
    # Its goodbye has got out before its Subrosa ended: nobody had to find out that it does not answer, which takes
    # memberlist many seconds and counts as a failed peer.
    eventually(lambda: staying.alertmanager.members() == 1, 2, "am-2 has left")
    assert leaving.subrosa.program.log_lines(r"msg=\"Child ended\".*\bexit status 0") != []
    assert leaving.subrosa.program.log_lines(r"msg=Drained") != []
    assert not staying.subrosa.program.log_lines(r"msg=\"Child killed\"")
