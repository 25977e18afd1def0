"""Whoever speaks anything but the protocol is refused with one log line that says why, and harms nothing."""

from __future__ import annotations

import ssl
import time

import pytest
from attacks import frames
from attacks.frames import Frame, Hello
from attacks.node import Node
from attacks.refusals import DEADLINE, attack, ended, payload, refused
from attacks.subrosa_peer import PATIENCE, connect, dial


def test_tls_1_2_is_refused(node: Node, source: str) -> None:
    context = node.client(node.certificates["am-3"], newest=ssl.TLSVersion.TLSv1_2)
    refused(node, attack(node, source, context), "tls_version")


@pytest.mark.parametrize("alpn", [(), ("h2",), ("subrosa/2",), ("subrosa/1x", "http/1.1")], ids=str)
def test_no_or_another_protocol_is_refused(node: Node, source: str, alpn: tuple[str, ...]) -> None:
    context = node.client(node.certificates["am-3"], alpn=alpn)
    refused(node, attack(node, source, context, Hello("link", "am-3", node.digest)), "alpn_mismatch")


GARBAGE = [
    pytest.param(bytes(range(256)) * 8, id="garbage"),
    pytest.param(b"\xff" * 70000, id="much garbage"),
    pytest.param(b"GET / HTTP/1.1\r\nHost: am-1\r\n\r\n", id="HTTP"),
    pytest.param(b"CONNECT am-1:443 HTTP/1.1\r\n\r\n", id="HTTP proxy"),
    pytest.param(b"SSH-2.0-OpenSSH_9.2p1 Debian\r\n", id="SSH"),
    pytest.param(b"\x16\x03\x01\xff\xff" + bytes(70000), id="too long a record"),
]


@pytest.mark.parametrize("data", GARBAGE)
def test_what_is_not_tls_is_refused(node: Node, source: str, data: bytes) -> None:
    raw = connect(node.link(1), source)
    address = "{}:{}".format(*raw.getsockname()[:2])
    raw.settimeout(PATIENCE)
    with raw:
        try:
            raw.sendall(data)
            while raw.recv(4096):
                pass
        except OSError as error:
            assert not isinstance(error, TimeoutError), "the connection was not closed"
    refused(node, address, "not_tls")


FIRST_FRAMES = [
    pytest.param(frames.raw(0x7F, 0), "frame_invalid", id="unknown frame"),
    pytest.param(frames.raw(frames.HELLO, 1025), "frame_too_large", id="hello above the limit"),
    pytest.param(frames.raw(frames.HELLO, 0xFFFFFF), "frame_too_large", id="hello far above the limit"),
    pytest.param(frames.raw(frames.DATAGRAM, 65508), "frame_too_large", id="datagram above the limit"),
    pytest.param(frames.raw(frames.CHUNK, 262145), "frame_too_large", id="chunk above the limit"),
    pytest.param(Frame(frames.DATAGRAM, b"gossip"), "frame_invalid", id="datagram before hello"),
    pytest.param(Frame(frames.OPEN), "frame_invalid", id="open before hello"),
    pytest.param(Frame(frames.CHUNK, b"gossip"), "frame_invalid", id="chunk before hello"),
    pytest.param(Frame(frames.HELLO, payload(version=2)), "protocol_version", id="version 2"),
    pytest.param(Frame(frames.HELLO, payload(version=0, role=9)), "protocol_version", id="version 0"),
    pytest.param(Frame(frames.HELLO, payload(role=3)), "hello_invalid", id="role 3"),
    pytest.param(Frame(frames.HELLO, payload(length=200)), "hello_invalid", id="name longer than the hello"),
    pytest.param(Frame(frames.HELLO, payload(name=b'a\n"3')), "hello_invalid", id="name with a newline"),
]


@pytest.mark.parametrize(("first", "reason"), FIRST_FRAMES)
def test_a_bad_first_frame_is_refused(node: Node, source: str, first: Frame | bytes, reason: str) -> None:
    """The reason is said to the peer too, as far as it is one that has proved to be a node."""
    with dial(node.link(1), source, node.client(node.certificates["am-3"])) as connection:
        address = connection.local_address
        connection.send(first)
        assert ended(connection) == [Frame(frames.REFUSE, reason.encode())]
    refused(node, address, reason)


