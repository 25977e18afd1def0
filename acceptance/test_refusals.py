"""Whoever may not join the cluster is refused with one log line that says why, and harms nothing.

Needs only loopback and the `cryptography` package: `SUBROSA=dist/subrosa pytest acceptance/test_refusals.py`.
"""

from __future__ import annotations

import contextlib
import datetime
import resource
import select
import socket
import ssl
import struct
import time
from collections.abc import Callable, Iterator

import pytest
from attacks import frames
from attacks.certificates import CLIENT, HOUR, SERVER, Authority, Files
from attacks.frames import Frame, Hello
from attacks.node import Node, eventually
from attacks.subrosa_peer import PATIENCE, Connection, connect, dial, tls

DEADLINE = 3.0
"""Seconds that Subrosa gives to a handshake, and then to a hello."""
SLACK = 1.5
"""What a busy machine may add to it."""
MANY = 1000


@pytest.fixture(scope="module")
def node(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Node]:
    running = Node(tmp_path_factory.mktemp("refusals"))
    try:
        running.check_honest_traffic()
        yield running
    finally:
        running.close()


@pytest.fixture(autouse=True)
def _nothing_is_harmed(node: Node) -> Iterator[None]:
    """After every attack the process lives and the honest peer's traffic flows."""
    yield
    node.check_honest_traffic()


@pytest.fixture
def source(request: pytest.FixtureRequest, node: Node) -> str:
    """The attacker's own host, another one in every test."""
    names = sorted(item.nodeid for item in request.session.items)
    return node.source(names.index(request.node.nodeid))


def refused(node: Node, address: str, reason: str) -> dict[str, str]:
    """The one line about that address."""
    eventually(f"a line about {address}", lambda: node.refusals(address))
    lines = node.refusals(address)
    assert len(lines) == 1, lines
    line = lines[0]
    assert (line.get("msg"), line.get("reason")) == ("Peer refused", reason), line
    for key in ("component", "why", "remedy"):
        assert line.get(key), f"{key} is missing in {line}"
    return line


def attack(node: Node, source: str, context: ssl.SSLContext, *sent: Frame | Hello | bytes) -> str:
    """Dials, sends, and waits for the end of the connection; returns this end's address."""
    raw = connect(node.link(1), source)
    address = "{}:{}".format(*raw.getsockname()[:2])
    try:
        connection = Connection(context.wrap_socket(raw))
        connection.send(*sent)
        ended(connection)
    except OSError as error:
        assert not isinstance(error, TimeoutError), "the connection was not closed"
    finally:
        raw.close()
    return address


def ended(connection: Connection) -> list[Frame | Hello]:
    """Everything that comes until the connection ends, which it must."""
    found = []
    while (frame := connection.receive()) is not None:
        found.append(frame)
    return found


# What the certificate is, and whom it proves


def other_authority(node: Node) -> Files:
    return Authority(node.directory, "other").issue("am-3", "dns:am-3.test")


def expired(node: Node) -> Files:
    return node.authority.issue("expired", "dns:am-3.test", valid=(-2 * HOUR, -datetime.timedelta(minutes=1)))


def not_yet_valid(node: Node) -> Files:
    return node.authority.issue("early", "dns:am-3.test", valid=(datetime.timedelta(minutes=5), HOUR))


def stranger(node: Node) -> Files:
    return node.authority.issue("stranger", "dns:stranger.test")


def only_the_address(node: Node) -> Files:
    """Proves the address of am-3, whose identity is a name."""
    return node.authority.issue("address", "dns:other.test", f"ip:{node.link(3)[0]}")


def for_servers_only(node: Node) -> Files:
    return node.authority.issue("server-only", "dns:am-3.test", purposes=(SERVER,))


CERTIFICATES = [
    pytest.param(lambda node: None, "no_certificate", id="no certificate"),
    pytest.param(other_authority, "unknown_authority", id="other authority"),
    pytest.param(expired, "certificate_expired", id="expired"),
    pytest.param(not_yet_valid, "certificate_not_yet_valid", id="not yet valid"),
    pytest.param(stranger, "not_a_configured_node", id="stranger"),
    pytest.param(only_the_address, "not_a_configured_node", id="another name, the right address"),
    pytest.param(for_servers_only, "certificate_usage", id="for servers only"),
    pytest.param(lambda node: node.certificates["am-1"], "own_identity", id="the node's own"),
]


@pytest.mark.parametrize(("make", "reason"), CERTIFICATES)
def test_a_dialler_with_a_bad_certificate_is_refused(
    node: Node, source: str, make: Callable[[Node], Files | None], reason: str
) -> None:
    refused(node, attack(node, source, node.client(make(node)), Hello("link", "am-3", node.digest)), reason)


@pytest.mark.parametrize("name", ["am-2", "am-9"])
@pytest.mark.parametrize("role", ["link", "lane"])
def test_a_hello_of_another_node_than_the_certificate_proves_is_refused(
    node: Node, source: str, role: str, name: str
) -> None:
    context = node.client(node.certificates["am-3"])
    refused(node, attack(node, source, context, Hello(role, name, node.digest)), "wrong_node")


