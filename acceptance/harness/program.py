"""A program running on a machine: its log, its signals, its memory."""

from __future__ import annotations

import os
import re
import signal
import subprocess
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol

from .deadlines import eventually

running: list[Program] = []
"""Programs not yet ended, so that a failing test can show what they had to say."""


class Place(Protocol):
    """Where a program runs: a machine, or a network on one."""

    def inside(self) -> AbstractContextManager[None]: ...


class Program:
    """Started at once; ended by `end()`, which is safe to call at any time."""

    def __init__(self, name: str, place: Place, command: list[str | Path], log: Path) -> None:
        self.name = name
        self.log = log
        self._log_start = log.stat().st_size if log.exists() else 0
        with place.inside(), log.open("ab") as sink:
            # A session of its own: Ctrl-C at the terminal is ours to pass on, in the right order.
            self.process = subprocess.Popen(
                [str(word) for word in command],
                stdin=subprocess.DEVNULL,
                stdout=sink,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        running.append(self)

    @property
    def is_running(self) -> bool:
        return self.process.poll() is None

    def send(self, which: signal.Signals) -> None:
        self.process.send_signal(which)

    def freeze(self) -> None:
        self.send(signal.SIGSTOP)

    def thaw(self) -> None:
        self.send(signal.SIGCONT)

    def kill(self) -> None:
        """kill -9: no farewell."""
        self.send(signal.SIGKILL)
        self.wait(5)

    def terminate(self, within: float = 15) -> int:
        """Asks it to end (SIGTERM) and returns its exit status."""
        self.send(signal.SIGTERM)
        return self.wait(within)

    def wait(self, within: float) -> int:
        status = self.process.wait(within)
        if self in running:
            running.remove(self)
        return status

    def end(self) -> None:
        if self.is_running:
            self.kill()
        elif self in running:
            running.remove(self)

    def log_text(self) -> str:
        """What this run has logged so far (a restarted program writes on in the same file)."""
        with self.log.open(errors="replace") as text:
            text.seek(self._log_start)
            return text.read()

    def log_lines(self, pattern: str) -> list[str]:
        wanted = re.compile(pattern)
        return [line for line in self.log_text().splitlines() if wanted.search(line)]

    def wait_for_log(self, pattern: str, within: float) -> str:
        lines = eventually(
            lambda: self.log_lines(pattern), within, f"{self.name} logs a line like {pattern!r}", every=0.02
        )
        return lines[-1]

    def children(self) -> list[int]:
        """The processes that it has started and that are still there."""
        threads = Path("/proc", str(self.process.pid), "task").glob("*/children")
        return sorted(int(word) for thread in threads for word in thread.read_text().split())

    def resident_bytes(self) -> int:
        status = Path("/proc", str(self.process.pid), "status").read_text()
        return int(re.search(r"VmRSS:\s+(\d+) kB", status).group(1)) * 1024

    def descriptors(self) -> int:
        """How many files and sockets it has open."""
        return len(list(Path("/proc", str(self.process.pid), "fd").iterdir()))

    def cpu_seconds(self) -> float:
        """What it has used since it started."""
        after_name = Path("/proc", str(self.process.pid), "stat").read_text().rpartition(")")[2].split()
        return (int(after_name[11]) + int(after_name[12])) / os.sysconf("SC_CLK_TCK")
