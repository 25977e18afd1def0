"""The cluster that the faults happen to: real Alertmanagers, one of them the command of `subrosa exec`."""

from __future__ import annotations

import datetime
import shutil
import subprocess
import urllib.request
from pathlib import Path

from attacks import certificates

from harness import binary, versions
from harness.alertmanager import REPAIR_OFTEN
from harness.cluster import Cluster, Node
from harness.deadlines import eventually
from harness.program import Program

WEB_PORT = 9096
DAY = datetime.timedelta(days=1)


class Place:
    """am-1 and am-3 run Alertmanager beside Subrosa; am-2 runs it as the command of `subrosa exec`."""

    def __init__(self, cluster: Cluster, kinds: list[str], directory: Path) -> None:
        self.cluster = cluster
        self.log_disk = directory / "log-disk"
        """A small file system of its own, for am-3's log."""
        self.slow_clock = directory / "slow-clock.so"
        self.clocks: dict[str, tuple[str, ...]] = {}
        self.am1, self.am2, self.am3 = cluster.nodes
        self.authority = self._with_aged_certificates(cluster)
        for number, node in enumerate(cluster.nodes):
            node.add_alertmanager(versions.alertmanager(kinds[number % len(kinds)]))

    @staticmethod
    def _with_aged_certificates(cluster: Cluster) -> certificates.Authority:
        """All were valid yesterday already, so that a slow clock makes no difference to them."""
        authority = certificates.Authority(cluster.authority.directory, "aged", valid=(-DAY, 1_000 * DAY))
        shutil.copy(authority.file, cluster.authority.ca_file)
        for node in cluster.nodes:
            files = authority.issue(node.name, node.entry.identity, valid=(-DAY, 100 * DAY))
            shutil.copy(files.cert, cluster.authority.cert_file(node.name))
            shutil.copy(files.key, cluster.authority.key_file(node.name))
            node.subrosa.configure(cluster.table, cluster.authority)
        return authority

    def start(self) -> None:
        self.log_disk.mkdir()
        subprocess.run(["mount", "-t", "tmpfs", "-o", "size=4M", "tmpfs", self.log_disk], check=True)
        clock = Path(__file__).with_name("slow_clock.c")
        subprocess.run(["cc", "-shared", "-fPIC", "-o", self.slow_clock, clock], check=True)
        for node in self.cluster.nodes:
            self.start_subrosa(node)
        for node in (self.am1, self.am3):
            node.start_alertmanager(REPAIR_OFTEN)

    def set_clock(self, node: Node, *words: str) -> None:
        """Programs of Subrosa that are started there from now on begin with these words, or with none."""
        self.clocks[node.name] = words

    def clock_of(self, node: Node) -> tuple[str, ...]:
        return self.clocks.get(node.name, ())

    def start_subrosa(self, node: Node) -> Program:
        web = f"--web.listen-address={web_address(node)}"
        choice = [f"--config.file={node.subrosa.config_file}", f"--node={node.name}"]
        words = [binary.subrosa(), "run", *choice, web]
        if node is self.am2:
            words[1] = "exec"
            words += ["--", *node.alertmanager.command([REPAIR_OFTEN])]
        node.subrosa.program = Program(
            f"subrosa {node.name}", node.machine, [*self.clock_of(node), *words], self._log(node)
        )
        return node.subrosa.program

    def _log(self, node: Node) -> Path:
        return (self.log_disk if node is self.am3 else node.directory) / "subrosa.log"

    def close(self) -> None:
        self.cluster.close()
        subprocess.run(["umount", "--lazy", self.log_disk], check=True)

    def put_certificate(self, node: Node, files: certificates.Files) -> None:
        node.subrosa.put("node.key", files.key)
        node.subrosa.put("node.pem", files.cert)

    def put_usual_certificate(self, node: Node) -> None:
        authority = self.cluster.authority
        self.put_certificate(node, certificates.Files(authority.cert_file(node.name), authority.key_file(node.name)))

    def restart_subrosa(self, node: Node) -> None:
        node.subrosa.program.end()
        self.start_subrosa(node)

    def restart_alertmanager(self, node: Node, *flags: str) -> None:
        """With other flags for the cluster, or with those that it needs."""
        node.alertmanager.program.end()
        if flags:
            node.alertmanager.start([*flags, REPAIR_OFTEN])
        else:
            node.start_alertmanager(REPAIR_OFTEN)


def web_address(node: Node) -> str:
    return f"{node.machine.ipv4}:{WEB_PORT}"


def fetched(node: Node, path: str) -> str:
    """A page of the node. Raises OSError when nobody answers."""
    with urllib.request.urlopen(f"http://{web_address(node)}{path}", timeout=2) as answer:
        return answer.read().decode()


def wait_until_served(node: Node) -> None:
    eventually(lambda: fetched(node, "/-/healthy"), 5, f"{node.name} serves its pages")
