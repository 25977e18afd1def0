"""The layout in which the keys stay on the machine: `subrosa run` there, `subrosa exec --via` in the container."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from ..machine import Machine
from ..program import Program
from ..subrosa import Entry
from .engine import Mount
from .node import ContainedNode, Sign


class Split(ContainedNode):
    """The container has no network but its own loopback; the two halves meet in a directory that both see."""

    has_own_network = True

    def __init__(self, entry: Entry, machine: Machine, directory: Path) -> None:
        super().__init__(entry, machine, directory)
        # The path of a socket has to be short, which that of a test's directory need not be.
        self.sockets = Path("/run", f"{machine.namespace}-edge")
        self.more_of_edge: list[str] = []
        """Further lines of `edge:` in the configuration, to be set before the first start."""

    @property
    def host_socket(self) -> Path:
        return self.sockets / "host.sock"

    @property
    def edge_socket(self) -> Path:
        return self.sockets / "edge.sock"

    @property
    def carrier(self) -> Program:
        assert self.subrosa.program, f"{self.name} has not been started"
        return self.subrosa.program

    def sign_of_return(self, other: ContainedNode) -> Sign:
        return Sign(self.carrier, "Edge attached")

    def start_outside(self) -> None:
        if self.subrosa.program and self.subrosa.program.is_running:
            return
        self._lay_out()
        self.subrosa.start()

    def entrypoint(self) -> list[str]:
        return ["subrosa", "exec", "--via=/sockets"]

    def mounts(self) -> dict[str, Mount]:
        self._lay_out()
        return {"/sockets": Mount(self.sockets, True)}

    def _lay_out(self) -> None:
        if self.sockets.exists():
            return
        self.sockets.mkdir()
        os.chown(self.sockets, 0, self.engine.user)
        self.sockets.chmod(0o770)
        with self.subrosa.config_file.open("a") as config:
            lines = [f"directory: {self.sockets}", f"users: [{self.engine.user}]", *self.more_of_edge]
            config.write("".join(["edge:\n", *(f"  {line}\n" for line in lines)]))

    def end(self) -> None:
        super().end()
        shutil.rmtree(self.sockets, ignore_errors=True)
