"""Real Alertmanagers that do not listen at their virtual address."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from harness import silences, versions
from harness.alertmanager import REPAIR_OFTEN
from harness.cluster import Cluster
from harness.complaints import complaints

PORT = 9194


@pytest.fixture(scope="module")
def cluster(make_cluster: Callable[[int], Cluster], alertmanager_kinds: list[str]) -> Iterator[Cluster]:
    """One at its virtual address, one at its machine's own address, one on all interfaces."""
    cluster = make_cluster(3)
    at_home, elsewhere, everywhere = cluster.nodes
    elsewhere.put_alertmanager_at(f"{elsewhere.machine.ipv4}:{PORT}")
    everywhere.put_alertmanager_at(f"127.0.0.1:{PORT}")
    for node, kind in zip(cluster.nodes, [*alertmanager_kinds, alertmanager_kinds[0]], strict=True):
        node.subrosa.configure(cluster.table, cluster.authority)
        node.add_alertmanager(versions.alertmanager(kind))
    at_home.subrosa.start()
    everywhere.subrosa.start()
    elsewhere.exec_alertmanager(REPAIR_OFTEN)
    at_home.start_alertmanager(REPAIR_OFTEN)
    flags = [flag.replace("127.0.0.1", "0.0.0.0") for flag in everywhere.subrosa.cluster_flags()]
    everywhere.alertmanager.start([*flags, REPAIR_OFTEN])
    cluster.wait_until_whole()
    yield cluster
    cluster.close()


def test_the_flags_say_where_to_listen_and_what_to_advertise(cluster: Cluster) -> None:
    elsewhere = cluster.nodes[1]
    assert elsewhere.subrosa.cluster_flags()[:2] == [
        f"--cluster.listen-address={elsewhere.machine.ipv4}:{PORT}",
        "--cluster.advertise-address=127.77.0.2:9094",
    ]


@pytest.mark.parametrize("size", [100, 40_000], ids=lambda size: f"{size} bytes")
def test_silences_made_on_any_node_appear_on_all_others(cluster: Cluster, size: int) -> None:
    for silence in silences.create_everywhere(cluster.nodes, size, 10):
        for node in cluster.others(silence.origin):
            silence.wait_until_at(node, within=20)


def test_after_all_that_the_cluster_is_whole_and_nobody_complains(cluster: Cluster) -> None:
    cluster.wait_until_whole(within=5)
    for node in cluster.nodes:
        if node.alertmanager.program:
            assert complaints(node.alertmanager.program) == []
        assert "foreign_source" not in node.subrosa.program.log_text()
        assert "alertmanager_unknown" not in node.subrosa.program.log_text()
