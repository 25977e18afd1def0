"""Alertmanagers in containers, with Subrosa in front of them: they find each other, and stay or go as they are told."""

from __future__ import annotations

import signal
from collections.abc import Callable

from harness import silences
from harness.complaints import complaints, suspicions
from harness.containers.engine import Engine
from harness.containers.node import ContainedNode, wait_until_joined
from harness.containers.rounds import ROUNDS, record_seconds
from harness.deadlines import Stopwatch, eventually
from harness.log_mark import LogMark

SIZES = [100, 2_000, 40_000]
"""Bytes of a silence's comment: one goes as a datagram, the others as streams."""

Record = Callable[[str, object], None]


def pass_silences(nodes: list[ContainedNode], within: float = 20) -> None:
    made = [silences.create(node, size) for node in nodes for size in SIZES]
    for silence in made:
        for node in nodes:
            if node is not silence.origin:
                silence.wait_until_at(node, within)


def test_they_form_a_cluster_and_silences_of_every_size_pass_both_ways(
    machines: list[ContainedNode], engine: Engine, record_property: Record
) -> None:
    formed, passed = [], []
    for _ in range(ROUNDS):
        watch = Stopwatch()
        for node in machines:
            node.start()
        wait_until_joined(machines, within=30)
        formed.append(watch.seconds)
        watch = Stopwatch()
        pass_silences(machines)
        passed.append(watch.seconds)
        for node in machines:
            assert complaints(node.alertmanager.program) == []
        for node in machines:
            assert node.container.terminate() == 0
        eventually(lambda: engine.containers() == [], 5, "the containers are gone")
    record_seconds(record_property, "from the first start until they list each other", formed)
    record_seconds(record_property, f"silences of {SIZES} bytes both ways", passed)


def test_hangup_reloads_both_and_costs_neither_a_process_nor_a_link(
    pair: list[ContainedNode], record_property: Record
) -> None:
    reloaded = []
    for index in range(ROUNDS):
        node = pair[index % 2]
        before = node.container.processes()
        carrier, container = LogMark(node.carrier), LogMark(node.container)
        there = LogMark(pair[1 - index % 2].carrier)
        watch = Stopwatch()
        node.container.send(signal.SIGHUP)
        carrier.wait_for("Reloaded")
        container.wait_for("Completed loading of configuration file")
        reloaded.append(watch.seconds)
        assert node.container.processes().keys() == before.keys()
        assert node.carrier.is_running
        assert carrier.lines("Link down") + there.lines("Link down") == []
    pass_silences(pair)
    record_seconds(record_property, "from SIGHUP until both have reloaded", reloaded)


def test_at_the_end_the_other_sees_the_member_leave_at_once_and_nothing_stays(
    pair: list[ContainedNode], engine: Engine, record_property: Record
) -> None:
    staying, leaving = pair
    ended, left = [], []
    for _ in range(ROUNDS):
        leaving.start()
        wait_until_joined(pair, within=30)
        suspected = len(suspicions(staying.alertmanager.program))
        watch = Stopwatch()
        assert leaving.container.terminate() == 0
        ended.append(watch.seconds)
        watch = Stopwatch()
        eventually(lambda: staying.alertmanager.members() == 1, 2, f"{leaving.name} has left")
        left.append(watch.seconds)
        assert suspicions(staying.alertmanager.program)[suspected:] == []
        assert leaving.container.processes() == {}
        eventually(lambda: len(engine.containers()) <= 1, 5, "the container is gone")
    record_seconds(record_property, "from SIGTERM to the end with status 0", ended)
    record_seconds(record_property, "from then until it is no member", left)


def test_after_a_kill_it_is_back_in_the_cluster_within_five_seconds_of_its_start(
    pair: list[ContainedNode], record_property: Record
) -> None:
    staying, killed = pair
    joined, carried = [], []
    for _ in range(ROUNDS):
        killed.container.kill()
        sign = killed.sign_of_return(staying)
        watch = Stopwatch()
        killed.start()
        wait_until_joined(pair, within=5)
        joined.append(watch.seconds)
        # It may be heard of before it is reached again; a silence made just then waits for anti-entropy.
        sign.wait(within=5)
        made = [silences.create(node, 2_000) for node in pair]
        made[0].wait_until_at(killed, within=5)
        made[1].wait_until_at(staying, within=5)
        carried.append(watch.seconds)
        assert carried[-1] < 5
    record_seconds(record_property, "from the start until they list each other", joined)
    record_seconds(record_property, "from the start until silences have passed both ways", carried)
