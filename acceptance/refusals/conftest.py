"""A node to attack, and what has to hold after every attack."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from attacks.node import Node


@pytest.fixture(scope="module")
def node(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Node]:
    running = Node(tmp_path_factory.mktemp("refusals"))
    try:
        running.check_honest_traffic()
        yield running
    finally:
        running.close()


@pytest.fixture(autouse=True)
def _nothing_is_harmed(node: Node) -> Iterator[None]:
    """After every attack the process lives and the honest peer's traffic flows."""
    yield
    node.check_honest_traffic()


@pytest.fixture
def source(request: pytest.FixtureRequest, node: Node) -> str:
    """The attacker's own host, another one in every test; the first ten are the honest peers'."""
    names = sorted(item.nodeid for item in request.session.items if item.path == request.node.path)
    return node.source(10 + names.index(request.node.nodeid))
