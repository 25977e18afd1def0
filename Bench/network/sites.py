"""Machines on wires of some quality, and a way for gossip between them: plaintext, Alertmanager's own TLS, Subrosa."""

from __future__ import annotations

import math
from pathlib import Path

from harness import versions
from harness.bad_wire import BadWire, Quality
from harness.cluster import Cluster, Node
from harness.deadlines import eventually

PLAIN, OWN_TLS = "plaintext", "Alertmanager's own TLS"
HEDGED, UDP, TLS = "Subrosa, hedged", "Subrosa, udp", "Subrosa, tls"
MODES = {HEDGED: "hedged", UDP: "udp", TLS: "tls"}
GOSSIP_PORT = 9094


def quality(round_trip: float, loss: float, seed: int) -> Quality:
    """Of each wire, so that two of them in a row have this round trip, in seconds, and lose this share each way."""
    return Quality(delay=round_trip / 4, loss=1 - math.sqrt(1 - loss), seed=seed)


class Site:
    """Machines of its own for one way; their wires are bad from `spoil` on."""

    def __init__(self, directory: Path, way: str, size: int = 3) -> None:
        self.way = way
        self.directory = directory
        self.cluster = Cluster(directory, size)
        self._wires: list[BadWire] = []
        if way in MODES:
            for node in self.nodes:
                configure(node, MODES[way])

    @property
    def nodes(self) -> list[Node]:
        return self.cluster.nodes

    @property
    def has_subrosa(self) -> bool:
        return self.way in MODES

    def start_subrosas(self) -> None:
        if not self.has_subrosa:
            return
        self.cluster.start_subrosas()
        if self.way != TLS:
            for node in self.nodes:
                self.wait_for_udp(node)

    def wait_for_udp(self, node: Node) -> None:
        wanted = len(self.nodes) - 1
        eventually(
            lambda: node.subrosa.program.log_text().count("Datagrams go over UDP") >= wanted,
            20,
            f"{node.name} sends over UDP",
        )

    def address(self, own: Node, of: Node) -> tuple[str, int]:
        """Where what stands beside `own` reaches what stands beside `of`, or is reached itself."""
        return of.virtual_address if self.has_subrosa else (of.machine.ipv4, GOSSIP_PORT)

    def start_alertmanagers(self, kind: str) -> None:
        for node in self.nodes:
            node.add_alertmanager(versions.alertmanager(kind))
            self.start_alertmanager(node)
        self.cluster.wait_until_whole()

    def start_alertmanager(self, node: Node) -> None:
        if self.has_subrosa:
            node.start_alertmanager()
            return
        flags = [f"--cluster.listen-address={node.machine.ipv4}:{GOSSIP_PORT}"]
        flags += [f"--cluster.peer={other.machine.ipv4}:{GOSSIP_PORT}" for other in self.cluster.others(node)]
        if self.way == OWN_TLS:
            flags.append(f"--cluster.tls-config={self._own_tls(node)}")
        node.alertmanager.start(flags)

    def _own_tls(self, node: Node) -> Path:
        """The usual: all show a certificate of the same CA. Alertmanager dials addresses, so no name can be checked."""
        files = node.directory
        pair = f"  cert_file: {files}/node.pem\n  key_file: {files}/node.key\n"
        path = files / "cluster-tls.yml"
        path.write_text(
            f"tls_server_config:\n{pair}  client_ca_file: {files}/ca.pem\n"
            f"  client_auth_type: RequireAndVerifyClientCert\n"
            f"tls_client_config:\n{pair}  ca_file: {files}/ca.pem\n  insecure_skip_verify: true\n"
        )
        return path

    def spoil(self, round_trip: float, loss: float) -> None:
        """Every wire becomes a bad one. Before anything is started."""
        for number, node in enumerate(self.nodes):
            wire = BadWire(
                node.machine, quality(round_trip, loss, number + 1), self.directory / f"{node.name}-wire.log"
            )
            self._wires.append(wire)

    def restart(self, node: Node) -> None:
        """As a machine that was started again."""
        node.alertmanager.program.kill()
        if self.has_subrosa:
            node.subrosa.program.kill()
            node.subrosa.start()
        self.start_alertmanager(node)

    def close(self) -> None:
        # While their devices are there.
        for wire in self._wires:
            wire.end()
        self.cluster.close()


def configure(node: Node, mode: str) -> None:
    """Puts `datagrams` into its configuration."""
    path = node.subrosa.config_file
    path.write_text(f"datagrams: {mode}\n{path.read_text()}")
