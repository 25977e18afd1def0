"""A node of Subrosa: its directory, its configuration, its process."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from .binary import subrosa
from .identities import Authority
from .machine import Machine
from .program import Program


@dataclass(frozen=True)
class Entry:
    """A line of the node table, the same on every machine."""

    name: str
    address: str
    virtual_ip: str
    identity: str
    gossip_port: int = 9094
    alertmanager: str | None = None
    """Where its Alertmanager listens, if not at the virtual address."""

    @property
    def virtual_address(self) -> tuple[str, int]:
        return (self.virtual_ip, self.gossip_port)


def configuration(table: list[Entry], *more_of_tls: str) -> str:
    """subrosa.yml; the paths are relative to the file, so that one text serves every node."""
    lines = ["nodes:"]
    for entry in table:
        lines += [
            f"  - name: {entry.name}",
            f'    address: "{entry.address}"',
            f"    virtual_address: {entry.virtual_ip}:{entry.gossip_port}",
            f"    identity: {entry.identity}",
        ]
        if entry.alertmanager:
            lines.append(f"    alertmanager: {entry.alertmanager}")
    lines += ["tls:", "  cert_file: node.pem", "  key_file: node.key", "  ca_file: ca.pem"]
    lines += [f"  {line}" for line in more_of_tls]
    return "\n".join(lines) + "\n"


def digest(table: list[Entry]) -> bytes:
    """As docs/PROTOCOL.md says under "Digest of the node table"."""
    lines = []
    for each in sorted(table, key=lambda each: each.name):
        lines.append("{} {} {}:{} {}\n".format(each.name, each.address, *each.virtual_address, each.identity))
    return hashlib.sha256("".join(lines).encode()).digest()


_AS_A_SERVICE = ["prlimit", "--nofile=1024:"]
"""The soft limit of open files that systemd and login shells give; a program that needs more raises it itself."""


class Subrosa:
    """One node's Subrosa, to be started and ended as often as a test likes."""

    def __init__(self, entry: Entry, machine: Machine, directory: Path) -> None:
        self.entry = entry
        self.machine = machine
        self.directory = directory
        self.config_file = directory / "subrosa.yml"
        self.program: Program | None = None

    def configure(self, table: list[Entry], authority: Authority) -> None:
        self.directory.mkdir(parents=True, exist_ok=True)
        self.config_file.write_text(configuration(table))
        name = self.entry.name
        shutil.copy(authority.ca_file, self.directory / "ca.pem")
        shutil.copy(authority.cert_file(name), self.directory / "node.pem")
        shutil.copy(authority.key_file(name), self.directory / "node.key")

    def put(self, name: str, content: str | bytes | Path) -> None:
        """Puts a file in the place of another, all at once, as `install` and configuration management do."""
        if isinstance(content, Path):
            content = content.read_bytes()
        beside = self.directory / f"{name}.new"
        beside.touch(mode=0o600)
        beside.write_bytes(content.encode() if isinstance(content, str) else content)
        beside.replace(self.directory / name)

    def start(self, *flags: str) -> Program:
        return self._start("run", *flags)

    def exec(self, command: list[str | Path]) -> Program:
        """Starts it as the parent of another program."""
        return self._start("exec", "--", *command)

    def _start(self, verb: str, *words: str | Path) -> Program:
        self.program = Program(
            f"subrosa {self.entry.name}",
            self.machine,
            [*_AS_A_SERVICE, subrosa(), verb, *self._choice(), *words],
            self.directory / "subrosa.log",
        )
        return self.program

    def cluster_flags(self) -> list[str]:
        """What `subrosa flags` tells to give to this node's Alertmanager."""
        command = [str(subrosa()), "flags", *self._choice()]
        return subprocess.run(command, capture_output=True, text=True, check=True, timeout=10).stdout.split()

    def _choice(self) -> list[str]:
        return [f"--config.file={self.config_file}", f"--node={self.entry.name}"]
