"""A stand-in for a gossiping program: plain sockets on a node's virtual address, where Alertmanager would be."""

from __future__ import annotations

import contextlib
import os
import socket
import threading
import time
from collections.abc import Callable, Iterator

from .cluster import Cluster, Node
from .deadlines import eventually

_RECEIVE_BUFFER = 64 << 20
Handler = Callable[[socket.socket, tuple[str, int]], None]


class Gossiper:
    def __init__(self, node: Node) -> None:
        self.node = node
        with node.inside():
            self.udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        try:
            self.udp.setsockopt(socket.SOL_SOCKET, 33, _RECEIVE_BUFFER)  # SO_RCVBUFFORCE
        except PermissionError:
            self.udp.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _RECEIVE_BUFFER)
        self.udp.bind(node.virtual_address)
        self.listen()

    def listen(self) -> None:
        with self.node.inside():
            self.listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        self.listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.listener.bind(self.address)
        self.listener.listen(1024)

    @property
    def address(self) -> tuple[str, int]:
        return self.node.virtual_address

    def close(self) -> None:
        self.udp.close()
        self.listener.close()

    # Datagrams

    def send(self, target: Gossiper, payload: bytes) -> None:
        self.udp.sendto(payload, target.address)

    def receive(self, within: float) -> tuple[bytes, tuple[str, int]]:
        """The next datagram and where it came from. Raises TimeoutError."""
        self.udp.settimeout(within)
        return self.udp.recvfrom(65_536)

    def discard_waiting(self) -> None:
        with contextlib.suppress(TimeoutError, BlockingIOError):
            while True:
                self.receive(within=0)

    def reaches(self, target: Gossiper, patience: float = 0.05) -> bool:
        """Sends a probe and says whether it arrived in time; whatever else was waiting there is discarded."""
        probe = b"probe " + os.urandom(8)
        self.send(target, probe)
        deadline = time.monotonic() + patience
        with contextlib.suppress(TimeoutError):
            while (left := deadline - time.monotonic()) > 0:
                if target.receive(within=left)[0] == probe:
                    return True
        return False

    # Streams

    def connect(self, target: Gossiper, within: float = 5) -> socket.socket:
        """Opens a stream towards another node, the way its Alertmanager would."""
        with self.node.inside():
            stream = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        stream.settimeout(within)
        try:
            stream.connect(target.address)
        except OSError:
            stream.close()
            raise
        return stream

    @contextlib.contextmanager
    def serving(self, handler: Handler) -> Iterator[None]:
        """Accepts streams meanwhile, each handled on a thread of its own and closed afterwards."""
        stopping = threading.Event()

        def handle(stream: socket.socket, source: tuple[str, int]) -> None:
            # A stream that fails is the other end's to report.
            with stream, contextlib.suppress(OSError):
                stream.settimeout(30)
                handler(stream, source)

        def accept() -> None:
            self.listener.settimeout(0.05)
            while not stopping.is_set():
                with contextlib.suppress(TimeoutError):
                    threading.Thread(target=handle, args=self.listener.accept(), daemon=True).start()

        acceptor = threading.Thread(target=accept, daemon=True)
        acceptor.start()
        try:
            yield
        finally:
            stopping.set()
            acceptor.join()


def echo(stream: socket.socket, _: tuple[str, int]) -> None:
    """A handler that sends back what comes, until the other side ends."""
    while data := stream.recv(65_536):
        stream.sendall(data)


def read_to_end(stream: socket.socket) -> bytes:
    received = bytearray()
    while data := stream.recv(1 << 20):
        received += data
    return bytes(received)


def exchange(stream: socket.socket, outgoing: bytes) -> bytes:
    """Sends and receives at the same time, ends its own direction, returns all that came until the other's end."""

    def write() -> None:
        stream.sendall(outgoing)
        stream.shutdown(socket.SHUT_WR)

    writer = threading.Thread(target=write, daemon=True)
    writer.start()
    received = read_to_end(stream)
    writer.join()
    return received


def answers(origin: Gossiper, target: Gossiper, within: float = 1) -> bool:
    """Whether a stream to a target that serves `echo` carries a word there and back."""
    try:
        with origin.connect(target, within) as stream:
            stream.sendall(b"hello")
            return stream.recv(5, socket.MSG_WAITALL) == b"hello"
    except OSError:
        return False


def wait_until_connected(gossipers: list[Gossiper], within: float) -> None:
    """Until datagrams flow between every two of them, both ways; the deadline is for all together."""
    deadline = time.monotonic() + within
    for origin in gossipers:
        for target in gossipers:
            if origin is not target:
                eventually(
                    lambda origin=origin, target=target: origin.reaches(target),
                    deadline - time.monotonic(),
                    f"datagrams flow from {origin.node.name} to {target.node.name}",
                )


def gossipers_of(cluster: Cluster) -> list[Gossiper]:
    return [Gossiper(node) for node in cluster.nodes]
