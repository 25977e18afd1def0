"""Streams through Subrosas, with plain sockets in the Alertmanagers' places."""

from __future__ import annotations

import os
import random
import socket
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from harness.deadlines import Stopwatch, eventually
from harness.gossiper import Gossiper, answers, echo, exchange, read_to_end

MEGABYTE = 1 << 20


@pytest.mark.parametrize("size", [0, 1, 1_399, 65_536, MEGABYTE, 64 * MEGABYTE])
def test_both_directions_arrive_byte_identical_from_the_senders_virtual_address(
    trio: list[Gossiper], size: int
) -> None:
    here, there = trio[0], trio[1]
    going, coming = random.randbytes(size), random.randbytes(size)
    arrived = []

    def serve(stream: socket.socket, source: tuple[str, int]) -> None:
        arrived.append((exchange(stream, coming), source[0]))

    with there.serving(serve), here.connect(there, within=30) as stream:
        back = exchange(stream, going)
        eventually(lambda: arrived, 10, "the far end is done")
    assert back == coming
    assert arrived[0][0] == going
    assert arrived[0][1] == here.address[0]


def test_what_was_written_just_before_closing_arrives_a_thousand_times(trio: list[Gossiper]) -> None:
    """As memberlist sends a user message: connect, one write, close."""
    here, there = trio[0], trio[2]
    arrived = []
    messages = [os.urandom(2_000) for _ in range(1_000)]

    def send(message: bytes) -> None:
        with here.connect(there) as stream:
            stream.sendall(message)

    with there.serving(lambda stream, _: arrived.append(read_to_end(stream))):
        with ThreadPoolExecutor(8) as pool:
            list(pool.map(send, messages))
        eventually(lambda: len(arrived) >= len(messages), 20, "a thousand streams arrive")
    assert sorted(arrived) == sorted(messages)


def test_the_opener_may_end_first_and_still_hear_the_answer(trio: list[Gossiper]) -> None:
    here, there = trio[1], trio[2]
    answer = random.randbytes(MEGABYTE)

    def serve(stream: socket.socket, _: tuple[str, int]) -> None:
        assert read_to_end(stream) == b"question"
        stream.sendall(answer)

    with there.serving(serve), here.connect(there) as stream:
        stream.sendall(b"question")
        stream.shutdown(socket.SHUT_WR)
        assert read_to_end(stream) == answer


def test_the_accepter_may_end_first_and_still_hear_the_rest(trio: list[Gossiper]) -> None:
    here, there = trio[2], trio[1]
    rest = random.randbytes(MEGABYTE)
    heard = []

    def serve(stream: socket.socket, _: tuple[str, int]) -> None:
        stream.sendall(b"enough said")
        stream.shutdown(socket.SHUT_WR)
        heard.append(read_to_end(stream))

    with there.serving(serve), here.connect(there) as stream:
        assert read_to_end(stream) == b"enough said"
        stream.sendall(rest)
        stream.shutdown(socket.SHUT_WR)
        eventually(lambda: heard, 10, "the far end has heard the rest")
    assert heard == [rest]


def test_a_reader_that_stops_reading_stops_its_writer_and_nothing_else(trio: list[Gossiper]) -> None:
    here, there = trio[0], trio[1]
    programs = [here.node.subrosa.program, there.node.subrosa.program]
    resume = threading.Event()
    read = []
    streams = 0

    def serve(stream: socket.socket, source: tuple[str, int]) -> None:
        nonlocal streams
        streams += 1
        if streams > 1:
            return echo(stream, source)
        resume.wait(30)
        read.append(read_to_end(stream))
        return None

    block = random.randbytes(MEGABYTE)
    memory_before = [program.resident_bytes() for program in programs]
    with there.serving(serve), here.connect(there) as stopped:
        written = 0
        with pytest.raises(TimeoutError):  # a full second without room for one more byte
            stopped.settimeout(1)
            while written < 256 * MEGABYTE:
                written += stopped.send(block[written % MEGABYTE :])
        assert written < 64 * MEGABYTE, "back-pressure never came"
        growth = [program.resident_bytes() - before for program, before in zip(programs, memory_before, strict=True)]
        assert max(growth) < 16 * MEGABYTE
        watch = Stopwatch()
        for _ in range(20):
            assert answers(here, there)
            assert here.reaches(there, patience=1)
        assert watch.seconds < 5
        resume.set()
        stopped.settimeout(10)
        stopped.shutdown(socket.SHUT_WR)
        eventually(lambda: read, 20, "the reader has caught up")
    assert len(read[0]) == written
    assert read[0] == (block * (written // MEGABYTE + 1))[:written]


def test_five_hundred_streams_are_carried_at_once(trio: list[Gossiper]) -> None:
    here, there = trio[0], trio[1]
    with there.serving(echo):
        streams = [here.connect(there, within=20) for _ in range(500)]
        try:
            for word in (b"first ", b"second"):
                for number, stream in enumerate(streams):
                    stream.sendall(word + number.to_bytes(2, "big"))
                for number, stream in enumerate(streams):
                    assert stream.recv(8, socket.MSG_WAITALL) == word + number.to_bytes(2, "big")
        finally:
            for stream in streams:
                stream.close()
        # And the node is as good as before.
        assert answers(here, there)


def test_a_stream_nobody_accepts_at_the_far_end_is_ended_promptly(trio: list[Gossiper]) -> None:
    here, there = trio[0], trio[2]
    there.listener.close()
    try:
        watch = Stopwatch()
        with pytest.raises((ConnectionError, EOFError)), here.connect(there) as stream:
            stream.sendall(b"is anybody there?")
            if not stream.recv(1):
                raise EOFError
        assert watch.seconds < 1
    finally:
        there.listen()
