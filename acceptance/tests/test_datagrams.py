"""Datagrams through Subrosas, with plain sockets in the Alertmanagers' places."""

from __future__ import annotations

import os
from collections.abc import Callable

import pytest

from harness.cluster import wait_until_linked
from harness.gossiper import Gossiper, wait_until_connected
from harness.letters import flood, send_steadily
from harness.program import Program


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


def test_at_a_steady_pace_every_datagram_arrives_once(trio: list[Gossiper]) -> None:
    assert send_steadily(trio) == []


def test_of_a_flood_none_is_merged_split_altered_or_misdelivered_and_every_drop_is_counted(
    trio: list[Gossiper], record_property: Callable[[str, object], None]
) -> None:
    nodes = [gossiper.node for gossiper in trio]
    for node in nodes:  # a fresh start, so that all that is counted is the flood's
        assert node.subrosa.program.terminate() == 0
        node.subrosa.start()
    wait_until_linked(nodes)

    def end() -> list[Program]:
        programs = [node.subrosa.program for node in nodes]
        for program in programs:
            assert program.terminate() == 0
        return programs

    result = flood(trio, end)
    for node in nodes:
        node.subrosa.start()
    wait_until_linked(nodes)

    record_property("sent, received, counted drops", (result.sent, result.received, result.counted))
    assert result.faults == []
    assert result.received + result.lost_and_counted == result.sent, result.counted
    assert result.received > result.sent / 10
