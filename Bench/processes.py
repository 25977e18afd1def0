"""Processes started on a machine or in a container: their processor time, memory and end."""

import os
import pathlib
import signal
import subprocess

from machines import Namespace

TICKS_PER_SECOND = os.sysconf("SC_CLK_TCK")


class Failed(Exception):
    """A process did not do its work; the text says which and why."""


class Process:
    """Runs until `stop`. Standard error goes to a log file."""

    def __init__(self, place: Namespace, log: pathlib.Path, *command: str, output: bool = False) -> None:
        self.name = f"{pathlib.Path(command[0]).name} on {place.name}"
        self.log = log
        with log.open("ab") as errors:
            self._process = subprocess.Popen(
                place.inside(*command),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE if output else errors,
                stderr=errors,
            )

    def check(self) -> None:
        """Raises Failed if it has ended."""
        if self._process.poll() is not None:
            raise Failed(f"{self.name} ended with code {self._process.returncode}: {self.last_words()}")

    def last_words(self) -> str:
        lines = self.log.read_text(errors="replace").strip().splitlines()
        return " / ".join(lines[-3:]) or "it said nothing"

    def cpu_seconds(self) -> float:
        """User and system time of all its threads so far, in steps of a clock tick (10 ms)."""
        text = self._proc("stat")
        # The command name, in parentheses, may hold spaces; utime and stime are fields 14 and 15.
        fields = text.rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / TICKS_PER_SECOND

    def resident_mb(self, peak: bool = False) -> float:
        """Resident memory now, or its highest so far, in 10^6 bytes."""
        wanted = "VmHWM:" if peak else "VmRSS:"
        for line in self._proc("status").splitlines():
            if line.startswith(wanted):
                return int(line.split()[1]) * 1024 / 1e6
        raise Failed(f"{self.name}: /proc has no {wanted}")

    def _proc(self, file: str) -> str:
        self.check()
        return pathlib.Path(f"/proc/{self._process.pid}/{file}").read_text()

    def stop(self) -> str:
        """Ends it and gives what it wrote to standard output, if that was kept."""
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGTERM)
        try:
            output, _ = self._process.communicate(timeout=10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            output, _ = self._process.communicate()
        return (output or b"").decode()
