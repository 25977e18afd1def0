"""The metrics of a real pair of nodes, as Prometheus' own tools read them."""

from __future__ import annotations

import re
import subprocess
import urllib.request
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from harness.cluster import Cluster, Node, wait_until_linked
from harness.deadlines import eventually
from harness.machine import Machine
from harness.prometheus import Prometheus, impatient_rules
from harness.subrosa import configuration
from harness.versions import REPOSITORY

WEB_PORT = 9096
WHEN_PRESENTED = "subrosa_peer_certificate_expiry_timestamp_seconds"
"""The one metric that has no series before a peer has presented a certificate."""
OF_OTHER_LAYOUTS = ("subrosa_edge_", "subrosa_child_")
"""Metrics of a node in two halves, and of one that runs a command, begin so."""


@pytest.fixture(scope="module")
def pair(make_cluster: Callable[[int], Cluster]) -> Cluster:
    """Two nodes with a CRL, so that there is something to be said about it; nothing started."""
    cluster = make_cluster(2)
    authority = cluster.authority
    authority.issue("gone", "dns:gone.test")
    crl = authority.revoke(authority.cert_file("gone"))
    for node in cluster.nodes:
        node.subrosa.put("crl.pem", crl)
        node.subrosa.put("subrosa.yml", configuration(cluster.table, "crl_file: crl.pem"))
    return cluster


@pytest.fixture
def linked(pair: Cluster) -> Iterator[Cluster]:
    for node in pair.nodes:
        start(node)
    wait_until_linked(pair.nodes)
    yield pair
    for node in pair.nodes:
        node.subrosa.program.end()


def test_every_series_of_the_catalogue_is_there_from_the_start(pair: Cluster) -> None:
    alone = pair.nodes[0]
    start(alone)
    try:
        text = eventually(lambda: page(alone), 5, "the page is served")
    finally:
        alone.subrosa.program.end()
    types = dict(re.findall(r"^# TYPE (\S+) (\S+)$", text, re.MULTILINE))
    catalogue = documented_metrics()
    assert types == {name: kind for name, (kind, _) in catalogue.items()}

    found = series(text)
    expected = {name for name in catalogue if not name.startswith(OF_OTHER_LAYOUTS)} - {WHEN_PRESENTED}
    assert {metric_of(name, types) for name, _ in found} == expected
    for name, labels in found:
        assert set(labels) - {"le"} == catalogue[metric_of(name, types)][1], name
    for name, table in (
        ("subrosa_datagrams_dropped_total", "DropReason"),
        ("subrosa_streams_failed_total", "StreamResetReason"),
    ):
        ways = {(each["peer"], each["direction"]) for each in labels_of(found, name)}
        assert ways == {("am-2", "outbound"), ("am-2", "inbound")}
        # Not every one of them can happen both ways.
        assert {each["reason"] for each in labels_of(found, name)} == documented_reasons(table)
    assert {each["reason"] for each in labels_of(found, "subrosa_refusals_total")} == documented_reasons(
        "RefusalReason"
    )


def metric_of(series_name: str, types: dict[str, str]) -> str:
    """A histogram has three kinds of series."""
    base = re.sub(r"_(bucket|sum|count)$", "", series_name)
    return base if types.get(base) == "histogram" else series_name


def test_once_linked_the_peers_certificate_is_there_in_both_directions(linked: Cluster) -> None:
    for node, peer in zip(linked.nodes, reversed(linked.nodes), strict=True):
        eventually(
            lambda node=node, peer=peer: (
                Counter((each["peer"], each["direction"]) for each in labels_of(series(page(node)), WHEN_PRESENTED))
                == {(peer.name, "outbound"): 1, (peer.name, "inbound"): 1}
            ),
            5,
            f"{node.name} tells {peer.name}'s certificate",
        )


def test_promtool_finds_nothing_to_say_about_either_page(linked: Cluster, promtool: Path) -> None:
    for node in linked.nodes:
        said = subprocess.run(
            [promtool, "check", "metrics"], input=page(node), capture_output=True, text=True, timeout=30
        )
        assert (said.returncode, said.stdout, said.stderr) == (0, "", "")


