"""How soon a node with fifty peers answers those who look at it, and what being scraped takes of a processor."""

import json
import pathlib
import statistics
import subprocess
import sys
import time
from collections.abc import Callable

from cluster import Cluster
from figures import Figure
from machines import Machine
from processes import Failed, Process

PEERS = 50
PORT = 9098
REQUESTS = 50
PAGES = {"page": "/", "metrics": "/metrics", "status": "/api/v1/status"}


class Pages(Cluster):
    """One node, whose fifty peers are two that are not started and 48 whose machines are not there."""

    name = "pages"
    link_port = 9097
    # Of the figures: there is nothing plain or split to compare with.
    path_name = "subrosa"

    def measure(self, figures: dict[str, Figure], seconds: int) -> None:
        """`seconds` it is scraped once a second, and as long it is left alone."""
        print("  pages", file=sys.stderr)
        machine = self.machines[0]
        process = self._run(machine, "web:", f"  listen_address: {machine.address}:{PORT}")
        try:
            self._wait(machine, process)
            for key, path in PAGES.items():
                took = ask(machine, path, REQUESTS, 0)
                figures[f"{key}_median"].add(self.path_name, statistics.median(took))
                figures[f"{key}_worst"].add(self.path_name, max(took))
            idle = spent(process, lambda: time.sleep(seconds))
            scraped = spent(process, lambda: ask(machine, PAGES["metrics"], seconds, 1))
            figures["scrape_cpu"].add(self.path_name, 100 * (scraped - idle))
        finally:
            process.stop()

    def _wait(self, machine: Machine, process: Process) -> None:
        """Up to 30 s, until each peer has been tried."""
        deadline = time.monotonic() + 30
        while True:
            process.check()
            try:
                ask(machine, "/-/ready", 1, 0)
                return
            except Failed:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.2)

    def _config(self, own: Machine, *more: str) -> str:
        text = super()._config(own, *more)
        absent = [
            f"  - name: absent-{number}\n"
            f"    address: 10.77.100.{number}:{self.link_port}\n"
            f"    virtual_address: 127.77.1.{number}:9094\n"
            for number in range(1, PEERS - 1)
        ]
        return text.replace("tls:\n", "".join(absent) + "tls:\n", 1)


def ask(machine: Machine, path: str, count: int, pause: float) -> list[float]:
    """Milliseconds of each answer. Raises Failed if there is none."""
    script = pathlib.Path(__file__).with_name("asking.py")
    url = f"http://{machine.address}:{PORT}{path}"
    command = machine.inside("python3", str(script), url, str(count), str(pause))
    run = subprocess.run(command, check=False, capture_output=True, text=True)
    if run.returncode != 0:
        raise Failed(f"{url}: {run.stderr.strip().splitlines()[-1]}")
    return json.loads(run.stdout)


def spent(process: Process, do: Callable[[], object]) -> float:
    """Processor time that it takes meanwhile, in seconds a second."""
    begin, before = time.monotonic(), process.cpu_seconds()
    do()
    return (process.cpu_seconds() - before) / (time.monotonic() - begin)
