"""The layout in which Subrosa and Alertmanager share a container, with configuration and keys in it."""

from __future__ import annotations

import os

from ..program import Program
from .engine import Mount
from .node import ContainedNode, Sign


class InOneContainer(ContainedNode):
    """`subrosa exec` is the entrypoint. The container has its machine's network, as its peers have to reach it."""

    has_own_network = False

    @property
    def carrier(self) -> Program:
        return self.container

    def sign_of_return(self, other: ContainedNode) -> Sign:
        return Sign(other.carrier, "Link up", peer=self.name)

    def entrypoint(self) -> list[str]:
        return ["subrosa", "exec", "--config.file=/etc/subrosa/subrosa.yml", f"--node={self.name}"]

    def mounts(self) -> dict[str, Mount]:
        for file in self.subrosa.directory.iterdir():
            os.chown(file, self.engine.user, self.engine.user)
        return {"/etc/subrosa": Mount(self.subrosa.directory)}