def test_prometheus_reads_both_and_its_alerts_fire_when_one_is_stopped_and_end_when_it_is_back(
    linked: Cluster, prometheus_binary: Path, tmp_path: Path
) -> None:
    staying, stopped = linked.nodes
    machine = Machine("prometheus.test")
    prometheus = Prometheus(machine, tmp_path / "prometheus", prometheus_binary)
    try:
        both = {target(node) for node in linked.nodes}
        prometheus.start("subrosa", sorted(both), impatient_rules())
        up = dict.fromkeys(both, 1.0)
        eventually(lambda: prometheus.query("up") == up, 20, "both are scraped", every=0.1)
        assert all((each["health"], each["lastError"]) == ("up", "") for each in prometheus.targets())
        # It reads what was sent: the numbers of its samples are those of the pages.
        samples = prometheus.query("scrape_samples_scraped")
        for node in linked.nodes:
            assert samples[target(node)] == len(series(page(node)))

        # No rule stumbles over what is really there.
        rules = eventually(
            lambda: all(rule["health"] != "unknown" for rule in prometheus.rules()) and prometheus.rules(),
            20,
            "every rule has been evaluated",
            every=0.1,
        )
        assert [(rule["name"], rule.get("lastError")) for rule in rules if rule["health"] != "ok"] == []
        assert prometheus.firing() == {}

        assert stopped.subrosa.program.terminate() == 0
        expected = {
            ("SubrosaNodeDown", target(stopped), ""),
            ("SubrosaIsolated", target(staying), ""),
            ("SubrosaLinkDown", target(staying), stopped.name),
        }
        firing = eventually(
            lambda: set(prometheus.firing()) == expected and prometheus.firing(),
            20,
            f"exactly these fire: {expected}",
            every=0.1,
        )
        assert firing["SubrosaLinkDown", target(staying), stopped.name]["summary"] == (
            f"The link between {target(staying)} and {stopped.name} is down"
        )

        start(stopped)
        eventually(lambda: prometheus.firing() == {}, 20, "nothing fires any more", every=0.1)
    finally:
        if prometheus.program:
            prometheus.program.end()
        machine.remove()


def start(node: Node) -> None:
    node.subrosa.start(f"--web.listen-address={target(node)}")


def target(node: Node) -> str:
    return f"{node.machine.ipv4}:{WEB_PORT}"


def page(node: Node) -> str:
    """As Prometheus asks for it: OpenMetrics would be welcome."""
    wanted = "application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,*/*;q=0.1"
    request = urllib.request.Request(f"http://{target(node)}/metrics", headers={"Accept": wanted})
    with urllib.request.urlopen(request, timeout=5) as answer:
        assert answer.headers["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8"
        return answer.read().decode()


def series(text: str) -> list[tuple[str, dict[str, str]]]:
    """Name and labels of each."""
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    matches = [re.fullmatch(r"(\w+)(?:\{(.*)\})? \S+", line) for line in lines]
    assert all(matches), [line for line, match in zip(lines, matches, strict=True) if not match]
    return [(match[1], dict(re.findall(r'(\w+)="((?:[^"\\]|\\.)*)"', match[2] or ""))) for match in matches]


def counted(name: str, labels: dict[str, str], types: dict[str, str]) -> tuple[str, dict[str, str]]:
    """A series of a histogram as one of the histogram."""
    whole = re.sub(r"_(bucket|sum|count)$", "", name)
    if types.get(whole) != "histogram":
        return name, labels
    return whole, {label: value for label, value in labels.items() if label != "le"}


def labels_of(found: list[tuple[str, dict[str, str]]], name: str) -> list[dict[str, str]]:
    return [labels for each, labels in found if each == name]


def documented_metrics() -> dict[str, tuple[str, set[str]]]:
    """Type and labels of each, by name, as docs/METRICS.md has them."""
    rows = re.findall(r"^\| `(\w+)` \| (\w+) \| ([^|]*)\|", document("METRICS.md"), re.MULTILINE)
    assert rows
    return {name: (kind, set(re.findall(r"`(\w+)`", labels))) for name, kind, labels in rows}


def documented_reasons(table: str) -> set[str]:
    text = document("ERRORS.md").partition(f"<!-- table: {table} -->")[2].partition("<!-- end -->")[0]
    return set(re.findall(r"^\| `(\w+)` \|", text, re.MULTILINE)) - {"reason"}


def document(name: str) -> str:
    return (REPOSITORY / "docs" / name).read_text()
