"""How the page looks: on a phone, in the dark, to whoever does not see it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from harness.browser import PHONE, WIDE, accessibility_failures, is_wider_than_its_window
from harness.cluster import Cluster

if TYPE_CHECKING:
    from playwright.sync_api import Page


@pytest.mark.parametrize("colours", ["light", "dark"])
@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_it_is_accessible_and_no_wider_than_its_window(
    cluster: Cluster, open_page: Callable[..., Page], colours: str, size: dict[str, int]
) -> None:
    page = open_page(cluster.nodes[0], color_scheme=colours, viewport=size)
    page.locator("#live p").wait_for()
    assert not is_wider_than_its_window(page)
    assert accessibility_failures(page) == []
