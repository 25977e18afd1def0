"""Datagrams through Subrosas, with plain sockets in the Alertmanagers' places."""

from __future__ import annotations

import os
import time
from collections.abc import Callable

import pytest

from harness.cluster import wait_until_linked
from harness.deadlines import eventually
from harness.drops import counted_drops
from harness.gossiper import Gossiper, wait_until_connected
from harness.letters import Receiver, send_letters


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
