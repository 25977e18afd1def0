"""Subrosa, in each of the ways in which it carries datagrams."""

import subprocess

from cluster import node_name
from machines import Machine

from .rival import Rival
from .site import first_line, said


class Subrosa(Rival):
    """`subrosa run` on both machines."""

    # Of the key `datagrams` in subrosa.yml.
    way = "tls"

    def version(self) -> str:
        return first_line(said(str(self.site.subrosa), "version"))

    def start(self) -> None:
        for machine in self.site.machines:
            config = self.write(f"{node_name(machine)}.yml", self._config(machine, self._way_lines()))
            name = node_name(machine)
            self.run(machine, str(self.site.subrosa), "run", f"--config.file={config}", f"--node={name}")

    def _way_lines(self) -> list[str]:
        return [f"datagrams: {self.way}"]

    def is_known(self) -> bool:
        """Whether the program has this way of carrying datagrams."""
        config = self.site.work / f"{self.key}-known.yml"
        config.write_text(self._config(self.site.near, self._way_lines()))
        checked = subprocess.run([self.site.subrosa, "check-config", config], check=False, capture_output=True)
        return checked.returncode == 0

    def _config(self, own: Machine, more: list[str]) -> str:
        lines = ["nodes:"]
        for machine in self.site.machines:
            lines += [
                f"  - name: {node_name(machine)}",
                f"    address: {machine.address}:{self.port}",
                f"    virtual_address: {self.address(machine)}",
            ]
        lines += [
            "tls:",
            f"  cert_file: {node_name(own)}.pem",
            f"  key_file: {node_name(own)}.key",
            "  ca_file: ca.pem",
            *more,
        ]
        return "\n".join(lines) + "\n"


class OverTLS(Subrosa):
    key = "subrosa"
    title = "Subrosa, `datagrams: tls`"
    note = "datagrams and streams on TLS 1.3 connections"


class OverUDP(Subrosa):
    key = "subrosa-udp"
    title = "Subrosa, `datagrams: udp`"
    way = "udp"
    note = "datagrams sealed, by UDP; streams as above"


class Hedged(Subrosa):
    key = "subrosa-hedged"
    title = "Subrosa, `datagrams: hedged`"
    way = "hedged"
    note = "datagrams both ways at once, the first to come is delivered; streams as above"
