"""HAProxy with mutual TLS for streams, and socat in front of it and behind it for datagrams: a chain made by hand."""

import pathlib

from cluster import node_name
from machines import Machine
from processes import TICKS_PER_SECOND, Process

from .rival import Rival
from .site import first_line, found, said

DEFAULTS = """\
global
    maxconn 4000
    ssl-default-bind-options ssl-min-ver TLSv1.3
    ssl-default-server-options ssl-min-ver TLSv1.3
defaults
    mode tcp
    timeout connect 5s
    timeout client 1h
    timeout server 1h
"""

SECTION = """\
listen {name}
    bind {accept}
    server next {connect}
"""


class Chain(Rival):
    """Near: socat, HAProxy. Far: HAProxy, socat. Streams without socat."""

    # Of socat at the near end: what it makes of the datagrams that come.
    listener: str

    def version(self) -> str:
        socat = first_line(said(found("socat"), "-V"), "socat version")
        return f"{first_line(said(found('haproxy'), '-v'))}; {socat}"

    def start(self) -> None:
        near, far = self.site.machines
        sections = {near: "", far: ""}
        wanted = [("streams", self.port, *[self.address(far)] * 2)] if self.streams else []
        if self.datagrams:
            sockets = (f"unix@{self._socket(machine)}" for machine in (near, far))
            wanted.append(("datagrams", self.port + 1, *sockets))
        for name, port, come_in, go_out in wanted:
            wire = f"{far.address}:{port}"
            sections[near] += SECTION.format(name=name, accept=come_in, connect=f"{wire} {self._tls(near, far)}")
            sections[far] += SECTION.format(name=name, accept=f"{wire} {self._tls(far)}", connect=go_out)
        for machine in (near, far):
            config = self.write(f"{node_name(machine)}.cfg", DEFAULTS + sections[machine])
            self.run(machine, found("haproxy"), "-db", "-f", config)
        if self.datagrams:
            here, there = self.address(near), self.address(far)
            host, _, port = there.partition(":")
            self._socat(near, f"{self.listener}:{port},bind={host},fork", f"UNIX-CONNECT:{self._socket(near)}")
            sender = f"UDP4-SENDTO:{there},bind={here.partition(':')[0]}"
            self._socat(far, f"UNIX-LISTEN:{self._socket(far)},fork,backlog=1024", sender)

    def _socket(self, machine: Machine) -> str:
        """Between HAProxy and socat."""
        return f"{self.site.work}/{self.key}-{machine.name}.sock"

    def _tls(self, own: Machine, other: Machine | None = None) -> str:
        """Arguments of `server` if the other's name is to be checked, else of `bind`."""
        both = self.site.work / f"{node_name(own)}-both.pem"
        pem, key = (self.site.work / f"{node_name(own)}.{end}" for end in ("pem", "key"))
        both.write_text(pem.read_text() + key.read_text())
        named = f" verifyhost {node_name(other)}" if other else ""
        return f"ssl crt {both} ca-file {self.site.work}/ca.pem verify required{named}"

    def _socat(self, machine: Machine, *addresses: str) -> None:
        log = self.site.work / f"{self.key}-{machine.name}-socat.log"
        self.processes[machine.name].append(Family(machine, log, found("socat"), *addresses))
        self.configuration[f"{machine.name} socat"] = f"socat {' '.join(addresses)}\n".replace(f"{self.site.work}/", "")


class ChainPerDatagram(Chain):
    key = "haproxy-socat"
    title = "HAProxy, socat: a connection for each datagram"
    listener = "UDP4-RECVFROM"
    note = "what is done against merged datagrams: two processes and a TLS handshake for each"


class ChainOfBytes(Chain):
    key = "haproxy-socat-bytes"
    title = "HAProxy, socat: datagrams as one stream of bytes"
    streams = False
    listener = "UDP4-LISTEN"
    note = "what comes close together is merged, so it is measured only at rates at which little is"


class Family(Process):
    """A process that forks: what it has spent is also what its children, ended or not, have."""

    def cpu_seconds(self) -> float:
        ticks = 0
        for pid in {self._process.pid, *self._children()}:
            try:
                stat = pathlib.Path(f"/proc/{pid}/stat").read_text()
            except OSError:
                # Ended meanwhile: its parent has it now, which was perhaps read before.
                continue
            # From utime to cstime, fields 14 to 17.
            ticks += sum(int(field) for field in stat.rpartition(")")[2].split()[11:15])
        return ticks / TICKS_PER_SECOND

    def _children(self) -> list[int]:
        path = f"/proc/{self._process.pid}/task/{self._process.pid}/children"
        return [int(pid) for pid in pathlib.Path(path).read_text().split()]
