"""A container on a machine: its processes, its signals, its network."""

from __future__ import annotations

import itertools
from contextlib import AbstractContextManager
from pathlib import Path
from signal import Signals

from .. import network_namespace
from ..deadlines import eventually
from ..machine import Machine
from ..program import Program
from .engine import STATE, Engine, Spec

_numbers = itertools.count(1)


class Container(Program):
    """Started at once, in the foreground of its engine; its output is the log."""

    def __init__(self, engine: Engine, spec: Spec, machine: Machine, log: Path) -> None:
        self.spec = spec
        self._engine = engine
        self._pid_file = STATE / f"{next(_numbers)}.pid"
        self._first_process: int | None = None
        self._process_namespace: Path | None = None
        super().__init__(f"container {spec.name}", machine, engine.command(spec, self._pid_file), log)

    @property
    def first_process(self) -> int:
        """Process 1 of the container, as the hub numbers it. Waits until there is one."""

        def found() -> int | None:
            assert self.is_running, f"{self.name} has ended: {self.log_text()[-500:]}"
            return self._engine.first_process(self.process.pid, self._pid_file)

        if self._first_process is None:
            self._first_process = eventually(found, 10, f"{self.name} has a process")
            self._process_namespace = Path(f"/proc/{self._first_process}/ns/pid").readlink()
        return self._first_process

    def inside(self) -> AbstractContextManager[None]:
        """Moves this thread into the container's network."""
        return network_namespace.inside(Path("/proc", str(self.first_process), "ns/net"))

    def processes(self) -> dict[int, str]:
        """All that are in it, or are left of it, by number: each one's name, and its state in one letter."""
        assert self.first_process
        found = {}
        for directory in Path("/proc").glob("[0-9]*"):
            try:
                if (directory / "ns/pid").readlink() != self._process_namespace:
                    continue
                # The name is in parentheses and may contain anything (proc_pid_stat(5)).
                before, _, after = (directory / "stat").read_text().rpartition(")")
            except OSError:
                continue  # it has ended meanwhile
            found[int(directory.name)] = f"{before.partition('(')[2]} {after.split()[0]}"
        return found

    def send(self, which: Signals) -> None:
        self._engine.send(which, self.spec, self.first_process)

    def wait(self, within: float) -> int:
        status = super().wait(within)
        return status if status >= 0 else 128 - status

    def end(self) -> None:
        try:
            super().end()
        finally:
            if self.is_running:  # it could not be told
                self.process.kill()
                self.process.wait(5)
