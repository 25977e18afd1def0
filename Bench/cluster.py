"""Three Subrosas on three machines: certificates, configuration, start, readiness."""

import pathlib
import subprocess
import time

from load import Load, Path
from machines import Machine
from processes import Failed, Process


def virtual_address(machine: Machine) -> str:
    return f"127.77.0.{machine.number}:9094"


def node(machine: Machine) -> str:
    return f"am-{machine.number}"


def carried(near: Machine, far: Machine) -> Path:
    """The path through Subrosa: both ends know only virtual addresses."""
    return Path("subrosa", near, far, virtual_address(near), virtual_address(far))


def plain(near: Machine, far: Machine) -> Path:
    """The same cable without Subrosa."""
    return Path("plain", near, far, f"{near.address}:7946", f"{far.address}:7946")


class Cluster:
    """One Subrosa on each machine, ready when constructed."""

    def __init__(
        self,
        program: pathlib.Path,
        machines: list[Machine],
        load: Load,
        work: pathlib.Path,
    ) -> None:
        self.machines = machines
        self._make_certificates(program, work)
        self.members = []
        for machine in machines:
            config = work / f"{node(machine)}.yml"
            config.write_text(self._config(machine))
            self.members.append(
                Process(
                    machine,
                    work / f"{node(machine)}.log",
                    str(program),
                    "run",
                    f"--config.file={config}",
                    f"--node={node(machine)}",
                )
            )
        self._await_ready(load)

    def check(self) -> None:
        for member in self.members:
            member.check()

    def stop(self) -> None:
        for member in self.members:
            member.stop()

    def _config(self, own: Machine) -> str:
        lines = ["nodes:"]
        for machine in self.machines:
            lines += [
                f"  - name: {node(machine)}",
                f"    address: {machine.address}:9095",
                f"    virtual_address: {virtual_address(machine)}",
            ]
        lines += [
            "tls:",
            f"  cert_file: {node(own)}.pem",
            f"  key_file: {node(own)}.key",
            "  ca_file: ca.pem",
            "",
        ]
        return "\n".join(lines)

    def _make_certificates(self, program: pathlib.Path, work: pathlib.Path) -> None:
        def pki(verb: str, *arguments: str) -> None:
            command = [str(program), "pki", verb, "--dir", str(work), *arguments]
            run = subprocess.run(command, check=False, capture_output=True, text=True)
            if run.returncode != 0:
                raise Failed(f"subrosa pki {verb}: {run.stderr.strip()}")

        pki("init")
        for machine in self.machines:
            pki("issue", node(machine), "--ip", machine.address)

    def _await_ready(self, load: Load) -> None:
        """Waits up to 30 s until datagrams pass between all pairs of machines, both ways."""
        deadline = time.monotonic() + 30
        pairs = [carried(near, far) for near in self.machines for far in self.machines if near.number < far.number]
        for path in pairs:
            with load.far_ends("echo", "udp", [path]):
                while load.near_end(path, "rtt", count=2, warmup=0, rate=100)["lost"] > 0:
                    self.check()
                    if time.monotonic() > deadline:
                        raise Failed(f"no datagram passed between {path.near.name} and {path.far.name} within 30 s")
