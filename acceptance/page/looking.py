"""What a test looks for on the page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harness.cluster import Node

if TYPE_CHECKING:
    from playwright.sync_api import Page

PORT = 9096


def start(node: Node) -> None:
    """Starts its Subrosa with the page."""
    node.subrosa.start(f"--web.listen-address={node.machine.ipv4}:{PORT}")


def wait_for_update(page: Page) -> None:
    """Until the page shows a later moment than it does now, twice."""
    for _ in range(2):
        before = page.evaluate("document.querySelector('header time').dateTime")
        page.wait_for_function("before => document.querySelector('header time').dateTime !== before", arg=before)


def wait_for_way(page: Page, words: str) -> None:
    """Until a half line of the picture says so: `am-1 to am-2: link up`."""
    page.wait_for_function(
        "words => [...document.querySelectorAll('.way title')].some(each => each.textContent.startsWith(words))",
        arg=words,
    )


def events(page: Page) -> list[str]:
    """What happened, newest first."""
    return page.locator("#events tbody th").all_inner_texts()
