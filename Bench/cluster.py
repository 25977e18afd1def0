"""Three Subrosas on three machines: certificates, configuration, start, readiness."""

import pathlib
import subprocess
import time

from load import Load, Path
from machines import Machine
from processes import Failed, Process


def virtual_address(machine: Machine) -> str:
    return f"127.77.0.{machine.number}:9094"


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
        config = work / "subrosa.yml"
        self.members = []
        for machine in machines:
            directory = work / machine.name
            (directory / "subrosa.yml").write_text(self._config())
            self.members.append(
                Process(
                    machine,
                    directory / "subrosa.log",
                    str(program),
                    "run",
                    f"--config.file={directory / config.name}",
                    f"--node=am-{machine.number}",
                )
            )
        self._await_ready(load)

    def check(self) -> None:
        for member in self.members:
            member.check()

    def stop(self) -> None:
        for member in self.members:
            member.stop()

    def _config(self) -> str:
        lines = ["nodes:"]
        for machine in self.machines:
            lines += [
                f"  - name: am-{machine.number}",
                f"    address: {machine.address}:9095",
                f"    virtual_address: {virtual_address(machine)}",
            ]
        # Relative to the file, which each machine has its own copy of.
        lines += [
            "tls:",
            "  cert_file: node.pem",
            "  key_file: node.key",
            "  ca_file: ca.pem",
            "",
        ]
        return "\n".join(lines)

    def _make_certificates(self, program: pathlib.Path, work: pathlib.Path) -> None:
        def openssl(*arguments: str) -> None:
            run = subprocess.run(
                ["openssl", *arguments],
                cwd=work,
                check=False,
                capture_output=True,
                text=True,
            )
            if run.returncode != 0:
                raise Failed(f"openssl {arguments[0]}: {run.stderr.strip()}")

        new_key = (
            "-newkey",
            "ec",
            "-pkeyopt",
            "ec_paramgen_curve:P-256",
            "-nodes",
            "-days",
            "2",
        )
        openssl(
            "req",
            "-x509",
            *new_key,
            "-subj",
            "/CN=bench CA",
            "-keyout",
            "ca.key",
            "-out",
            "ca.pem",
        )
        for machine in self.machines:
            name = machine.name
            (work / name).mkdir()
            extensions = (
                f"subjectAltName=IP:{machine.address}",
                "extendedKeyUsage=serverAuth,clientAuth",
                "keyUsage=digitalSignature",
                "basicConstraints=critical,CA:FALSE",
            )
            openssl(
                *(
                    "req",
                    "-x509",
                    "-CA",
                    "ca.pem",
                    "-CAkey",
                    "ca.key",
                    *new_key,
                    "-subj",
                    f"/CN=am-{machine.number}",
                ),
                *(word for extension in extensions for word in ("-addext", extension)),
                *("-keyout", f"{name}/node.key", "-out", f"{name}/node.pem"),
            )
            (work / name / "ca.pem").write_bytes((work / "ca.pem").read_bytes())

    def _await_ready(self, load: Load) -> None:
        """Waits up to 30 s until datagrams pass between all pairs of machines, both ways."""
        deadline = time.monotonic() + 30
        pairs = [
            carried(near, far)
            for near in self.machines
            for far in self.machines
            if near.number < far.number
        ]
        for path in pairs:
            with load.far_ends("echo", "udp", [path]):
                while (
                    load.near_end(path, "rtt", count=2, warmup=0, rate=100)["lost"] > 0
                ):
                    self.check()
                    if time.monotonic() > deadline:
                        raise Failed(
                            f"no datagram passed between {path.near.name} and {path.far.name} within 30 s"
                        )
