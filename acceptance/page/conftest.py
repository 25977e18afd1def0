"""A browser, and what it looks at."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import pytest

from harness import browser as browsers
from harness.cluster import Cluster, Node, wait_until_linked
from page.looking import start

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Where it can be had. Under CI it must be had."""
    with contextlib.ExitStack() as stack:
        try:
            chromium = stack.enter_context(browsers.chromium())
        except browsers.Unavailable as reason:
            if os.environ.get("CI") == "true":
                pytest.fail(str(reason))
            pytest.skip(str(reason))
        yield chromium


@pytest.fixture
def open_page(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Opens a node's page in a window of its own; whatever the page says to the console fails the test."""
    said: list[str] = []
    contexts = []

    def opened(node: Node, **options: object) -> Page:
        context = browser.new_context(**{"viewport": browsers.WIDE, **options})
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(15_000)
        # A node that is down refuses connections, which the browser tells, too.
        page.on("console", lambda message: "net::ERR" in message.text or said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.on("dialog", lambda dialog: (said.append(dialog.message), dialog.dismiss()))
        page.goto(f"http://{node.machine.ipv4}:9096/")
        return page

    yield opened
    for context in contexts:
        context.close()
    assert said == []


@pytest.fixture(scope="module")
def cluster(make_cluster: Callable[[int], Cluster]) -> Iterator[Cluster]:
    """Three nodes, without Alertmanagers, that serve their pages."""
    cluster = make_cluster(3)
    for node in cluster.nodes:
        start(node)
    wait_until_linked(cluster.nodes)
    yield cluster
    cluster.close()
