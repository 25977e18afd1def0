"""A stand-in for Docker on a machine: what `docker build` and `docker run` are told is done with namespaces alone.

It knows the options and the lines of a Containerfile that examples/ have, and refuses all others. Images are not
fetched: below each is the machine's own system, and Alertmanager is the one under test.
"""

from __future__ import annotations

import argparse
import itertools
import json
import shlex
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

from .bridged_network import BridgedNetwork
from .machine import Machine
from .program import Program
from .root import Root

_REQUESTS = "/var/lib/docker"
_CLIENT = f"""#!/bin/sh
# Writes down what is asked for, and where.
printf '%s\\0' "$PWD" "$@" >"{_REQUESTS}/$(date +%s%N)"
"""


@dataclass
class Image:
    files: dict[str, Path] = field(default_factory=dict)
    preparations: list[str] = field(default_factory=list)
    user: str = "0:0"
    entrypoint: list[str] = field(default_factory=list)
    command: list[str] = field(default_factory=list)


class Docker:
    """Obeys what a program called `docker` in the machine's root was told."""

    def __init__(self, machine: Machine, root: Root, directory: Path, alertmanager: Path) -> None:
        self.machine = machine
        self.root = root
        self.directory = directory
        self.networks: dict[str, BridgedNetwork] = {}
        data = "install --directory --owner=65534 --group=65534 /alertmanager"
        official = Image({"/bin/alertmanager": alertmanager}, [data], "65534:65534", ["/usr/local/bin/alertmanager"])
        self.images = {"debian:trixie-slim": Image(), "quay.io/prometheus/alertmanager:v0.28.1": official}
        self._numbers = itertools.count(1)
        root.put("/usr/local/bin/docker", _CLIENT, 0o755)
        root.path(_REQUESTS).mkdir()

    def obey(self) -> list[Program]:
        """Does what was asked for since the last time; the containers that were started."""
        started = []
        for request in sorted(self.root.path(_REQUESTS).iterdir()):
            folder, verb, *words = request.read_text().split("\0")[:-1]
            request.unlink()
            if verb == "build":
                self._build(words, self.root.path(folder))
            elif verb == "run":
                started.append(self._run(words))
            else:
                raise ValueError(f"docker {verb}: this stand-in does not know it")
        return started

    def remove(self) -> None:
        for network in set(self.networks.values()):
            network.remove()

    # Images

    def _build(self, words: list[str], folder: Path) -> None:
        parser = argparse.ArgumentParser("docker build", exit_on_error=False)
        parser.add_argument("--tag", required=True)
        parser.add_argument("--file", required=True)
        parser.add_argument("context")
        options = parser.parse_args(words)
        context = folder / options.context
        lines = [line for line in (context / options.file).read_text().splitlines() if line and line[0] != "#"]
        image = Image()
        for word, _, rest in (line.partition(" ") for line in lines):
            self._add(image, word, rest, context)
        self.images[options.tag] = image

    def _add(self, image: Image, word: str, rest: str, context: Path) -> None:
        match word, shlex.split(rest):
            case "FROM", [base]:
                assert base in self.images, f"FROM {base}"
            case "COPY", [other, source, target] if other.startswith("--from="):
                image.files[target] = self.images[other.removeprefix("--from=")].files[source]
            case "COPY", [source, target]:
                image.files[target] = context / source
            case "RUN", _:
                image.preparations.append(rest)
            case "USER", [user]:
                image.user = user
            case "VOLUME", _:
                pass
            case "ENTRYPOINT", _:
                image.entrypoint = json.loads(rest)
            case "CMD", _:
                image.command = json.loads(rest)
            case _:
                raise ValueError(f"{word} {rest}: this stand-in does not know it")

    # Containers

    def _run(self, words: list[str]) -> Program:
        parser = argparse.ArgumentParser("docker run", exit_on_error=False)
        parser.add_argument("--rm", action="store_true")
        parser.add_argument("--name", required=True)
        parser.add_argument("--stop-timeout")
        parser.add_argument("--network", default="bridge")
        for option in ("--publish", "--volume", "--env", "--cap-add"):
            parser.add_argument(option, action="append", default=[])
        parser.add_argument("--cap-drop", choices=["ALL"])
        parser.add_argument("image")
        parser.add_argument("command", nargs=argparse.REMAINDER)
        options = parser.parse_args(words)

        image = self.images[options.image]
        root = self._root(options.name, image, options.volume)
        user, _, group = image.user.partition(":")
        privileges = [f"--reuid={user}", f"--regid={group}", "--clear-groups"]
        if options.cap_drop:
            kept = ",".join(["-all", *(f"+{name.lower()}" for name in options.cap_add)])
            privileges.append(f"--bounding-set={kept}")
        self.networks[options.name] = self._network(options.network, options.publish)
        return Program(
            f"container {options.name} on {self.machine.host_name}",
            self.networks[options.name],
            root.entered(
                [*image.entrypoint, *(options.command or image.command)],
                environment=dict(pair.split("=", 1) for pair in options.env),
                privileges=privileges,
                own_processes=True,
            ),
            self.directory / f"{options.name}.log",
        )

    def _root(self, name: str, image: Image, volumes: list[str]) -> Root:
        root = Root(self.directory / f"{name}-root")
        for target, source in image.files.items():
            # The machine's own programs are where an image would have some of these.
            place = target.replace("/bin/", "/usr/local/bin/", 1) if target.startswith("/bin/") else target
            root.put(place, source, 0o755)
        for preparation in image.preparations:
            subprocess.run(root.entered(["sh", "-c", preparation]), check=True)
        for volume in volumes:
            source, target, *mode = volume.split(":")
            if source.startswith("/"):
                root.mount(self.root.path(source), target, read_only=mode == ["ro"])
            else:
                # A new volume has what the image has there.
                root.path(target).mkdir(exist_ok=True)
        return root

    def _network(self, wanted: str, ports: list[str]) -> BridgedNetwork:
        if wanted.startswith("container:"):
            return self.networks[wanted.removeprefix("container:")]
        assert wanted == "bridge", f"--network={wanted}"
        return BridgedNetwork(self.machine, next(self._numbers), [published(port) for port in ports])


def published(port: str) -> tuple[str, str, str]:
    """The ports outside and inside, and the protocol, of `9095:9095/udp`."""
    ports, _, protocol = port.partition("/")
    outer, _, inner = ports.partition(":")
    return outer, inner, protocol or "tcp"
