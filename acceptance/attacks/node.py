"""A running Subrosa to attack, with a stand-in for its Alertmanager and two peers made of Python."""

from __future__ import annotations

import contextlib
import hashlib
import os
import random
import re
import signal
import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Callable
from pathlib import Path

from . import frames
from .certificates import Authority, Files
from .frames import Frame, Hello
from .subrosa_peer import PATIENCE, Acceptor, Address, Connection, Identity, dial, tls

REPOSITORY = Path(__file__).parents[2]
BINARY = Path(os.environ.get("SUBROSA") or os.environ.get("SUBROSA_BINARY") or REPOSITORY / "dist" / "subrosa")
PAIR = re.compile(r'([\w.]+)=("(?:[^"\\]|\\.)*"|\S*)')


def eventually(what: str, condition: Callable[[], object], within: float = PATIENCE) -> object:
    deadline = time.monotonic() + within
    while True:
        with contextlib.suppress(OSError):
            if found := condition():
                return found
        assert time.monotonic() < deadline, f"not within {within:g} s: {what}"
        time.sleep(0.02)


class Alertmanager:
    """What stands in for the local Alertmanager: keeps datagrams, echoes streams."""

    def __init__(self, address: Address) -> None:
        self.address = address
        self.udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.udp.bind(address)
        self.udp.settimeout(0.5)
        self._listener = socket.create_server(address, backlog=64)
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        self.udp.close()
        self._listener.close()

    def _accept(self) -> None:
        while True:
            try:
                stream, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._echo, args=(stream,), daemon=True).start()

    def _echo(self, stream: socket.socket) -> None:
        with contextlib.suppress(OSError), stream:
            stream.settimeout(PATIENCE)
            while data := stream.recv(65536):
                stream.sendall(data)


class Node:
    """am-1 is the program under test; am-2 is honest; am-3 is whatever the test makes of it."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        # Any two runs on one machine stay apart.
        self._net = f"127.{random.randrange(100, 250)}.{random.randrange(256)}"
        self.gossip_port, self.link_port = 9094, 9095
        self.authority = Authority(directory, "cluster")
        self.certificates = {name: self.authority.issue(name, f"dns:{name}.test") for name in ("am-1", "am-2", "am-3")}
        self.digest = self._digest()
        self.alertmanager = Alertmanager(self.virtual(1))
        self.honest = self._acceptor(2)
        self.doubtful = self._acceptor(3)
        self.log_file = directory / "subrosa.log"
        self.process = self._start()
        eventually("am-1 accepts peers", lambda: socket.create_connection(self.link(1), 1).close() or True)

    def link(self, number: int) -> Address:
        return (f"{self._net}.{10 + number}", self.link_port)

    def virtual(self, number: int) -> Address:
        return (f"{self._net}.{20 + number}", self.gossip_port)

    def source(self, number: int) -> str:
        """A host of its own for an attacker, as refusals are counted by host."""
        return f"{self._net}.{100 + number}"

    def identity(self, name: str, files: Files | None = None) -> Identity:
        return Identity(files or self.certificates[name], name)

    def client(self, files: Files | None, **options: object) -> ssl.SSLContext:
        return tls(ssl.PROTOCOL_TLS_CLIENT, files, **options)

    def join(self, name: str, role: str, source: str) -> Connection:
        """Dials as an honest node and says hello."""
        context = self.client(self.certificates[name], ca_file=self.authority.file)
        connection = dial(self.link(1), source, context)
        connection.send(Hello(role, name, self.digest))
        answer = connection.receive()
        assert isinstance(answer, Hello), f"{name} is not let in: {answer}"
        assert (answer.role, answer.name) == (role, "am-1")
        return connection

    # What the log says

    def log_lines(self) -> list[dict[str, str]]:
        lines = self.log_file.read_text(errors="replace").splitlines()
        return [{key: value.strip('"') for key, value in PAIR.findall(line)} for line in lines]

    def refusals(self, address: str) -> list[dict[str, str]]:
        """Warnings about that peer address, of this or the dialling side."""
        return [
            line
            for line in self.log_lines()
            if line.get("level", "").upper() == "WARN" and line.get("address") == address
        ]

    # What must go on working

    def is_alive(self) -> bool:
        return self.process.poll() is None

    def resident_bytes(self) -> int:
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.search(r"VmRSS:\s+(\d+) kB", status).group(1)) * 1024

    def descriptors(self) -> int:
        return len(list(Path(f"/proc/{self.process.pid}/fd").iterdir()))

    def check_honest_traffic(self) -> None:
        """A datagram and a stream each way between am-1 and am-2."""
        assert self.is_alive(), f"am-1 ended with {self.process.returncode}"
        token = random.randbytes(16)
        eventually("a datagram reaches am-2", lambda: self._datagram_out(token))
        with self.join("am-2", "link", self.source(2)) as link:
            eventually("a datagram of am-2 arrives", lambda: self._datagram_in(link, token))
        with self.join("am-2", "lane", self.source(2)) as lane:
            lane.send(Frame(frames.OPEN), Frame(frames.CHUNK, token), Frame(frames.END))
            assert lane.receive() == Frame(frames.CHUNK, token)
            assert lane.receive() == Frame(frames.END)
        with socket.create_connection(self.virtual(2), PATIENCE, source_address=(self.virtual(1)[0], 0)) as stream:
            stream.sendall(token)
            stream.shutdown(socket.SHUT_WR)
            assert stream.makefile("rb").read() == token

    def close(self) -> None:
        if self.is_alive():
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait(5)
        for each in (self.alertmanager, self.honest, self.doubtful):
            each.close()

    def _datagram_out(self, token: bytes) -> bool:
        self.alertmanager.udp.sendto(token, self.virtual(2))
        seen = []
        time.sleep(0.02)
        while not self.honest.datagrams.empty():
            seen.append(self.honest.datagrams.get())
        return token in seen

    def _datagram_in(self, link: Connection, token: bytes) -> bool:
        link.send(Frame(frames.DATAGRAM, token))
        return self.alertmanager.udp.recvfrom(65536) == (token, self.virtual(2))

    def _digest(self) -> bytes:
        """As docs/PROTOCOL.md says under "Digest of the node table"."""
        lines = [
            "am-{0} {1}:{2} {3}:{4} dns:am-{0}.test\n".format(number, *self.link(number), *self.virtual(number))
            for number in (1, 2, 3)
        ]
        return hashlib.sha256("".join(lines).encode()).digest()

    def _acceptor(self, number: int) -> Acceptor:
        name = f"am-{number}"
        return Acceptor(self.link(number), self.authority.file, self.identity(name), self.digest)

    def _start(self) -> subprocess.Popen[bytes]:
        lines = ["nodes:"]
        for number in (1, 2, 3):
            lines += [
                f"  - name: am-{number}",
                "    address: {}:{}".format(*self.link(number)),
                "    virtual_address: {}:{}".format(*self.virtual(number)),
                f"    identity: dns:am-{number}.test",
            ]
        files = self.certificates["am-1"]
        lines += [f'listen: "{self.link(1)[0]}:{self.link_port}"', "tls:"]
        lines += [f"  cert_file: {files.cert}", f"  key_file: {files.key}", f"  ca_file: {self.authority.file}"]
        config = self.directory / "subrosa.yml"
        config.write_text("\n".join(lines) + "\n")
        with self.log_file.open("wb") as log:
            return subprocess.Popen(
                [BINARY, "run", f"--config.file={config}", "--node=am-1"],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