@pytest.mark.parametrize("bad", [frames.raw(0x7F, 0), Frame(frames.DATAGRAM)], ids=["unknown", "before hello"])
def test_what_follows_a_bad_frame_costs_nothing(node: Node, source: str, bad: Frame | bytes) -> None:
    before = node.resident_bytes()
    with dial(node.link(1), source, node.client(node.certificates["am-3"])) as connection:
        address = connection.local_address
        connection.send(bad)
        most = 0
        end = time.monotonic() + DEADLINE
        with pytest.raises(OSError) as caught:  # at some time; it is watched until then
            while time.monotonic() < end:
                connection.send(bytes(1 << 20))
                most = max(most, node.resident_bytes())
        assert not isinstance(caught.value, TimeoutError), "the connection was not closed"
    assert most - before < 16 << 20
    refused(node, address, "frame_invalid")


BAD_LINKS = [
    pytest.param(Frame(frames.OPEN), "frame_invalid", id="open"),
    pytest.param(Frame(frames.CHUNK, b"bytes"), "frame_invalid", id="chunk"),
    pytest.param(Frame(frames.END), "frame_invalid", id="end"),
    pytest.param(Frame(frames.RESET, b"\x01"), "frame_invalid", id="reset"),
    pytest.param(frames.pong(1, 1), "frame_invalid", id="pong from the dialler"),
    pytest.param(Frame(frames.HELLO, payload()), "frame_invalid", id="second hello"),
    pytest.param(frames.raw(0x1F, 0), "frame_invalid", id="unknown frame"),
    pytest.param(frames.raw(frames.DATAGRAM, 65508), "frame_too_large", id="datagram above the limit"),
    pytest.param(frames.raw(frames.PING, 7), "frame_invalid", id="ping below the limit"),
    pytest.param(frames.raw(frames.PING, 9), "frame_too_large", id="ping above the limit"),
]
BAD_LANES = [
    pytest.param(Frame(frames.CHUNK, b"bytes"), "frame_invalid", id="chunk without open"),
    pytest.param(Frame(frames.END), "frame_invalid", id="end without open"),
    pytest.param(Frame(frames.OPEN).encoded() * 2, "frame_invalid", id="open during a stream"),
    pytest.param(
        Frame(frames.OPEN).encoded() + Frame(frames.END).encoded() + Frame(frames.CHUNK, b"more").encoded(),
        "frame_invalid",
        id="chunk after end",
    ),
    pytest.param(Frame(frames.DATAGRAM, b"gossip"), "frame_invalid", id="datagram"),
    pytest.param(frames.ping(1), "frame_invalid", id="ping"),
    pytest.param(Frame(frames.HELLO, payload(role=2)), "frame_invalid", id="second hello"),
    pytest.param(frames.raw(0x2F, 0), "frame_invalid", id="unknown frame"),
    pytest.param(frames.raw(frames.CHUNK, 262145), "frame_too_large", id="chunk above the limit"),
]


@pytest.mark.parametrize(("bad", "reason"), BAD_LINKS)
def test_a_frame_that_no_link_has_ends_the_link(
    node: Node, source: str, bad: Frame | Hello | bytes, reason: str
) -> None:
    broken_by(node, source, "link", bad, reason)


@pytest.mark.parametrize(("bad", "reason"), BAD_LANES)
def test_a_frame_that_no_lane_has_ends_the_lane(
    node: Node, source: str, bad: Frame | Hello | bytes, reason: str
) -> None:
    broken_by(node, source, "lane", bad, reason)


def broken_by(node: Node, source: str, role: str, bad: Frame | Hello | bytes, reason: str) -> None:
    with node.join("am-3", role, source) as connection:
        connection.send(bad)
        ended(connection)
        line = refused(node, connection.local_address, reason)
        assert line.get("peer") == "am-3", line
