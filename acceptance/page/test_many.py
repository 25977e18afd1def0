"""Many peers, and many who look."""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from harness.browser import PHONE, WIDE, accessibility_failures, is_wider_than_its_window
from harness.cluster import Cluster, Node, wait_until_linked
from harness.deadlines import eventually
from harness.gossiper import gossipers_of, wait_until_connected
from harness.round_trips import RoundTrips
from harness.subrosa import Entry, configuration
from page.looking import PORT, start, wait_for_update

if TYPE_CHECKING:
    from playwright.sync_api import Page

OpenPage = Callable[..., "Page"]
PEERS = 50
SECONDS = 5
"""For each measurement of gossip."""


@pytest.fixture(scope="module")
def lonely(make_cluster: Callable[[int], Cluster]) -> Node:
    """A node with fifty peers, of which one is there."""
    cluster = make_cluster(2)
    absent = [
        Entry(f"absent-{number}", f"10.77.{100 + number}.1:9095", f"127.77.1.{number}", f"dns:absent-{number}.test")
        for number in range(1, PEERS)
    ]
    for node in cluster.nodes:
        node.subrosa.put("subrosa.yml", configuration(cluster.table + absent))
        start(node)
    wait_until_linked(cluster.nodes)
    eventually(lambda: "absent-49 outbound" in fetch(cluster.nodes[0], "/api/v1/status"), 15, "all have been tried")
    return cluster.nodes[0]


@pytest.mark.parametrize("path", ["/", "/metrics", "/api/v1/status"])
def test_each_of_fifty_peers_is_in_the_answer_and_how_long_it_takes_is_told(
    lonely: Node, path: str, record_property: Callable[[str, object], None]
) -> None:
    took = []
    for _ in range(50):
        begin = time.monotonic()
        text = fetch(lonely, path)
        took.append(time.monotonic() - begin)
    median = statistics.median(took)
    record_property(path, f"{1_000 * median:.1f} ms (median), {1_000 * max(took):.1f} ms (max), {len(text)} bytes")
    assert all(f"absent-{number}" in text for number in range(1, PEERS))


@pytest.mark.parametrize("colours", ["light", "dark"])
@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_with_fifty_peers_it_is_accessible_and_no_wider_than_its_window(
    lonely: Node, open_page: OpenPage, colours: str, size: dict[str, int]
) -> None:
    page = open_page(lonely, color_scheme=colours, viewport=size)
    wait_for_update(page)
    assert page.locator(".tiles li").count() == PEERS + 1
    assert not is_wider_than_its_window(page)
    assert accessibility_failures(page) == []


def test_readers_fast_and_slow_delay_no_gossip(
    make_cluster: Callable[[int], Cluster], record_property: Callable[[str, object], None]
) -> None:
    """Compared with readers of a node that has no part in it, who take as much of the machine's processors."""
    cluster = make_cluster(3)
    for node in cluster.nodes:
        start(node)
    wait_until_linked(cluster.nodes)
    here, there, _ = gossipers_of(cluster)
    wait_until_connected([here, there], within=10)
    measured = {}
    for what, node in (("readers of a bystander", cluster.nodes[2]), ("readers of the node", cluster.nodes[0])):
        readers = Readers(node)
        with readers, RoundTrips(here, there) as measured[what]:
            time.sleep(SECONDS)
        record_property(what, f"{measured[what]}; {readers.pages} pages")
        assert readers.pages > 0
    control, busy = measured.values()
    assert (busy.lost, busy.failed_streams) == (0, 0)
    # A node that waited for a reader would wait for seconds.
    assert busy.p99 < 2 * control.p99 + 0.1


class Readers:
    """Fifty who ask without end, and two hundred who never finish asking, in a process of their own."""

    def __init__(self, node: Node) -> None:
        self.node = node
        self.pages = 0

    def __enter__(self) -> Readers:
        # Far away, in truth: here they have to share the processor with what is measured.
        command = ["nice", "-n", "10", sys.executable, "-m", "page.readers", self.node.machine.ipv4, str(PORT)]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        return self

    def __exit__(self, *_: object) -> None:
        said, _ = self._process.communicate(timeout=30)
        self.pages = int(said)


def fetch(node: Node, path: str) -> str:
    with urllib.request.urlopen(f"http://{node.machine.ipv4}:{PORT}{path}", timeout=10) as answer:
        return answer.read().decode()
