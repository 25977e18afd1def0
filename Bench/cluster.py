"""Three nodes on three machines: certificates, configuration, start, readiness. Each node is one process or two."""

import pathlib
import subprocess
import time

from load import Load, Path
from machines import Container, Machine, Namespace
from processes import Failed, Process


def virtual_address(machine: Machine) -> str:
    return f"127.77.0.{machine.number}:9094"


def node_name(machine: Machine) -> str:
    return f"am-{machine.number}"


def plain(near: Machine, far: Machine) -> Path:
    """The cable without Subrosa."""
    return Path("plain", near, far, f"{near.address}:7946", f"{far.address}:7946")


class Authority:
    """Certificates for all machines, in the directory in which the configurations are."""

    def __init__(self, program: pathlib.Path, machines: list[Machine], work: pathlib.Path) -> None:
        self._command = (str(program), "pki")
        self._directory = ("--dir", str(work))
        self._pki("init")
        for machine in machines:
            self._pki("issue", node_name(machine), "--ip", machine.address, "--dns", node_name(machine))

    def _pki(self, verb: str, *arguments: str) -> None:
        run = subprocess.run(
            [*self._command, verb, *self._directory, *arguments], check=False, capture_output=True, text=True
        )
        if run.returncode != 0:
            raise Failed(f"subrosa pki {verb}: {run.stderr.strip()}")


class Node:
    """A node's processes, and where its Alertmanager would be."""

    def __init__(self, machine: Machine, place: Namespace, *processes: Process) -> None:
        self.machine = machine
        self.place = place
        self.processes = processes


class Cluster:
    """A node on each machine, one process each: `subrosa run`."""

    # Of its path, and in file names.
    name = "subrosa"
    link_port = 9095

    def __init__(self, program: pathlib.Path, machines: list[Machine], work: pathlib.Path) -> None:
        self.program = str(program)
        self.machines = machines
        self.work = work
        self.nodes: list[Node] = []

    def start(self, load: Load) -> None:
        """Waits up to 30 s until datagrams pass between all nodes, both ways."""
        for machine in self.machines:
            self.nodes.append(self._start_node(machine))
        deadline = time.monotonic() + 30
        pairs = [(near, far) for near in range(len(self.nodes)) for far in range(near + 1, len(self.nodes))]
        for path in (self.path(near, far) for near, far in pairs):
            with load.far_ends("echo", "udp", [path]):
                while load.near_end(path, "rtt", count=2, warmup=0, rate=100)["lost"] > 0:
                    self.check()
                    if time.monotonic() > deadline:
                        raise Failed(f"no datagram passed between {path.near.name} and {path.far.name} within 30 s")

    def path(self, near: int, far: int) -> Path:
        """From one node to another, by their places in `nodes`. Both ends know only virtual addresses."""
        ends = (self.nodes[near], self.nodes[far])
        return Path(
            self.name,
            *(node.place for node in ends),
            *(virtual_address(node.machine) for node in ends),
            *(node.processes for node in ends),
        )

    def check(self) -> None:
        for node in self.nodes:
            for process in node.processes:
                process.check()

    def stop(self) -> None:
        for node in self.nodes:
            for process in node.processes:
                process.stop()

    def _start_node(self, machine: Machine) -> Node:
        return Node(machine, machine, self._run(machine))

    def _run(self, machine: Machine, *more: str) -> Process:
        """`subrosa run` on the machine, with more lines of configuration."""
        config = self.work / f"{self.name}-{node_name(machine)}.yml"
        config.write_text(self._config(machine, *more))
        return self._subrosa(machine, machine, "run", f"--config.file={config}", f"--node={node_name(machine)}")

    def _subrosa(self, machine: Machine, place: Namespace, verb: str, *arguments: str) -> Process:
        log = self.work / f"{self.name}-{node_name(machine)}-{verb}.log"
        return Process(place, log, self.program, verb, *arguments)

    def _config(self, own: Machine, *more: str) -> str:
        lines = ["nodes:"]
        for machine in self.machines:
            lines += [
                f"  - name: {node_name(machine)}",
                f"    address: {machine.address}:{self.link_port}",
                f"    virtual_address: {virtual_address(machine)}",
            ]
        lines += [
            "tls:",
            f"  cert_file: {node_name(own)}.pem",
            f"  key_file: {node_name(own)}.key",
            "  ca_file: ca.pem",
            *more,
            "",
        ]
        return "\n".join(lines)


class SplitCluster(Cluster):
    """A node on each machine, two processes each: the host half on the machine, the edge in a container on it."""

    name = "split"
    link_port = 9096

    def _start_node(self, machine: Machine) -> Node:
        container = Container(machine)
        sockets = self.work / f"sockets-of-{node_name(machine)}"
        sockets.mkdir()
        host_half = self._run(machine, "edge:", f"  directory: {sockets}")
        edge = self._subrosa(machine, container, "edge", f"--via={sockets}")
        return Node(machine, container, host_half, edge)
