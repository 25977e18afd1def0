"""What all rivals share: two machines, a directory, programs, certificates."""

import dataclasses
import os
import pathlib
import shutil
import subprocess

from load import Load
from machines import Machine
from processes import Failed


@dataclasses.dataclass(frozen=True)
class Site:
    near: Machine
    far: Machine
    # Configurations, certificates (`am-1.pem`, `am-1.key`, `ca.pem`) and logs.
    work: pathlib.Path
    load: Load
    subrosa: pathlib.Path
    gossip_load: pathlib.Path
    envoy: pathlib.Path | None
    own_tls: pathlib.Path | None

    @property
    def machines(self) -> tuple[Machine, Machine]:
        return self.near, self.far


def found(name: str) -> str:
    """The path of an installed program. Raises Failed if it is not there."""
    # Daemons are in /usr/sbin, which an ordinary user's PATH may lack.
    path = shutil.which(name, path=os.environ["PATH"] + ":/usr/sbin:/sbin")
    if path is None:
        raise Failed(f"{name} is not installed: scripts/install-rivals.sh")
    return path


def said(*command: str, stdin: str | None = None) -> str:
    """What a command prints, on either output. Raises Failed if it fails."""
    run = subprocess.run(
        command, check=False, text=True, input=stdin, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=60
    )
    if run.returncode != 0:
        raise Failed(f"{' '.join(command)}: {run.stdout.strip()}")
    return run.stdout.strip()


def first_line(text: str, containing: str = "") -> str:
    return next((line.strip() for line in text.splitlines() if line.strip() and containing in line), "unknown")
