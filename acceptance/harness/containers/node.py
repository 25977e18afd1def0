"""A node whose Alertmanager is in a container."""

from __future__ import annotations

import http.client
import os
import socket
from abc import abstractmethod
from contextlib import AbstractContextManager
from pathlib import Path

from ..alertmanager import REPAIR_OFTEN, Alertmanager
from ..cluster import Node
from ..deadlines import eventually
from ..hub import HOSTS
from ..log_mark import LogMark
from ..machine import Machine
from ..program import Program
from ..subrosa import Entry, Subrosa
from . import image
from .container import Container
from .engine import Engine, Mount, Spec

_WEB = ("127.0.0.1", 9093)


class Sign:
    """A line that is to be logged from now on."""

    def __init__(self, program: Program, message: str, **expected: str) -> None:
        self._log, self._message, self._expected = LogMark(program), message, expected

    def wait(self, within: float) -> None:
        self._log.wait_for(self._message, within, **self._expected)


class ContainedNode(Node):
    """What all layouts have in common. It can be started and its container ended as often as a test likes."""

    engine: Engine
    """Of all nodes; set once a test needs one."""
    has_own_network: bool

    def __init__(self, entry: Entry, machine: Machine, directory: Path) -> None:
        super().__init__(entry, machine, directory)
        self.subrosa = Subrosa(entry, machine, directory / "subrosa")
        self._container: Container | None = None

    @property
    def container(self) -> Container:
        assert self._container, f"{self.name} has not been started"
        return self._container

    @property
    @abstractmethod
    def carrier(self) -> Program:
        """Who has the links to the peers and logs about them."""

    @abstractmethod
    def sign_of_return(self, other: ContainedNode) -> Sign:
        """What is logged once the other's streams get through to this node again; while its container is gone."""

    @abstractmethod
    def entrypoint(self) -> list[str]:
        """What process 1 of the container is, but for `--` and its command."""

    @abstractmethod
    def mounts(self) -> dict[str, Mount]:
        """What the entrypoint needs to see."""

    def run_in_container(self, command: list[str], *flags: str) -> Container:
        """Runs the command in a container, as the child of the entrypoint with these further flags."""
        config, data = self.directory / "etc", self.directory / "data"
        for directory in (config, data):
            directory.mkdir(parents=True, exist_ok=True)
        os.chown(data, self.engine.user, self.engine.user)
        own = {"/etc/hosts": Mount(HOSTS), "/etc/alertmanager": Mount(config), "/alertmanager": Mount(data, True)}
        spec = Spec(
            f"{self.machine.namespace}-container",
            [*self.entrypoint(), *flags, "--", *command],
            own | self.mounts(),
            self.has_own_network,
        )
        self._container = Container(self.engine, spec, self.machine, self.directory / "container.log")
        return self._container

    def add_alertmanager(self, binary: Path) -> None:
        self._alertmanager = ContainedAlertmanager(self, binary)

    def start(self) -> None:
        """Starts all of it that does not run."""
        self.start_outside()
        self.start_container()

    def start_outside(self) -> None:
        """Starts what runs on the machine, if it does not run."""

    def start_container(self) -> None:
        """Starts the container with the Alertmanager, if it does not run."""
        if self._container and self._container.is_running:
            return
        command = [str(word) for word in self.alertmanager.command([REPAIR_OFTEN])]
        self.alertmanager.program = self.run_in_container(command)

    def inside(self) -> AbstractContextManager[None]:
        return self.container.inside()

    def end(self) -> None:
        if self._container:
            self._container.end()
        super().end()


class ContainedAlertmanager(Alertmanager):
    """Asked over the container's own loopback, which works whatever else its network has."""

    def __init__(self, node: ContainedNode, binary: Path) -> None:
        super().__init__(node.name, node.machine, node.directory / "etc", binary)
        self._node = node

    def command(self, flags: list[str]) -> list[str | Path]:
        self.write_configuration()
        config, data = Path("/etc/alertmanager/alertmanager.yml"), Path("/alertmanager")
        return [image.alertmanager(self.binary), *self.flags(config, data, "{}:{}".format(*_WEB)), *flags]

    def name_in_cluster(self) -> str:
        """What the others list it as; another one after each start."""
        return self.status()["cluster"]["name"]

    def names_of_members(self) -> set[str]:
        return {peer["name"] for peer in self.status()["cluster"]["peers"]}

    def _connection(self) -> http.client.HTTPConnection:
        return _ConnectionInside(self._node)


class _ConnectionInside(http.client.HTTPConnection):
    def __init__(self, node: ContainedNode) -> None:
        super().__init__(*_WEB, timeout=10)
        self._node = node

    def connect(self) -> None:
        with self._node.inside():
            self.sock = socket.create_connection(_WEB, timeout=10)


def wait_until_joined(nodes: list[ContainedNode], within: float) -> None:
    """Until each Alertmanager lists every other one that runs now."""

    def is_joined() -> bool:
        names = {node.alertmanager.name_in_cluster() for node in nodes}
        return all(names <= node.alertmanager.names_of_members() for node in nodes)

    eventually(is_joined, within, f"{', '.join(node.name for node in nodes)} list each other", every=0.02)
