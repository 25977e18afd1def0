"""gossip-load at the near end and at the far end of a path."""

import contextlib
import dataclasses
import json
import pathlib
import subprocess
import time
from collections.abc import Iterator

from machines import Namespace
from processes import Failed, Process


@dataclasses.dataclass(frozen=True)
class Path:
    """Where datagrams and streams go in and come out: plain, through Subrosa, or through split Subrosas."""

    name: str
    near: Namespace
    far: Namespace
    # host:port the near end sends from and to; the far end is bound to `to`.
    source: str
    target: str
    # What carries for the near end and for the far end: nothing if plain.
    near_node: tuple[Process, ...] = ()
    far_node: tuple[Process, ...] = ()


class Load:
    """Runs the program `gossip-load`."""

    def __init__(self, program: pathlib.Path, work: pathlib.Path) -> None:
        self.program = str(program)
        self.log = work / "gossip-load.log"

    @contextlib.contextmanager
    def far_ends(self, command: str, protocol: str, paths: list[Path]) -> Iterator[None]:
        """An echo or a sink at the far end of each path."""
        servers = [
            Process(
                path.far,
                self.log,
                self.program,
                command,
                f"--{protocol}",
                path.target,
                output=True,
            )
            for path in paths
        ]
        try:
            self._await_bound(protocol, paths)
            yield
            for server in servers:
                server.check()
        finally:
            for server in servers:
                server.stop()

    def near_end(self, path: Path, command: str, **options: object) -> dict:
        """One run and its figures. Raises Failed."""
        arguments = [self.program, command, "--to", path.target]
        for name, value in options.items():
            arguments += [f"--{name.replace('_', '-')}", str(value)]
        if command in ("rtt", "flood", "pace", "maxrate"):
            arguments += ["--from", path.source]
        try:
            run = subprocess.run(
                path.near.inside(*arguments),
                check=False,
                capture_output=True,
                text=True,
                timeout=60,
            )
        except subprocess.TimeoutExpired:
            raise Failed(f"{command} over {path.name}: not done after 60 s") from None
        if run.returncode != 0:
            raise Failed(f"{command} over {path.name}: {run.stderr.strip()}")
        return json.loads(run.stdout)

    def _await_bound(self, protocol: str, paths: list[Path]) -> None:
        """Waits up to 5 s for the far ends' sockets to be bound."""
        deadline = time.monotonic() + 5
        state = "" if protocol == "udp" else "-l"
        for path in paths:
            query = path.far.inside("ss", "-Hna", f"--{protocol}", *state.split(), "src", path.target)
            while not subprocess.run(query, capture_output=True, check=True).stdout.strip():
                if time.monotonic() > deadline:
                    raise Failed(f"no far end at {path.target} on {path.far.name}; see {self.log}")
                time.sleep(0.01)
