"""Fifty who read pages again and again, and two hundred who never finish asking, until standard input ends.

Then it says how many pages were read.

python -m page.readers HOST PORT
"""

from __future__ import annotations

import contextlib
import itertools
import socket
import sys
import threading
import urllib.request

BUSY, SLOW = 50, 200
PATHS = ("/", "/metrics", "/api/v1/status")


def main(host: str, port: int) -> None:
    ended = threading.Event()
    pages = itertools.count()

    def read(path: str) -> None:
        while not ended.is_set():
            try:
                with urllib.request.urlopen(f"http://{host}:{port}{path}", timeout=10) as answer:
                    answer.read()
                next(pages)
            except OSError:
                # There is no place for so many: whoever has to go comes again.
                ended.wait(0.05)

    def dawdle() -> None:
        """Another byte of a header now and then; whoever is turned out comes again."""
        slow: list[socket.socket | None] = [None] * SLOW
        while not ended.is_set():
            for number, each in enumerate(slow):
                try:
                    slow[number] = each or begun(host, port)
                    slow[number].send(b"x")
                except OSError:
                    with contextlib.suppress(AttributeError):
                        slow[number].close()
                    slow[number] = None
            ended.wait(0.5)

    threads = [threading.Thread(target=read, args=(PATHS[n % len(PATHS)],), daemon=True) for n in range(BUSY)]
    threads.append(threading.Thread(target=dawdle, daemon=True))
    for thread in threads:
        thread.start()
    sys.stdin.read()
    ended.set()
    for thread in threads:
        thread.join(15)
    print(next(pages))


def begun(host: str, port: int) -> socket.socket:
    slow = socket.create_connection((host, port), timeout=1)
    slow.setblocking(False)
    slow.send(b"GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ")
    return slow


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
