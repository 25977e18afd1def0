"""The peer side of subrosa/1, dialling and accepting, as honest or as false as its caller wants it."""

from __future__ import annotations

import contextlib
import queue
import socket
import ssl
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from . import frames
from .certificates import Files
from .frames import Frame, Hello

Address = tuple[str, int]
PATIENCE = 5.0
"""Seconds until a wait for the other side counts as failed."""
PROTOCOL = "subrosa/1"


def tls(
    side: int,
    files: Files | None,
    ca_file: Path | None = None,
    alpn: tuple[str, ...] = (PROTOCOL,),
    newest: ssl.TLSVersion = ssl.TLSVersion.TLSv1_3,
) -> ssl.SSLContext:
    """What to show and to speak; without `ca_file` the other side is not verified, as attackers do not care."""
    context = ssl.SSLContext(side)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_REQUIRED if ca_file else ssl.CERT_NONE
    if ca_file:
        context.load_verify_locations(ca_file)
    if files:
        context.load_cert_chain(files.cert, files.key)
    if alpn:
        context.set_alpn_protocols(list(alpn))
    context.maximum_version = newest
    return context


class Connection:
    """Frames over a TLS socket."""

    def __init__(self, raw: ssl.SSLSocket) -> None:
        self.socket = raw
        self.socket.settimeout(PATIENCE)
        self._unread = b""

    @property
    def local_address(self) -> str:
        """`IP:port` of this end: what the other side's log calls the peer's address."""
        host, port = self.socket.getsockname()[:2]
        return f"{host}:{port}"

    def send(self, *sent: Frame | Hello | bytes) -> None:
        self.socket.sendall(b"".join(each if isinstance(each, bytes) else each.encoded() for each in sent))

    def receive(self) -> Frame | Hello | None:
        """The next frame; nothing if the connection has ended, however it did."""
        while True:
            frame, self._unread = frames.decode(self._unread)
            if frame is not None:
                return frame
            try:
                data = self.socket.recv(65536)
            except TimeoutError:
                raise
            except OSError:
                return None
            if not data:
                return None
            self._unread += data

    def close(self) -> None:
        with contextlib.suppress(OSError):
            self.socket.close()

    def __enter__(self) -> Connection:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def connect(to: Address, source: str) -> socket.socket:
    return socket.create_connection(to, PATIENCE, source_address=(source, 0))


def dial(to: Address, source: str, context: ssl.SSLContext) -> Connection:
    """TCP and TLS, without a hello. In TLS 1.3 a client whose certificate is refused only learns it when it reads."""
    raw = connect(to, source)
    try:
        return Connection(context.wrap_socket(raw))
    except OSError:
        raw.close()
        raise


@dataclass
class Identity:
    """Who the acceptor says it is: in its certificate, and in its hello."""

    files: Files
    name: str


class Acceptor:
    """A node that others dial: answers hellos and pings, keeps datagrams, echoes streams."""

    def __init__(self, address: Address, ca_file: Path, identity: Identity, digest: bytes) -> None:
        self.address = address
        self.ca_file = ca_file
        self.identity = identity
        self.digest = digest
        self.datagrams: queue.Queue[bytes] = queue.Queue()
        self.answer: Callable[[Hello], bytes] | None = None
        """What to answer to a hello instead of the truth."""
        self._open: list[socket.socket] = []
        self._listener = socket.create_server(address, backlog=64)
        threading.Thread(target=self._accept, daemon=True).start()

    def become(self, identity: Identity, answer: Callable[[Hello], bytes] | None = None) -> None:
        """Changes who this is, and lets go of every connection, so that all are made anew."""
        self.identity = identity
        self.answer = answer
        self.drop_all()

    def drop_all(self) -> None:
        connections, self._open = self._open, []
        for connection in connections:
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        self._listener.close()
        self.drop_all()

    def _accept(self) -> None:
        while True:
            try:
                raw, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(raw,), daemon=True).start()

    def _serve(self, raw: socket.socket) -> None:
        self._open.append(raw)
        with contextlib.suppress(OSError, frames.FrameError):
            raw.settimeout(PATIENCE)
            context = tls(ssl.PROTOCOL_TLS_SERVER, self.identity.files, self.ca_file)
            with Connection(context.wrap_socket(raw, server_side=True)) as connection:
                self._open.append(connection.socket)
                connection.socket.settimeout(None)
                first = connection.receive()
                if not isinstance(first, Hello):
                    return
                if self.answer:
                    connection.send(self.answer(first))
                else:
                    connection.send(Hello(first.role, self.identity.name, self.digest))
                self._carry(connection)
        raw.close()

    def _carry(self, connection: Connection) -> None:
        received = 0
        while (frame := connection.receive()) is not None:
            if frame.type == frames.PING:
                connection.send(frames.pong(*frame.numbers(), received))
            elif frame.type == frames.DATAGRAM:
                received += 1
                self.datagrams.put(frame.payload)
            elif frame.type in (frames.CHUNK, frames.END):
                connection.send(frame)
