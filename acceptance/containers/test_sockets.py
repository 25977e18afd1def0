"""The sockets on which the two halves of a node meet: what they carry, and for whom.

Plain sockets are where Alertmanager would be, in the containers.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from attacks import frames
from attacks.frames import Frame

from harness.cluster import Cluster, wait_until_linked
from harness.containers.split import Split
from harness.gossiper import Gossiper, wait_until_connected
from harness.letters import flood, send_steadily
from harness.log_mark import LogMark
from harness.program import Program

pytestmark = pytest.mark.parametrize("layout", [pytest.param(Split, id="split")], indirect=True, scope="module")

SLEEP = ["sh", "-c", "exec sleep infinity", "sh"]
STRANGER = 12_345

# Connects, says something, and prints how much it hears before the other side closes.
KNOCK = """
import socket, sys
connection = socket.socket(socket.AF_UNIX)
connection.settimeout(10)
connection.connect(sys.argv[1])
heard = 0
try:
    connection.sendall(bytes.fromhex(sys.argv[2]))
    while data := connection.recv(1000):
        heard += len(data)
except (ConnectionResetError, BrokenPipeError):
    pass
print(heard)
"""


@pytest.fixture(scope="module")
def gossipers(layout: type[Split], make_cluster: Callable[..., Cluster]) -> Iterator[list[Gossiper]]:
    """Two nodes whose sockets everybody may connect to, as far as permissions of files are concerned."""
    cluster = make_cluster(2, layout)
    for node in cluster.nodes:
        node.more_of_edge = ['host_socket: {mode: "0666"}', 'edge_socket: {mode: "0666"}']
    found = start(cluster.nodes)
    yield found
    for gossiper in found:
        gossiper.close()


def start(nodes: list[Split]) -> list[Gossiper]:
    for node in nodes:
        node.start_outside()
        node.run_in_container(SLEEP)
    for node in nodes:
        node.carrier.wait_for_log('msg="Edge attached"', 10)
    wait_until_linked(nodes)
    found = [Gossiper(node) for node in nodes]
    wait_until_connected(found, within=10)
    return found


def knock(path: Path, said: bytes) -> subprocess.CompletedProcess[str]:
    """A program of a user who has nothing to do with any of this."""
    command = ["/usr/bin/python3", "-I", "-c", KNOCK, str(path), said.hex()]
    return subprocess.run(
        command, user=STRANGER, group=STRANGER, extra_groups=[], capture_output=True, text=True, timeout=20
    )


LINK, LANE, CONTROL = 1, 2, 3


def preamble(role: int, name: bytes = b"") -> bytes:
    return bytes([1, role, len(name)]) + name


def test_with_the_permissions_that_they_have_by_default_nobody_else_may_connect(
    pair: list[Split], record_property: Callable[[str, object], None]
) -> None:
    if pair[0].engine.user == 0:
        pytest.skip("this machine allows only one user here")
    for path in (pair[0].host_socket, pair[0].edge_socket):
        knocked = knock(path, preamble(CONTROL))
        assert knocked.returncode == 1
        assert "PermissionError" in knocked.stderr
        status = path.stat()
        record_property(path.name, f"{status.st_uid}:{status.st_gid} {status.st_mode & 0o7777:04o}")


def test_programs_of_another_user_are_turned_away_unheard_and_that_is_logged(gossipers: list[Gossiper]) -> None:
    node = gossipers[0].node
    if node.engine.user == 0:
        pytest.skip("this machine allows only one user here")
    node.sockets.chmod(0o777)
    letter = Frame(frames.DATAGRAM, b"gossip of a stranger").encoded()
    for path, who in ((node.host_socket, node.carrier), (node.edge_socket, node.container)):
        mark = LogMark(who)
        for gossiper in gossipers:
            gossiper.discard_waiting()
        for said in (preamble(LINK, b"am-2"), preamble(LANE, b"am-2"), preamble(CONTROL)):
            knocked = knock(path, said + letter)
            assert (knocked.returncode, knocked.stdout, knocked.stderr) == (0, "0\n", "")
        # One line for all of them: who fills the log with refusals hides something in it.
        line = mark.wait_for("Split connection refused", reason="foreign_user")
        assert str(STRANGER) in " ".join(line.values()), line
        assert mark.lines("Edge lost") + mark.lines("The host half is gone") == []
        for gossiper in gossipers:
            with pytest.raises((TimeoutError, BlockingIOError)):
                gossiper.receive(within=0)
    assert gossipers[1].reaches(gossipers[0], patience=2)


@pytest.mark.parametrize("size", [1, 64, 512, 1_400, 9_000, 65_507])
def test_a_datagram_arrives_byte_identical_and_from_its_senders_virtual_address(
    gossipers: list[Gossiper], size: int
) -> None:
    for origin, target in (gossipers, reversed(gossipers)):
        target.discard_waiting()
        payload = os.urandom(size)
        origin.send(target, payload)
        assert target.receive(within=2) == (payload, origin.address)


def test_at_a_steady_pace_every_datagram_arrives_once(gossipers: list[Gossiper]) -> None:
    assert send_steadily(gossipers) == []


def test_of_a_flood_none_is_merged_split_altered_or_misdelivered_and_every_drop_is_counted(
    layout: type[Split], make_cluster: Callable[..., Cluster], record_property: Callable[[str, object], None]
) -> None:
    nodes = make_cluster(2, layout).nodes
    gossipers = start(nodes)

    def end() -> list[Program]:
        for node in nodes:
            node.container.terminate()
        for node in nodes:
            assert node.carrier.terminate() == 0
        return [node.carrier for node in nodes]

    result = flood(gossipers, end)
    record_property("sent, received, counted drops", (result.sent, result.received, result.counted))
    assert result.faults == []
    assert result.received + result.lost_and_counted == result.sent, result.counted
    assert result.received > result.sent / 10
