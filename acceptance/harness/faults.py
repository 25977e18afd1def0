"""Ways for one node to be in trouble, each with its way back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from .cluster import Node


@dataclass
class Fault:
    """Something that happens to `node`; the others are those it can no longer serve."""

    node: Node
    others: Iterable[Node]

    def strike(self) -> None:
        raise NotImplementedError

    def heal(self) -> None:
        raise NotImplementedError


class Frozen(Fault):
    """Its Subrosa is stopped: the kernel still accepts and acknowledges, nobody answers."""

    def strike(self) -> None:
        self.node.subrosa.program.freeze()

    def heal(self) -> None:
        self.node.subrosa.program.thaw()


class CutOff(Fault):
    """Packets between it and the others vanish, without a word to either side."""

    def strike(self) -> None:
        for other in self.others:
            self.node.machine.cut_off_from(other.machine)

    def heal(self) -> None:
        for other in self.others:
            self.node.machine.reconnect_to(other.machine)


class Unplugged(Fault):
    """Its cable is out: sends fail on its side with errors, on the others' side nothing comes."""

    def strike(self) -> None:
        self.node.machine.unplug()

    def heal(self) -> None:
        self.node.machine.plug_in()


class Killed(Fault):
    """kill -9 of its Subrosa: its machine refuses connections from now on, until a new one is started."""

    def strike(self) -> None:
        self.node.subrosa.program.kill()

    def heal(self) -> None:
        self.node.subrosa.start()


ALL = [Frozen, CutOff, Unplugged, Killed]
