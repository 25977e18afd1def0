"""Real Alertmanagers while one node is in trouble, and when one takes its leave."""

from __future__ import annotations

import statistics
from collections.abc import Callable

import pytest

from harness import faults, silences
from harness.alertmanager import REPAIR_OFTEN
from harness.cluster import Cluster
from harness.complaints import suspicions
from harness.deadlines import Stopwatch, eventually

SMALL, LARGE = 100, 2_000
"""One size that goes as datagrams and one that goes as streams."""


@pytest.fixture(scope="module")
def cluster(make_cluster: Callable[[int], Cluster], alertmanager_kinds: list[str]) -> Cluster:
    return started(make_cluster(3), alertmanager_kinds)


def started(cluster: Cluster, alertmanager_kinds: list[str]) -> Cluster:
    cluster.start_subrosas()
    cluster.start_alertmanagers(alertmanager_kinds, REPAIR_OFTEN)
    cluster.wait_until_whole()
    return cluster


def latencies(cluster: Cluster, size: int, count: int) -> list[float]:
    """Seconds that silences take between the two healthy nodes, there and back in turn; a lost one fails the test."""
    healthy = cluster.nodes[:2]
    return [silences.latency(*(healthy if number % 2 else healthy[::-1]), size) for number in range(count)]


@pytest.mark.parametrize("kind", [faults.Frozen, faults.CutOff, faults.Killed], ids=lambda kind: kind.__name__)
def test_silences_between_the_others_arrive_as_fast_as_before_and_the_cluster_heals(
    cluster: Cluster, kind: type[faults.Fault], record_property: Callable[[str, object], None]
) -> None:
    troubled = cluster.nodes[2]
    fault = kind(troubled, cluster.others(troubled))
    before = {size: latencies(cluster, size, 15) for size in (SMALL, LARGE)}
    fault.strike()
    struck = Stopwatch()
    during: dict[int, list[float]] = {SMALL: [], LARGE: []}
    # Through the whole story: sent to as if nothing had happened, probed in vain, suspected, declared failed.
    while struck.seconds < 8:
        for size in (SMALL, LARGE):
            during[size] += latencies(cluster, size, 2)
    made_meanwhile = silences.create(cluster.nodes[0], LARGE)
    fault.heal()

    for size in (SMALL, LARGE):
        medians = statistics.median(before[size]), statistics.median(during[size])
        record_property(f"median of {size} bytes before and during", medians)
        assert medians[1] < 2 * medians[0] + 0.1
    # Streams are not lost; of small messages memberlist misses some itself (see REPAIR_OFTEN).
    assert max(during[LARGE]) < 2
    cluster.wait_until_whole(within=30)
    made_meanwhile.wait_until_at(troubled, within=20)


def test_an_alertmanager_stopped_with_sigterm_leaves_and_is_not_suspected(
    make_cluster: Callable[[int], Cluster], alertmanager_kinds: list[str]
) -> None:
    # Not the cluster of the faults above: a member that comes back may be suspected once more seconds later, by a probe
    # that began before it was back.
    cluster = started(make_cluster(3), alertmanager_kinds)
    leaving = cluster.nodes[2]
    others = cluster.others(leaving)
    leaving.alertmanager.program.terminate()
    left = Stopwatch()
    for other in others:
        eventually(lambda other=other: other.alertmanager.members() == 2, 2, f"{other.name} lists two members")
    assert left.seconds < 2
    assert [suspicions(other.alertmanager.program) for other in others] == [[], []]
