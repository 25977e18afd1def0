"""Machines with a Subrosa each, and, in a Cluster of Alertmanagers, one of those beside it."""

from __future__ import annotations

import itertools
from contextlib import AbstractContextManager
from pathlib import Path

from . import versions
from .alertmanager import Alertmanager
from .deadlines import eventually
from .identities import Authority
from .machine import Machine
from .subrosa import Entry, Subrosa

_numbers = itertools.count(1)
LINK_PORT = 9095


class Node:
    """A machine with its Subrosa and perhaps its Alertmanager."""

    def __init__(self, entry: Entry, machine: Machine, directory: Path) -> None:
        self.name = entry.name
        self.entry = entry
        self.machine = machine
        self.directory = directory
        self.subrosa = Subrosa(entry, machine, directory)
        self._alertmanager: Alertmanager | None = None

    @property
    def virtual_address(self) -> tuple[str, int]:
        return self.entry.virtual_address

    @property
    def alertmanager(self) -> Alertmanager:
        assert self._alertmanager, f"{self.name} has no Alertmanager"
        return self._alertmanager

    def add_alertmanager(self, binary: Path) -> None:
        self._alertmanager = Alertmanager(self.name, self.machine, self.directory, binary)

    def start_alertmanager(self, *flags: str) -> None:
        """Starts it with the flags `subrosa flags` tells, and more if given."""
        self.alertmanager.start([*self.subrosa.cluster_flags(), *flags])

    def inside(self) -> AbstractContextManager[None]:
        """Moves this thread to where the node's Alertmanager is: sockets made here reach the virtual addresses."""
        return self.machine.inside()

    def end(self) -> None:
        """Ends what still runs, the machine aside."""
        for program in (self._alertmanager and self._alertmanager.program, self.subrosa.program):
            if program:
                program.end()

    def exec_alertmanager(self, *flags: str) -> None:
        """Starts Subrosa, and lets it start the Alertmanager with the flags that it knows, and more if given."""
        self.subrosa.exec(self.alertmanager.command([*flags]))


def wait_until_linked(nodes: list[Node], within: float = 10) -> None:
    """Until each node's Subrosa has said that its link to every other is up."""
    for node in nodes:
        for peer in nodes:
            if peer is not node:
                node.subrosa.program.wait_for_log(rf'msg="Link up".*\bpeer={peer.name}\b', within)


class Cluster:
    """Nodes am-1, am-2, … with machines, certificates and configuration laid out, nothing started."""

    def __init__(self, directory: Path, size: int, node_type: type[Node] = Node) -> None:
        self._directory = directory
        self._node_type = node_type
        self._domain = f"cluster-{next(_numbers)}.test"
        self.authority = Authority(directory / "pki")
        self.nodes = []
        for _ in range(size):
            self.add_node()
        for node in self.nodes:
            node.subrosa.configure(self.table, self.authority)

    @property
    def table(self) -> list[Entry]:
        return [node.entry for node in self.nodes]

    def add_node(self) -> Node:
        """The next node, with its machine and its certificate; no configuration knows of it yet."""
        number = len(self.nodes) + 1
        machine = Machine(f"am-{number}.{self._domain}")
        # All three ways to write an address: a name, an IPv4 literal, an IPv6 literal.
        host = (machine.host_name, machine.ipv4, f"[{machine.ipv6}]")[(number - 1) % 3]
        identity = f"dns:{machine.host_name}"
        entry = Entry(f"am-{number}", f"{host}:{LINK_PORT}", f"127.77.0.{number}", identity)
        self.authority.issue(entry.name, identity)
        self.nodes.append(self._node_type(entry, machine, self._directory / entry.name))
        return self.nodes[-1]

    def __getitem__(self, name: str) -> Node:
        return next(node for node in self.nodes if node.name == name)

    def others(self, node: Node) -> list[Node]:
        return [other for other in self.nodes if other is not node]

    def start_subrosas(self) -> None:
        """Starts them all and waits until each has its link to every other."""
        for node in self.nodes:
            node.subrosa.start()
        wait_until_linked(self.nodes)

    def start_alertmanagers(self, kinds: list[str], *flags: str) -> None:
        """Starts an Alertmanager on each node, the kinds (versions.py) taken in turn."""
        for node, kind in zip(self.nodes, itertools.cycle(kinds), strict=False):
            node.add_alertmanager(versions.alertmanager(kind))
            node.start_alertmanager(*flags)

    def wait_until_whole(self, within: float = 60) -> None:
        """Every Alertmanager has settled, lists every member and misses none."""
        for node in self.nodes:
            eventually(
                lambda node=node: (
                    node.alertmanager.members() == len(self.nodes) and node.alertmanager.failed_peers() == 0
                ),
                within,
                f"{node.name} lists {len(self.nodes)} members and no failed peer",
                every=0.05,
            )
        for node in self.nodes:
            eventually(node.alertmanager.is_ready, within, f"{node.name} is ready", every=0.05)

    def close(self) -> None:
        """Ends everything and takes the machines away; a second time does nothing."""
        nodes, self.nodes = self.nodes, []
        for node in nodes:
            node.end()
        for node in nodes:
            node.machine.remove()
