"""An alert storm: so many long messages a second, each a stream of its own to every peer, as memberlist sends them."""

from __future__ import annotations

import multiprocessing
import selectors
import socket
import struct
import time
from multiprocessing.connection import Connection

from harness.cluster import Node

from .sites import Site

_HEAD = struct.Struct(">QQ")
SIZE = 2_048
PEERS = 4
PATIENCE = 15
"""Seconds after the last message until one that has not come counts as lost."""


def measure(site: Site, rate: int, seconds: float) -> dict[str, float]:
    """From the first machine of the site to all others."""
    first, *others = site.nodes
    receivers = [_start(_receive, other, site.address(other, other)) for other in others]
    for _, end in receivers:
        end.recv()
    nodes = site.nodes if site.has_subrosa else []
    before = [node.subrosa.program.cpu_seconds() for node in nodes]
    count = int(rate * seconds)
    senders = [_start(_send, first, site.address(first, other), rate, count) for other in others]
    refused = sum(end.recv() for _, end in senders)
    used = [node.subrosa.program.cpu_seconds() - start for node, start in zip(nodes, before, strict=True)]
    delays: list[float] = []
    for _, end in receivers:
        end.send(count)
        delays += end.recv()
    for process, _ in [*receivers, *senders]:
        process.join()
    ordered = sorted(delays)
    return {
        "messages": count * len(others),
        "lost": count * len(others) - len(ordered),
        "refused": refused,
        "median_ms": ordered[len(ordered) // 2] * 1_000,
        "p99_ms": ordered[int(len(ordered) * 0.99)] * 1_000,
        "worst_ms": ordered[-1] * 1_000,
        "cpu_percent_sender": used[0] / seconds * 100 if used else 0,
        "cpu_percent_receiver": max(used[1:]) / seconds * 100 if used else 0,
    }


def _start(work, node: Node, address: tuple[str, int], *more: float) -> tuple[multiprocessing.Process, Connection]:
    here, there = multiprocessing.Pipe()
    process = multiprocessing.Process(target=_inside, args=(work, node, address, there, *more), daemon=True)
    process.start()
    return process, here


def _inside(work, node: Node, address: tuple[str, int], end: Connection, *more: float) -> None:
    with node.inside():
        work(address, end, *more)


def _send(to: tuple[str, int], end: Connection, rate: int, count: int) -> None:
    refused = 0
    began = time.monotonic()
    for number in range(count):
        time.sleep(max(0, began + number / rate - time.monotonic()))
        try:
            with socket.create_connection(to, 10) as one:
                one.sendall(_HEAD.pack(number, time.monotonic_ns()).ljust(SIZE, b"."))
        except OSError:
            refused += 1
    end.send(refused)


def _receive(at: tuple[str, int], end: Connection) -> None:
    """Answers what it is asked with the delays of all whole messages, each number once."""
    listener = socket.create_server(at, backlog=1_024)
    listener.setblocking(False)
    selector = selectors.DefaultSelector()
    selector.register(listener, selectors.EVENT_READ)
    parts: dict[socket.socket, bytearray] = {}
    delays: dict[int, float] = {}
    end.send("ready")
    wanted, until = None, float("inf")
    while (wanted is None or len(delays) < wanted) and time.monotonic() < until:
        for key, _ in selector.select(0.1):
            if key.fileobj is listener:
                one, _ = listener.accept()
                one.setblocking(False)
                parts[one] = bytearray()
                selector.register(one, selectors.EVENT_READ)
                continue
            _read(key.fileobj, parts, delays, selector)
        if wanted is None and end.poll():
            wanted, until = end.recv(), time.monotonic() + PATIENCE
    end.send(list(delays.values()))


def _read(
    one: socket.socket,
    parts: dict[socket.socket, bytearray],
    delays: dict[int, float],
    selector: selectors.BaseSelector,
) -> None:
    try:
        data = one.recv(65_536)
    except OSError:
        data = b""
    parts[one] += data
    if data:
        return
    selector.unregister(one)
    one.close()
    message = parts.pop(one)
    if len(message) == SIZE:
        number, sent = _HEAD.unpack_from(message)
        delays.setdefault(number, (time.monotonic_ns() - sent) / 1e9)


def table(results: dict[str, dict[str, float]]) -> list[str]:
    lines = [
        "| way | messages | lost | refused | median | p99 | worst | CPU of the sender's Subrosa | of a receiver's |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for way, each in results.items():
        lines.append(
            f"| {way} | {each['messages']:,.0f} | {each['lost']:.0f} | {each['refused']:.0f} "
            f"| {each['median_ms']:.1f} ms | {each['p99_ms']:.1f} ms | {each['worst_ms']:.0f} ms "
            f"| {each['cpu_percent_sender']:.0f} % | {each['cpu_percent_receiver']:.0f} % |"
        )
    return lines
