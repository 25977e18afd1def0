"""What runs containers here: podman, or where that cannot run, plain namespaces."""

from __future__ import annotations

import os
import subprocess
from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from pathlib import Path
from signal import Signals

from ..versions import REPOSITORY

STATE = REPOSITORY / ".cache" / "containers"
"""All that an engine keeps. What is put there exists in the hub alone and goes with it."""

_NOBODY = 65534


@dataclass(frozen=True)
class Mount:
    source: Path
    """On the machine."""
    is_writable: bool = False


@dataclass(frozen=True)
class Spec:
    """A container to be started."""

    name: str
    command: list[str]
    mounts: dict[str, Mount] = field(default_factory=dict)
    """By the path in the container."""
    has_own_network: bool = False
    """Only a loopback interface, and nothing of its machine's network. Else it shares its machine's."""


class Unusable(Exception):
    """This engine runs no containers here; the message says why."""


class Engine(ABC):
    """Runs containers of one image, with a read-only root, without capabilities, as a user that is not root."""

    description: str

    def __init__(self) -> None:
        users = sum(int(line.split()[2]) for line in Path("/proc/self/uid_map").read_text().splitlines())
        self.user = _NOBODY if users > 1 else 0
        """Who the containers run as, and their group. An ordinary user's hub knows no other user than him."""

    @abstractmethod
    def command(self, spec: Spec, pid_file: Path) -> list[str | Path]:
        """What runs a container in the foreground and ends with its exit status; to be started on its machine."""

    @abstractmethod
    def first_process(self, starter: int, pid_file: Path) -> int | None:
        """Process 1 of a container as the hub numbers it, or None while there is none. `starter` runs the command."""

    @abstractmethod
    def send(self, which: Signals, spec: Spec, first_process: int) -> None:
        """Sends a signal to process 1 of a container."""

    def containers(self) -> list[str]:
        """The names of all that it knows, running or not."""
        return []

    def close(self) -> None:  # noqa: B027  (most have nothing to do)
        """Takes away what would stay when the hub goes."""

    def try_out(self) -> None:
        """Raises Unusable unless a container can be run."""
        probe = Spec("probe", ["sh", "-c", "exit 42"], has_own_network=True)
        tried = subprocess.run(self.command(probe, STATE / "probe.pid"), capture_output=True, text=True)
        if tried.returncode != 42:
            raise Unusable(f"exit status {tried.returncode}: {' '.join(tried.stderr.split())[-500:]}")


def choose(engine_types: dict[str, type[Engine]]) -> Engine:
    """The first that works here; if CONTAINER_ENGINE is set, the one with that name. Raises Unusable."""
    STATE.mkdir(parents=True, exist_ok=True)
    subprocess.run(["mount", "-t", "tmpfs", "-o", "mode=0755", "tmpfs", STATE], check=True)
    wanted = os.environ.get("CONTAINER_ENGINE")
    reasons = []
    for name, engine_type in engine_types.items():
        if wanted in (None, "", name):
            try:
                engine = engine_type()
                engine.try_out()
            except Unusable as reason:
                reasons.append(f"{name} does not work here: {reason}")
            else:
                engine.description = "; ".join([engine.description, *reasons])
                return engine
    raise Unusable("; ".join(reasons) or f"there is no container engine named {wanted}")
