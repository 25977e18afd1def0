"""Pictures of recorded pages.

python -m page.screenshots PAGES              those that docs/page/ has
python -m page.screenshots PAGES DIRECTORY    all, in every size and colour
"""

from __future__ import annotations

import functools
import http.server
import itertools
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

from harness.browser import PHONE, WIDE, accessibility_failures, chromium, is_wider_than_its_window
from harness.versions import REPOSITORY

# What is further down is not worth its bytes.
_BOOK, _BOOK_PHONE = {"width": 900, "height": 1000}, {"width": 360, "height": 900}
_MANY = {"wide": {"width": 900, "height": 700}, "phone": _BOOK_PHONE}
_SIZES, _COLOURS = {"wide": _BOOK, "phone": _BOOK_PHONE}, ("light", "dark")
DOCS = {
    f"{name}-{size}-{colours}": (name, _SIZES[size], colours)
    for name, size, colours in itertools.product(("healthy", "sick"), _SIZES, _COLOURS)
} | {f"many-{size}-light": ("many", _MANY[size], "light") for size in _MANY}


def every() -> Iterator[tuple[str, tuple[str, dict[str, int], str]]]:
    names = ["healthy", "sick", "many", "hostile"]
    for name, size, colours in itertools.product(names, (WIDE, PHONE), ("light", "dark")):
        yield f"{name}-{size['width']}-{colours}", (name, size, colours)


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


def main(pages: Path, directory: Path | None) -> int:
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Quiet, directory=str(pages)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    wrong = 0
    with chromium() as browser:
        for name, (sample, size, colours) in every() if directory else DOCS.items():
            context = browser.new_context(viewport=size, color_scheme=colours)
            page = context.new_page()
            page.goto(f"http://127.0.0.1:{server.server_port}/{sample}.html")
            page.locator("#live p").wait_for()
            if sample == "many" and directory is None:
                # What is special about it is below what is wrong.
                page.locator("#h-cluster").evaluate("each => each.scrollIntoView()")
            failures = accessibility_failures(page) + ["wider than its window"] * is_wider_than_its_window(page)
            for failure in failures:
                print(f"{name}: {failure}", file=sys.stderr)
            wrong += len(failures)
            target = directory or REPOSITORY / "docs" / "page"
            page.screenshot(path=target / f"{name}.png", full_page=directory is not None)
            context.close()
    server.shutdown()
    return 1 if wrong else 0


if __name__ == "__main__":
    target = Path(sys.argv[2]) if len(sys.argv) > 2 else None
    if target:
        target.mkdir(parents=True, exist_ok=True)
    sys.exit(main(Path(sys.argv[1]), target))
