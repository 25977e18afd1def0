"""Whoever says too little is waited for no longer than three seconds, and keeps nobody else out."""

from __future__ import annotations

import contextlib
import resource
import select
import socket
import ssl
import time

import pytest
from attacks.frames import Hello
from attacks.node import Node, eventually
from attacks.refusals import DEADLINE, SLACK, ended, refused
from attacks.subrosa_peer import connect, dial

MANY = 1000


def test_a_hello_that_never_comes_is_waited_for_three_seconds(node: Node, source: str) -> None:
    with dial(node.link(1), source, node.client(node.certificates["am-3"])) as connection:
        begin = time.monotonic()
        address = connection.local_address
        ended(connection)
        took = time.monotonic() - begin
    assert DEADLINE - 0.2 < took < DEADLINE + SLACK
    refused(node, address, "hello_timeout")


def test_a_hello_that_comes_byte_by_byte_has_three_seconds_in_all(node: Node, source: str) -> None:
    with dial(node.link(1), source, node.client(node.certificates["am-3"])) as connection:
        address = connection.local_address
        took = trickle(connection.socket, Hello("link", "am-3", node.digest).encoded())
    assert DEADLINE - 0.2 < took < DEADLINE + SLACK
    refused(node, address, "hello_timeout")


@pytest.mark.parametrize("sends", ["nothing", "a byte a second"])
def test_a_handshake_that_never_ends_has_three_seconds(node: Node, source: str, sends: str) -> None:
    with connect(node.link(1), source) as raw:
        address = "{}:{}".format(*raw.getsockname()[:2])
        took = trickle(raw, b"" if sends == "nothing" else client_hello(node))
    assert DEADLINE - 0.2 < took < DEADLINE + SLACK
    refused(node, address, "handshake_timeout")


def client_hello(node: Node) -> bytes:
    """The first flight of an honest handshake."""
    outgoing = ssl.MemoryBIO()
    tls_object = node.client(node.certificates["am-3"]).wrap_bio(ssl.MemoryBIO(), outgoing)
    with pytest.raises(ssl.SSLWantReadError):
        tls_object.do_handshake()
    return outgoing.read()


def trickle(raw: socket.socket, data: bytes) -> float:
    """Sends a byte a second until the other side ends the connection; returns how long that took."""
    begin = time.monotonic()
    raw.settimeout(1)
    rest = data
    while time.monotonic() - begin < 2 * DEADLINE:
        try:
            raw.sendall(rest[:1])
            rest = rest[1:]
            if not raw.recv(4096):
                break
        except TimeoutError:
            continue
        except OSError:
            break
    return time.monotonic() - begin


def test_a_thousand_connections_that_say_nothing_keep_nobody_out(node: Node, source: str) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    memory, descriptors = node.resident_bytes(), node.descriptors()
    begin = time.monotonic()
    silent = []
    for _ in range(MANY):
        with contextlib.suppress(ConnectionResetError):  # turned away before connect() has returned
            silent.append(connect(node.link(1), source))
    try:
        opened = time.monotonic() - begin
        with node.join("am-3", "link", node.source(3)):
            assert time.monotonic() - begin - opened < DEADLINE
        poll = select.poll()
        waiting = {each.fileno(): each for each in silent}
        for descriptor in waiting:
            poll.register(descriptor, select.POLLIN | select.POLLHUP)
        while waiting and time.monotonic() - begin < opened + DEADLINE + 2 * SLACK:
            for descriptor, _ in poll.poll(100):
                poll.unregister(descriptor)
                del waiting[descriptor]
        assert not waiting, f"{len(waiting)} connections are still open"
        addresses = {"{}:{}".format(*each.getsockname()[:2]) for each in silent}
    finally:
        for each in silent:
            each.close()
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    lines = [line for line in node.log_lines() if line.get("address") in addresses]
    assert lines
    assert {line["reason"] for line in lines} <= {"handshake_timeout", "too_many_from_source"}
    assert len(lines) < MANY / 10, "a flood of connections makes a flood of lines"
    eventually("the descriptors are given back", lambda: node.descriptors() <= descriptors + 10)
    eventually("the memory is given back", lambda: node.resident_bytes() <= memory + (24 << 20))
