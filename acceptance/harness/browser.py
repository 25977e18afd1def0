"""Debian's Chromium, driven by Playwright, and what axe says of a page in it."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Iterator
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

WIDE = {"width": 1280, "height": 900}
PHONE = {"width": 360, "height": 740}
# A hub has its own /dev/shm only as far as the machine has one; as root there is no sandbox to be had.
_FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]


class Unavailable(Exception):
    """There is no browser here; the message says what is missing."""


@contextlib.contextmanager
def chromium() -> Iterator[Browser]:
    """A headless Chromium until the end of the `with`. Raises Unavailable."""
    program = shutil.which("chromium")
    if program is None:
        raise Unavailable("there is no chromium: scripts/install-dependencies.sh browser")
    try:
        from playwright.sync_api import sync_playwright
    except ImportError as missing:
        raise Unavailable(f"{missing}: scripts/python-tools.sh acceptance/page/requirements.txt") from missing
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=_FLAGS)
        try:
            yield browser
        finally:
            browser.close()


def accessibility_failures(page: Page) -> list[str]:
    """What axe finds wrong, a line each."""
    script = Path(str(resources.files("axe_playwright_python") / "axe.min.js")).read_text()
    # Evaluated by the debugger, which the page's own policy does not keep out.
    page.evaluate(script)
    violations = page.evaluate("async () => (await axe.run()).violations")
    return [
        f"{each['id']}: {each['help']}: {node['html'][:200]} ({node['failureSummary']})"
        for each in violations
        for node in each["nodes"]
    ]


def is_wider_than_its_window(page: Page) -> bool:
    return page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
