"""What an honest peer may do without being refused, and what it notices itself."""

from __future__ import annotations

import socket
import ssl
import struct
import time

from attacks import frames
from attacks.frames import Frame, Hello
from attacks.node import Node, eventually
from attacks.refusals import DEADLINE, SLACK, ended
from attacks.subrosa_peer import connect, dial, tls


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
