"""A layout of examples/, set up on two machines as its page says."""

from __future__ import annotations

from pathlib import Path

from . import silences
from .alertmanager import Alertmanager
from .binary import subrosa
from .deadlines import eventually
from .docker import Docker
from .identities import Authority
from .machine import Machine
from .page import Step, steps
from .program import Program
from .root import Root
from .versions import REPOSITORY

EXAMPLES = REPOSITORY / "examples"
LAYOUTS = sorted(page.parent.name for page in EXAMPLES.glob("*/README.md"))
_HERE = "/root/example"


class ExampleNode:
    """A machine with what the page takes for granted, and the programs that its commands start."""

    def __init__(self, name: str, layout: Path, directory: Path, authority: Authority, alertmanager: Path) -> None:
        self.name = name
        self.machine = Machine(f"{name}.example.com")
        self.directory = directory
        self.programs: list[Program] = []
        self.root = Root(directory / "root")
        self.docker = Docker(self.machine, self.root, directory, alertmanager)
        self.alertmanager = Alertmanager(name, self.machine, directory, alertmanager)
        for program, binary in (("subrosa", subrosa()), ("alertmanager", alertmanager)):
            self.root.put(f"/usr/local/bin/{program}", binary, 0o755)
        for file in layout.iterdir():
            self.root.put(f"{_HERE}/{file.name}", file)
        self.root.put("/etc/alertmanager/alertmanager.yml", layout / "alertmanager.yml")
        self.root.put("/etc/subrosa/subrosa.yml", layout / "subrosa.yml")
        authority.issue(name, f"dns:{self.machine.host_name}")
        self.root.put("/etc/subrosa/ca.pem", authority.ca_file)
        self.root.put("/etc/subrosa/node.pem", authority.cert_file(name))
        self.root.put("/etc/subrosa/node.key", authority.key_file(name), 0o600)

    def follow(self, number: int, step: Step) -> list[Program]:
        """Does what the page says, with this node's name; the programs that go on."""
        commands = step.commands.replace("am-1", self.name)
        shell = Program(
            f"step {number} on {self.name}",
            self.machine,
            self.root.entered(["sh", "-ec", f"exec {commands}" if step.goes_on else commands], folder=_HERE),
            self.directory / f"step-{number}.log",
        )
        if step.goes_on and not commands.startswith("docker "):
            started = [shell]
        else:
            status = shell.wait(60)
            assert status == 0, f"{commands}\nended with {status}:\n{shell.log_text()}"
            started = self.docker.obey()
        assert len(started) == int(step.goes_on), f"this starts {len(started)} programs: {commands}"
        self.programs += started
        return started

    def container_root(self, name: str) -> Path:
        """The files of a container as its programs see them."""
        [first_process] = next(each for each in self.programs if each.name.startswith(f"container {name} ")).children()
        return Path(f"/proc/{first_process}/root")

    def close(self) -> None:
        for program in reversed(self.programs):
            program.end()
        self.docker.remove()
        self.machine.remove()


class Example:
    """Two nodes of a layout, nothing started."""

    def __init__(self, layout: str, directory: Path, alertmanagers: list[Path]) -> None:
        self.page = EXAMPLES / layout / "README.md"
        authority = Authority(directory / "pki")
        self.nodes = [
            ExampleNode(name, self.page.parent, directory / name, authority, alertmanager)
            for name, alertmanager in zip(("am-1", "am-2"), alertmanagers, strict=True)
        ]

    def follow_page(self) -> None:
        """One step after the other, each on both machines; Alertmanager finds its peers when it starts."""
        for number, step in enumerate(steps(self.page), 1):
            started = [program for node in self.nodes for program in node.follow(number, step)]
            if "subrosa run" in step.commands:
                for program in started:
                    program.wait_for_log('msg="All peers linked"', 15)

    def wait_until_whole(self, within: float = 60) -> None:
        """Both Alertmanagers have settled, list each other and miss nobody."""
        for node in self.nodes:
            eventually(
                lambda node=node: node.alertmanager.members() == 2 and node.alertmanager.failed_peers() == 0,
                within,
                f"{node.name} lists 2 members and no failed peer",
                every=0.05,
            )
            eventually(node.alertmanager.is_ready, within, f"{node.name} is ready", every=0.05)

    def pass_silences(self, size: int) -> None:
        """One each way."""
        for origin, target in (self.nodes, reversed(self.nodes)):
            silences.create(origin, size).wait_until_at(target, within=20)

    def close(self) -> None:
        for node in self.nodes:
            node.close()
