"""One machine: a network namespace on the hub's bridge, with its addresses, its programs and its faults."""

from __future__ import annotations

import itertools
import subprocess
from contextlib import AbstractContextManager
from pathlib import Path

from . import network_namespace
from .hub import BRIDGE, HOSTS

_numbers = itertools.count(1)


class Machine:
    """A machine of its own on the hub's network, reachable from the hub."""

    def __init__(self, host_name: str) -> None:
        self.number = next(_numbers)
        self.host_name = host_name
        self.namespace = f"machine-{self.number}"
        self.hub_end = f"veth{self.number}"  # of its wire
        self.ipv4 = f"10.77.{self.number // 250}.{self.number % 250 + 1}"
        self.ipv6 = f"fd77::{self.number:x}"
        _run("ip", "netns", "add", self.namespace)
        _run("ip", "link", "add", self.hub_end, "type", "veth", "peer", "name", "eth0", "netns", self.namespace)
        _run("ip", "link", "set", self.hub_end, "master", BRIDGE, "up")
        _run("ip", "-netns", self.namespace, "link", "set", "lo", "up")
        self._set_up_device()
        with HOSTS.open("a") as hosts:
            hosts.write(f"{self.ipv4} {host_name}\n{self.ipv6} {host_name}\n")

    def _set_up_device(self) -> None:
        inside = ("ip", "-netns", self.namespace)
        _run(*inside, "address", "add", f"{self.ipv4}/16", "dev", "eth0")
        _run(*inside, "address", "add", f"{self.ipv6}/64", "dev", "eth0", "nodad")
        _run(*inside, "link", "set", "eth0", "up")

    def rewired(self, hub_end: str) -> None:
        """Its `eth0` is a new device, on a wire to the hub's device `hub_end`."""
        self.hub_end = hub_end
        _run("ip", "link", "set", hub_end, "master", BRIDGE, "up")
        self._set_up_device()

    def inside(self) -> AbstractContextManager[None]:
        """Moves this thread into the machine: sockets made and programs started here belong to it."""
        return network_namespace.inside(Path("/run/netns", self.namespace))

    def add_addresses(self, count: int) -> list[str]:
        """Further IPv4 addresses, as an attacker with many machines would have."""
        added = [f"10.77.{200 + self.number % 50}.{number}" for number in range(1, count + 1)]
        for address in added:
            _run("ip", "-netns", self.namespace, "address", "add", f"{address}/16", "dev", "eth0")
        return added

    def cut_off_from(self, other: Machine) -> None:
        """Drops every packet between the two, both ways, without a word to either."""
        self._drop("saddr", "input", other)
        self._drop("daddr", "output", other)

    def _drop(self, side: str, hook: str, other: Machine) -> None:
        table = f"cut_{other.number}_{hook}"
        rules = f"""
            table inet {table} {{
                chain packets {{
                    type filter hook {hook} priority 0;
                    ip {side} {other.ipv4} drop
                    ip6 {side} {other.ipv6} drop
                }}
            }}
            """
        with self.inside():
            _run("nft", "-f", "-", said=rules)

    def reconnect_to(self, other: Machine) -> None:
        with self.inside():
            for hook in ("input", "output"):
                _run("nft", "delete", "table", "inet", f"cut_{other.number}_{hook}")

    def unplug(self) -> None:
        """Pulls the cable: the hub's end goes down, and the machine sees its carrier gone."""
        _run("ip", "link", "set", self.hub_end, "down")

    def plug_in(self) -> None:
        _run("ip", "link", "set", self.hub_end, "up")

    def remove(self) -> None:
        subprocess.run(["ip", "link", "delete", self.hub_end], check=False, stderr=subprocess.DEVNULL)
        _run("ip", "netns", "delete", self.namespace)
        kept = [line for line in HOSTS.read_text().splitlines() if not line.endswith(f" {self.host_name}")]
        HOSTS.write_text("\n".join(kept) + "\n")


def _run(*words: str, said: str | None = None) -> None:
    done = subprocess.run(words, input=said, capture_output=True, text=True)
    if done.returncode != 0:
        raise RuntimeError(f"{' '.join(words)}: {done.stderr.strip()}")
