"""Datagrams paced as gossip is, between all machines of a site: when each came, if it did."""

from __future__ import annotations

import random
import selectors
import socket
import statistics
import struct
import time
from dataclasses import dataclass, field

from .sites import PLAIN, Site

SIZES = (60, 300, 1_400)
DEADLINE = 0.5
"""memberlist's ProbeTimeout (memberlist/config.go): what comes later is as good as lost."""
_HEAD = struct.Struct(">QQ")


@dataclass
class Delays:
    """Of one site, all directions together, in seconds."""

    sent: int = 0
    arrived: list[float] = field(default_factory=list)
    twice: int = 0

    def figures(self) -> dict[str, float]:
        ordered = sorted(self.arrived)
        late = sum(delay > DEADLINE for delay in ordered)
        return {
            "sent": self.sent,
            "lost": self.sent - len(ordered),
            "late": late,
            "lost_or_late_share": (self.sent - len(ordered) + late) / self.sent,
            "median_ms": statistics.median(ordered) * 1_000,
            "p99_ms": ordered[int(len(ordered) * 0.99)] * 1_000,
            "delivered_twice": self.twice,
        }


class Post:
    """The sockets of a site, where its Alertmanagers would be."""

    def __init__(self, site: Site) -> None:
        self.delays = Delays()
        self._seen: set[tuple[int, int]] = set()
        self.sockets: list[socket.socket] = []
        self.routes: list[tuple[socket.socket, tuple[str, int]]] = []
        for node in site.nodes:
            with node.inside():
                own = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
            own.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4 << 20)
            own.bind(site.address(node, node))
            own.setblocking(False)
            self.sockets.append(own)
            self.routes += [(own, site.address(node, other)) for other in site.cluster.others(node)]

    def send(self, number: int, route: int, size: int) -> None:
        own, to = self.routes[route]
        identity = route << 32 | number
        own.sendto(_HEAD.pack(identity, time.monotonic_ns()).ljust(size, b"."), to)
        self.delays.sent += 1

    def receive(self, one: socket.socket) -> None:
        while True:
            try:
                data = one.recv(2_000)
            except BlockingIOError:
                return
            identity, sent = _HEAD.unpack_from(data)
            # Where it came: one number is for one machine.
            key = (one.fileno(), identity)
            if key in self._seen:
                self.delays.twice += 1
                continue
            self._seen.add(key)
            self.delays.arrived.append((time.monotonic_ns() - sent) / 1e9)


def measure(sites: list[Site], seconds: float, rate: float) -> dict[str, Delays]:
    """Sends in each direction of each site, at the rate in datagrams a second, with pauses as irregular as gossip's."""
    posts = {site.way: Post(site) for site in sites}
    selector = selectors.DefaultSelector()
    for post in posts.values():
        for one in post.sockets:
            selector.register(one, selectors.EVENT_READ, post)
    dice = random.Random(1)
    routes = len(next(iter(posts.values())).routes)
    began = time.monotonic()
    due = [(began + dice.random() / rate, route) for route in range(routes)]
    number = 0
    while True:
        now = time.monotonic()
        if now > began + seconds + 3:
            return {way: post.delays for way, post in posts.items()}
        if now < began + seconds:
            for index, (at, route) in enumerate(due):
                if at <= now:
                    number += 1
                    for post in posts.values():
                        post.send(number, route, dice.choice(SIZES))
                    due[index] = (at + dice.uniform(0.5, 1.5) / rate, route)
        wait = max(0, min(at for at, _ in due) - time.monotonic()) if now < began + seconds else 0.1
        for key, _ in selector.select(wait):
            key.data.receive(key.fileobj)


def table(results: dict[str, dict[str, Delays]]) -> list[str]:
    """Markdown: a row for each condition and way."""
    lines = [
        "| condition | way | sent | lost | later than 500 ms | share of both | median | p99 | median to plaintext's |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for condition, ways in results.items():
        usual = ways[PLAIN].figures()["median_ms"]
        for way, delays in ways.items():
            each = delays.figures()
            lines.append(
                f"| {condition} | {way} | {each['sent']:,} | {each['lost']:,} | {each['late']:,} "
                f"| {each['lost_or_late_share']:.1e} | {each['median_ms']:.1f} ms | {each['p99_ms']:.1f} ms "
                f"| {each['median_ms'] / usual:.2f} |"
            )
    return lines
