"""What somebody finds who has taken over a container: all that its processes can read and reach."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable, Iterator
from pathlib import Path

from harness.containers.in_one_container import InOneContainer
from harness.containers.node import ContainedNode
from harness.containers.split import Split


def everything_readable_in(node: ContainedNode) -> Iterator[tuple[str, bytes]]:
    """Every file of the container's file systems, and what its processes were started with."""
    root = Path("/proc", str(node.container.first_process), "root")
    for directory, names, files in os.walk(root):
        if Path(directory) == root:  # what follows the kernel makes up; of interest there are the processes, below
            names[:] = [name for name in names if name not in ("proc", "sys", "dev")]
        for path in (Path(directory, name) for name in files):
            if path.is_file() and not path.is_symlink():
                yield f"/{path.relative_to(root)}", path.read_bytes()
    for process in node.container.processes():
        for name in ("environ", "cmdline"):
            yield f"{name} of process {process}", Path("/proc", str(process), name).read_bytes()


def test_key_and_configuration_are_in_a_container_only_if_all_of_subrosa_is(
    pair: list[ContainedNode], layout: type[ContainedNode], record_property: Callable[[str, object], None]
) -> None:
    for node in pair:
        directory = node.subrosa.directory
        # Not the words around them: every program that reads keys and configurations contains those.
        key = (directory / "node.key").read_bytes().splitlines()[1]
        secrets = {"the key": key, "the configuration": f'address: "{node.entry.address}"'.encode()}
        # Not a secret: where it is found, the search has looked.
        sought = secrets | {"Alertmanager's configuration": b"receiver: nobody"}
        found: dict[str, list[str]] = {what: [] for what in sought}
        looked_at = 0
        for place, content in everything_readable_in(node):
            looked_at += 1
            for what, text in sought.items():
                if text in content:
                    found[what].append(place)
        record_property(f"{node.name}: {looked_at} files and processes, secrets found in", found)
        assert found.pop("Alertmanager's configuration") == ["/etc/alertmanager/alertmanager.yml"]
        if layout is InOneContainer:
            # The same search finds them where they are.
            assert found == {
                "the key": ["/etc/subrosa/node.key"],
                "the configuration": ["/etc/subrosa/subrosa.yml"],
            }
        else:
            assert found == {"the key": [], "the configuration": []}


def test_a_container_without_keys_needs_no_network(pair: list[ContainedNode], layout: type[ContainedNode]) -> None:
    for node in pair:
        with node.inside():
            names = [name for _, name in socket.if_nameindex()]
        assert (names == ["lo"]) == (layout is Split), names