def test_a_hello_of_the_node_itself_is_refused(node: Node, source: str) -> None:
    context = node.client(node.certificates["am-3"])
    refused(node, attack(node, source, context, Hello("link", "am-1", node.digest)), "own_identity")


def for_clients_only(node: Node) -> Files:
    return node.authority.issue("client-only", "dns:am-3.test", purposes=(CLIENT,))


ACCEPTORS = [
    pytest.param(lambda node: node.certificates["am-2"], "am-3", "wrong_node", id="certificate of another node"),
    pytest.param(lambda node: node.certificates["am-3"], "am-2", "wrong_node", id="hello of another node"),
    pytest.param(other_authority, "am-3", "unknown_authority", id="other authority"),
    pytest.param(expired, "am-3", "certificate_expired", id="expired"),
    pytest.param(stranger, "am-3", "not_a_configured_node", id="stranger"),
    pytest.param(only_the_address, "am-3", "not_a_configured_node", id="another name, the right address"),
    pytest.param(for_clients_only, "am-3", "certificate_usage", id="for clients only"),
    pytest.param(lambda node: node.certificates["am-1"], "am-3", "own_identity", id="the node's own"),
]


@pytest.mark.parametrize(("make", "name", "reason"), ACCEPTORS)
def test_a_dialled_node_that_is_another_is_refused(
    node: Node, make: Callable[[Node], Files], name: str, reason: str
) -> None:
    address = "{}:{}".format(*node.link(3))
    start = len(node.log_lines())

    def line() -> dict[str, str] | None:
        new = (each for each in node.log_lines()[start:] if each.get("level") == "WARN")
        return next((each for each in new if each.get("peer") == "am-3" and each.get("reason") == reason), None)

    node.doubtful.become(node.identity(name, make(node)))
    try:
        found = eventually(f"a line about am-3, {reason}", line)
        assert found.get("address") == address, found
        assert found.get("why"), found
        assert found.get("remedy"), found
        assert not node.doubtful.datagrams.qsize()
    finally:
        node.doubtful.become(node.identity("am-3"))
        eventually("the link to the honest am-3 is up", lambda: came_up(node, start))


def came_up(node: Node, start: int) -> bool:
    return any(each.get("msg") == "Link up" and each.get("peer") == "am-3" for each in node.log_lines()[start:])


# What is spoken


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


def payload(*, version: int = 1, role: int = 1, length: int = 4, name: bytes = b"am-3") -> bytes:
    return struct.pack(">HBB", version, role, length) + name + bytes(32)


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
        with pytest.raises(OSError):  # at some time; it is watched until then
            while time.monotonic() < end:
                connection.send(bytes(1 << 20))
                most = max(most, node.resident_bytes())
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


# What never comes


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


# What an honest peer may do


def test_a_new_link_replaces_the_older_one_of_the_same_node(node: Node, source: str) -> None:
    with (
        node.join("am-3", "link", source) as oldest,
        node.join("am-3", "link", source) as older,
    ):
        # What was sent on the older one may still be on its way: it is read to its end.
        for connection in (oldest, older):
            connection.send(Frame(frames.DATAGRAM, b"gossip"))
            connection.send(frames.ping(7))
            assert connection.receive() == frames.pong(7, 1)
        with node.join("am-3", "link", source) as newest:
            # One replaced link is enough. Before it goes it says what has arrived.
            assert ended(oldest) == [frames.pong(0, 1)]
            for connection in (older, newest):
                connection.send(frames.ping(8))
                assert connection.receive().type == frames.PONG
        addresses = {oldest.local_address, older.local_address}
    assert [line for line in node.log_lines() if line["level"] == "WARN" and line.get("address") in addresses] == []


def test_a_link_that_falls_silent_is_closed_after_three_seconds(node: Node, source: str) -> None:
    with node.join("am-3", "link", source) as connection:
        begin = time.monotonic()
        ended(connection)
        took = time.monotonic() - begin
    assert DEADLINE - 0.2 < took < DEADLINE + SLACK


def test_a_peer_that_closes_without_a_word_is_no_harm(node: Node, source: str) -> None:
    for _ in range(20):
        raw = connect(node.link(1), source)
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        raw.close()


def test_an_unequal_node_table_is_carried_on_with_and_said_once(node: Node, source: str) -> None:
    context = tls(ssl.PROTOCOL_TLS_CLIENT, node.certificates["am-3"], ca_file=node.authority.file)
    with dial(node.link(1), source, context) as connection:
        connection.send(Hello("link", "am-3", bytes([0xD1]) * 32))
        assert isinstance(connection.receive(), Hello)
        connection.send(frames.ping(1))
        assert connection.receive() == frames.pong(1, 0)

    def said() -> list[dict[str, str]]:
        wanted = "d1d1d1d1d1d1d1d1"
        return [line for line in node.log_lines() if wanted in line.values() and line.get("peer") == "am-3"]

    eventually("a warning of the digest", said)
    assert len(said()) == 1
    others = [line for line in node.log_lines() if "own_digest" in line and line.get("peer") != "am-3"]
    assert not others, "am-2 says the digest that the protocol prescribes"
