"""Fixtures of the tests in containers, and what runs the containers."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from harness import versions
from harness.cluster import Cluster
from harness.containers.engine import Engine, Unusable, choose
from harness.containers.in_one_container import InOneContainer
from harness.containers.namespaces import Namespaces
from harness.containers.node import ContainedNode, wait_until_joined
from harness.containers.podman import Podman
from harness.containers.split import Split

LAYOUTS = [pytest.param(InOneContainer, id="in one container"), pytest.param(Split, id="split")]

_engine = pytest.StashKey[Engine]()


def pytest_report_collectionfinish(config: pytest.Config, items: list[pytest.Item]) -> list[str]:
    """Says what runs the containers, if any test wants some."""
    if config.option.collectonly or not any("engine" in getattr(item, "fixturenames", ()) for item in items):
        return []
    try:
        config.stash[_engine] = choose({"podman": Podman, "namespaces": Namespaces})
    except Unusable as reason:
        raise pytest.UsageError(f"no containers can be run here: {reason}") from None
    return [f"containers: {config.stash[_engine].description}"]


def pytest_unconfigure(config: pytest.Config) -> None:
    if engine := config.stash.get(_engine, None):
        engine.close()


@pytest.fixture(scope="session")
def engine(pytestconfig: pytest.Config) -> Engine:
    ContainedNode.engine = pytestconfig.stash[_engine]
    return ContainedNode.engine


@pytest.fixture(autouse=True)
def said_by_what(engine: Engine, record_property: Callable[[str, object], None]) -> None:
    record_property("containers by", engine.description)


@pytest.fixture(scope="module", params=LAYOUTS)
def layout(request: pytest.FixtureRequest, engine: Engine) -> type[ContainedNode]:
    return request.param


@pytest.fixture(scope="module")
def machines(
    layout: type[ContainedNode], make_cluster: Callable[..., Cluster], alertmanager_kinds: list[str]
) -> Iterator[list[ContainedNode]]:
    """Two machines laid out for a container each, nothing started."""
    cluster = make_cluster(2, layout)
    for node, kind in zip(cluster.nodes, alertmanager_kinds, strict=True):
        node.add_alertmanager(versions.alertmanager(kind))
    yield cluster.nodes
    cluster.close()


@pytest.fixture
def pair(machines: list[ContainedNode]) -> list[ContainedNode]:
    """Two Alertmanagers in containers that list each other; what still runs from the test before goes on running."""
    for node in machines:
        node.start()
    wait_until_joined(machines, within=30)
    return machines
