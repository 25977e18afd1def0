"""Thirty who read a page again and again, until standard input ends; then it says how many pages they got.

python -m page.readers URL
"""

from __future__ import annotations

import itertools
import sys
import threading
import urllib.request


def main(url: str) -> None:
    ended = threading.Event()
    pages = itertools.count()

    def read() -> None:
        while not ended.is_set():
            try:
                with urllib.request.urlopen(url, timeout=10) as answer:
                    answer.read()
                next(pages)
            except OSError:
                ended.wait(0.05)

    threads = [threading.Thread(target=read, daemon=True) for _ in range(30)]
    for thread in threads:
        thread.start()
    sys.stdin.read()
    ended.set()
    for thread in threads:
        thread.join(15)
    print(next(pages))


if __name__ == "__main__":
    main(sys.argv[1])
