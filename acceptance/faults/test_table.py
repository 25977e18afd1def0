"""Each fault of the table happens to real Alertmanagers; everything that can tell of it names it, and no other."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from harness.alertmanager import Alertmanager
from harness.cluster import Cluster, Node
from harness.deadlines import Stopwatch, eventually
from harness.doctor import findings

from . import document
from .alerts import Scrapes, wrong_alerts
from .fault import Fault, fits, matches
from .observing import diagnosed, said_by_page, said_by_status, scraped, status, symptoms
from .place import Place, fetched, web_address
from .table import FAULTS

TOLD_WITHIN = 10
WELL_WITHIN = 30
SETTLED_WITHIN = 60
SCRAPES_APART = 2.5
"""Seconds in which counters have to grow as they will go on to."""


@pytest.fixture(scope="module")
def place(
    make_cluster: Callable[[int], Cluster], alertmanager_kinds: list[str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Place]:
    place = Place(make_cluster(3), alertmanager_kinds, tmp_path_factory.mktemp("place-"))
    place.start()
    yield place
    place.close()


def test_the_document_is_the_table() -> None:
    assert document.PATH.read_text() == document.text(), "run: cd acceptance && python3 -m faults.document"


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.make.__name__)
def test_everything_that_tells_of_it_names_it_and_no_other(
    place: Place, fault: Fault, promtool: Path, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    nodes = place.cluster.nodes
    wait_until_well(place)
    before = {node.name: scraped(node) for node in nodes}
    with fault.make(place):
        made = Stopwatch()
        patient = place.cluster[fault.patient]
        asked = [node for node in nodes if node is not patient or fault.last_words is None]
        for node in asked:
            # One after the other: the deadline is for all of them.
            eventually(
                lambda node=node: not differences(fault, node, before[node.name]),
                max(0.1, TOLD_WITHIN - made.seconds),
                Late(fault, node, before[node.name]),
                every=0.1,
            )
        record_property("seconds until all have told it", round(made.seconds, 1))
        first = {node.name: scraped(node) for node in asked}
        between = Stopwatch()
        with ThreadPoolExecutor() as elsewhere:
            found = elsewhere.submit(examined, place, patient)
            last_words(fault, patient)
            time.sleep(SCRAPES_APART)
            # It goes on as it was. The doctor may look for longer, and a node of which nobody has a word for long is
            # told of in other words then.
            for node in asked:
                assert not differences(fault, node, before[node.name])
            scrapes = {
                node.name: Scrapes(first.get(node.name), scraped(node) if node in asked else None, between.seconds)
                for node in nodes
            }
        wrong = wrong_alerts(promtool, tmp_path, scrapes, fault.alerts, fault.alerts_at_times)
        assert fault.doctor in (None, found.result()), (found.result(), wrong)
        assert not wrong
    mended = Stopwatch()
    wait_until_well(place)
    record_property("seconds until all is well", round(mended.seconds, 1))


class Late:
    """What a node tells and what it should, looked at when somebody wants to read it."""

    def __init__(self, fault: Fault, node: Node, before: dict[str, float]) -> None:
        self._arguments = fault, node, before

    def __str__(self) -> str:
        return "\n" + "\n".join(differences(*self._arguments))


def differences(fault: Fault, node: Node, before: dict[str, float]) -> list[str]:
    """What status, page and metrics of the node tell otherwise than the table."""
    told = status(node)
    own, cluster = said_by_status(told), diagnosed(told)
    moved = symptoms(before, scraped(node))
    expected = fault.metrics.get(node.name, [])
    missing = [series for series in expected if not any(matches(series, each) for each in moved)]
    surplus = [each for each in moved if not any(matches(series, each) for series in [*expected, *fault.along])]
    found = [f"{node.name}: no metric {series}" for series in missing]
    found += [f"{node.name}: metric {series}" for series in sorted(surplus)]
    if not fits(fault.status.get(node.name, []), own):
        found.append(f"{node.name} says {own}")
    if not fits(fault.cluster, cluster):
        found.append(f"{node.name} says of the cluster {cluster}")
    page = said_by_page(fetched(node, "/"))
    if not (fits(fault.status.get(node.name, []), page[0]) and fits(fault.cluster, page[1])):
        found.append(f"the page of {node.name} says {page}")
    return found


def last_words(fault: Fault, patient: Node) -> None:
    if fault.last_words is None:
        return
    program = patient.subrosa.program
    if fault.exit_status:
        assert program.wait(5) == fault.exit_status
    lines = program.log_text().splitlines()
    assert any(matches(fault.last_words, line) for line in lines), lines[-5:]


def examined(place: Place, patient: Node) -> list[str]:
    return findings(
        patient,
        f"--url=http://{web_address(patient)}",
        "--alertmanager.url=http://{}:{}".format(*patient.alertmanager.web_address),
        before=place.clock_of(patient),
    )


def wait_until_well(place: Place) -> None:
    nodes = place.cluster.nodes
    for node in nodes:
        eventually(lambda node=node: is_well(status(node)), WELL_WITHIN, Unwell(node), every=0.1)
    eventually(
        lambda: all(has_settled(node.alertmanager) for node in nodes),
        SETTLED_WITHIN,
        "the Alertmanagers are ready, and pings do not wait for a member that was there before",
        every=0.1,
    )


def has_settled(alertmanager: Alertmanager) -> bool:
    """The doctor does not judge the gossip of one that has just started."""
    told = alertmanager.metrics()
    return (
        told["alertmanager_cluster_members"] == 3
        and told["alertmanager_cluster_health_score"] == 0
        and alertmanager.is_ready()
    )


class Unwell(Late):
    def __init__(self, node: Node) -> None:
        self._node = node

    def __str__(self) -> str:
        told = status(self._node)
        return f"{self._node.name} is well: {said_by_status(told)}, {diagnosed(told)}"


def is_well(told: dict) -> bool:
    return not (told["problems"] or told["diagnosis"]) and all(
        peer["gossip"]["state"] == "ok" for peer in told["peers"]
    )
