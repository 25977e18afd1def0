"""Starting and ending one Subrosa."""

from __future__ import annotations

import contextlib
import signal
import socket
import threading
from collections.abc import Iterator

import pytest

from harness.cluster import LINK_PORT
from harness.deadlines import Stopwatch, eventually
from harness.gossiper import Gossiper, echo, read_to_end, wait_until_connected
from harness.logfmt import fields


@pytest.fixture(autouse=True)
def restarted(trio: list[Gossiper]) -> Iterator[None]:
    """Every test may end am-1's Subrosa; the next finds it running again."""
    yield
    subrosa = trio[0].node.subrosa
    subrosa.program.end()
    subrosa.start()
    wait_until_connected(trio, within=10)


@pytest.mark.parametrize("which", [signal.SIGTERM, signal.SIGINT], ids=lambda which: which.name)
def test_a_stream_under_way_is_finished_before_the_program_ends_with_0(
    trio: list[Gossiper], which: signal.Signals
) -> None:
    here, there = trio[0], trio[1]
    program = here.node.subrosa.program
    begun, arrived = threading.Event(), []

    def serve(stream: socket.socket, _: tuple[str, int]) -> None:
        first = stream.recv(8, socket.MSG_WAITALL)
        begun.set()
        arrived.append(first + read_to_end(stream))

    with there.serving(serve), here.connect(there) as stream:
        stream.sendall(b"before, ")
        assert begun.wait(2)
        program.send(which)
        # Nothing new is accepted any more …
        eventually(lambda: is_refused(here, there), 2, "new streams are refused while draining")
        assert program.is_running
        # … but what is under way goes on.
        stream.sendall(b"and after")
        stream.shutdown(socket.SHUT_WR)
        eventually(lambda: arrived, 2, "the stream arrives in full")
    assert b"before, and after" in arrived
    assert program.wait(5) == 0


def test_a_stream_that_never_ends_holds_the_program_no_longer_than_the_drain_timeout(trio: list[Gossiper]) -> None:
    here, there = trio[0], trio[1]
    here.node.subrosa.program.end()
    program = here.node.subrosa.start("--drain.timeout=1s")
    wait_until_connected(trio, within=10)
    with there.serving(echo), held_open(here, there):
        watch = Stopwatch()
        assert program.terminate(within=5) == 0
        assert 0.8 < watch.seconds < 2.5  # the rest is the goodbye to the peers


def test_a_second_signal_ends_the_program_at_once(trio: list[Gossiper]) -> None:
    here, there = trio[0], trio[1]
    program = here.node.subrosa.program
    with there.serving(echo), held_open(here, there):
        program.send(signal.SIGTERM)
        eventually(lambda: is_refused(here, there), 2, "the program drains")
        assert program.is_running
        watch = Stopwatch()
        program.send(signal.SIGTERM)
        program.wait(2)
        assert watch.seconds < 0.5


def test_with_nothing_under_way_the_program_ends_at_once_with_0(trio: list[Gossiper]) -> None:
    watch = Stopwatch()
    assert trio[0].node.subrosa.program.terminate() == 0
    assert watch.seconds < 2


@pytest.mark.parametrize("kind", [socket.SOCK_STREAM, socket.SOCK_DGRAM], ids=["TCP", "UDP"])
def test_a_taken_virtual_address_is_one_clear_error_and_exit_1(trio: list[Gossiper], kind: int) -> None:
    here, peer = trio[0], trio[1]
    here.node.subrosa.program.end()
    with squatting(here, socket.AF_INET, kind, peer.address):
        program = here.node.subrosa.start()
        assert program.wait(5) == 1
    errors = program.log_lines("level=ERROR")
    assert len(errors) == 1, errors
    message = " ".join(fields(errors[0]).values())
    assert "127.77.0.2:9094" in message
    assert "am-2" in message


def test_a_taken_link_port_is_one_clear_error_and_exit_1(trio: list[Gossiper]) -> None:
    here = trio[0]
    here.node.subrosa.program.end()
    with squatting(here, socket.AF_INET6, socket.SOCK_STREAM, ("::", LINK_PORT)):
        program = here.node.subrosa.start()
        assert program.wait(5) == 1
    errors = program.log_lines("level=ERROR")
    assert len(errors) == 1, errors
    assert ":9095" in errors[0]


@contextlib.contextmanager
def squatting(here: Gossiper, family: int, kind: int, address: tuple[str, int]) -> Iterator[None]:
    """Somebody else holds the address meanwhile."""
    with here.node.machine.inside():
        squatter = socket.socket(family, kind)
    with squatter:
        if kind == socket.SOCK_STREAM:
            squatter.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        squatter.bind(address)
        if kind == socket.SOCK_STREAM:
            squatter.listen()
        yield


def is_refused(here: Gossiper, there: Gossiper) -> bool:
    try:
        with here.connect(there, within=0.5) as stream:
            stream.sendall(b"x")
            return stream.recv(1) == b""
    except TimeoutError:
        return False
    except OSError:
        return True


@contextlib.contextmanager
def held_open(here: Gossiper, there: Gossiper) -> Iterator[None]:
    """A stream has carried a word both ways and stays open meanwhile."""
    with here.connect(there) as stream:
        stream.sendall(b"hello")
        assert stream.recv(5, socket.MSG_WAITALL) == b"hello"
        yield
