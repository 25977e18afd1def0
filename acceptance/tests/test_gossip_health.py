"""Whether gossip passes, as the nodes find out by themselves, with real Alertmanagers."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from harness.alertmanager import REPAIR_OFTEN
from harness.cluster import Cluster, Node
from harness.complaints import complaints
from harness.deadlines import eventually
from harness.status import start_telling, status

LARGE_ONES = 24
"""Among so many canaries are two of the large ones."""


@pytest.fixture(scope="module")
def cluster(make_cluster: Callable[[int], Cluster], alertmanager_kinds: list[str]) -> Cluster:
    """Three nodes with Alertmanagers old and new."""
    return started(make_cluster(3), alertmanager_kinds)


def started(cluster: Cluster, kinds: list[str], *flags: str) -> Cluster:
    start_telling(cluster.nodes)
    cluster.start_alertmanagers(kinds, REPAIR_OFTEN, *flags)
    cluster.wait_until_whole()
    return cluster


def states(node: Node) -> dict[str, str]:
    return {peer["name"]: peer["gossip"]["state"] for peer in status(node)["peers"]}


def matrix(node: Node) -> dict[tuple[str, str], str]:
    """From whom, to whom: how."""
    return {(row["reporter"], cell["name"]): cell["state"] for row in status(node)["matrix"] for cell in row["peers"]}


def sick(node: Node) -> list[str]:
    """Whom the node calls sick, in the whole cluster."""
    return [finding["about"] for finding in status(node)["diagnosis"]]


def wait_until_well(cluster: Cluster, within: float) -> None:
    pairs = {(one.name, other.name) for one in cluster.nodes for other in cluster.others(one)}
    for node in cluster.nodes:
        eventually(lambda node=node: matrix(node) == dict.fromkeys(pairs, "ok"), within, f"{node.name} finds all well")
        eventually(
            lambda node=node: status(node)["problems"] == status(node)["diagnosis"] == [],
            within,
            f"{node.name} has nothing to say",
        )


def wait_for_canaries(cluster: Cluster, count: int) -> None:
    """Until so many have come back to each node from each other."""
    for node in cluster.nodes:
        eventually(
            lambda node=node: all(peer["gossip"]["canaries_answered"] >= count for peer in status(node)["peers"]),
            2.0 * count,
            f"{count} canaries have come back to {node.name}",
            every=0.2,
        )


def test_all_is_well_and_no_alertmanager_complains_of_canaries(cluster: Cluster) -> None:
    wait_until_well(cluster, within=20)
    before = {node.name: sum(lost(peer) for peer in status(node)["peers"]) for node in cluster.nodes}
    wait_for_canaries(cluster, LARGE_ONES)
    for node in cluster.nodes:
        peers = status(node)["peers"]
        # One more may be on its way, to each.
        assert sum(lost(peer) for peer in peers) <= before[node.name] + len(peers)
        assert complaints(node.alertmanager.program) == []


def lost(peer: dict) -> int:
    return peer["gossip"]["canaries_sent"] - peer["gossip"]["canaries_answered"]


def test_an_alertmanager_that_hangs_is_blamed_by_all_and_nobody_else_is(cluster: Cluster) -> None:
    wait_until_well(cluster, within=20)
    frozen = cluster.nodes[2]
    others = cluster.others(frozen)
    frozen.alertmanager.program.freeze()
    try:
        for node in others:
            (peer,) = (other for other in others if other is not node)
            expected = {peer.name: "ok", frozen.name: "alertmanager_not_answering"}
            eventually(lambda node=node, expected=expected: states(node) == expected, 15, f"{node.name} sees it")
        expected = dict.fromkeys([node.name for node in others], "own_alertmanager_silent")
        eventually(lambda: states(frozen) == expected, 15, f"{frozen.name} sees it itself")
        for node in cluster.nodes:
            eventually(lambda node=node: sick(node) == [frozen.name], 15, f"{node.name} blames {frozen.name} alone")
    finally:
        frozen.alertmanager.program.thaw()
    wait_until_well(cluster, within=60)


def test_a_label_of_the_alertmanagers_is_kept(
    make_cluster: Callable[[int], Cluster], alertmanager_kinds: list[str]
) -> None:
    labelled = started(make_cluster(2), alertmanager_kinds[1:], "--cluster.label=prod")
    wait_until_well(labelled, within=20)
    wait_for_canaries(labelled, LARGE_ONES)
    for node in labelled.nodes:
        assert complaints(node.alertmanager.program) == []
    labelled.close()
