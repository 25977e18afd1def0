"""One way for gossip to go: its processes at both ends, its configuration, and what is asked of it."""

import time
from collections.abc import Callable

from load import Path
from machines import Machine
from processes import Failed, Process

from .site import Site


class Rival:
    """Between `near` and `far` of the site. Whoever sends gossip knows only `address(far)`, and sends from its own."""

    key: str
    title: str
    datagrams = True
    streams = True
    # Whether datagrams at a rate, and many bytes of one stream, are asked of it.
    paced = True
    bulk = True
    # Nothing of it is secret: a measure of the others, and no rival.
    is_reference = False
    # What the reader should know who compares it.
    note = ""

    def __init__(self, site: Site, number: int) -> None:
        self.site = site
        # Picks addresses and ports of its own.
        self.number = number
        self.processes: dict[str, list[Process]] = {machine.name: [] for machine in site.machines}
        # What it was told: by file name, or what stands for one.
        self.configuration: dict[str, str] = {}

    def version(self) -> str:
        raise NotImplementedError

    def start(self) -> None:
        """Starts all processes; does not wait."""
        raise NotImplementedError

    def address(self, machine: Machine) -> str:
        """Where gossip for the machine goes, seen from either machine."""
        return f"127.77.{self.number}.{machine.number}:9094"

    @property
    def port(self) -> int:
        """Of its own, on the machines' addresses on the cable; the next ones are its own, too."""
        return 9100 + 10 * self.number

    @property
    def path(self) -> Path:
        near, far = self.site.machines
        nodes = (tuple(self.processes[machine.name]) for machine in (near, far))
        return Path(self.key, near, far, self.address(near), self.address(far), *nodes)

    def run(self, machine: Machine, *command: str) -> Process:
        """Starts one of its processes."""
        process = Process(machine, self.site.work / f"{self.key}-{machine.name}.log", *command)
        self.processes[machine.name].append(process)
        return process

    def write(self, name: str, text: str) -> str:
        """A file of its configuration, which the document will show; gives its path."""
        path = self.site.work / f"{self.key}-{name}"
        path.write_text(text)
        # The directory has another name each time.
        self.configuration[name] = text.replace(f"{self.site.work}/", "")
        return str(path)

    def await_ready(self, within: float = 20) -> None:
        """Waits until what it carries passes. Raises Failed."""
        if self.datagrams:
            self._await("udp", lambda: self.load("rtt", count=2, warmup=0, rate=50)["lost"] == 0, within)
        if self.streams:
            self._await("tcp", lambda: self.load("streams", count=1)["failed"] == 0, within)

    def _await(self, protocol: str, passes: Callable[[], bool], within: float) -> None:
        with self.site.load.far_ends("echo", protocol, [self.path]):
            self.until(passes, within, f"nothing passed by {protocol}")

    def until(self, holds: Callable[[], bool], within: float, otherwise: str) -> None:
        """Waits until it holds; a Failed meanwhile counts as not yet. Raises Failed, with what the processes said."""
        deadline = time.monotonic() + within
        while True:
            self.check()
            reason = ""
            try:
                if holds():
                    return
            except Failed as failure:
                reason = f" ({failure})"
            if time.monotonic() > deadline:
                raise Failed(f"{otherwise} within {within:g} s{reason}; {self.last_words()}")
            time.sleep(0.05)

    def load(self, command: str, **options: object) -> dict:
        """A run of gossip-load at the near end; `cpu_seconds` is what this rival's processes spent meanwhile."""
        before = self.cpu_seconds()
        result = self.site.load.near_end(self.path, command, **options)
        return result | {"cpu_seconds": self.cpu_seconds() - before}

    def cpu_seconds(self) -> float:
        return sum(process.cpu_seconds() for node in self.processes.values() for process in node)

    def check(self) -> None:
        """Raises Failed if one of its processes has ended."""
        for node in self.processes.values():
            for process in node:
                process.check()

    def last_words(self) -> str:
        return "; ".join(
            f"{process.name}: {process.last_words()}" for node in self.processes.values() for process in node
        )

    def stop(self) -> None:
        for node in self.processes.values():
            for process in node:
                process.stop()
