"""What operators copy from examples/ works: every file is valid, and every layout's page, followed, makes a cluster."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from harness import versions
from harness.binary import subrosa
from harness.example import EXAMPLES, LAYOUTS, Example
from harness.identities import Authority
from harness.root import Root

SMALL, LARGE = 100, 2_000
"""A silence of which Alertmanager makes a datagram, and one that goes as a stream."""

CONFIGURATIONS = sorted(file for file in EXAMPLES.rglob("*.yml") if file.name != "alertmanager.yml")

FIRST_NODES = ["dns:am-1.example.com", "dns:am-1.a.example.com", "ip:192.0.2.1"]
"""What the certificate of the first node of one or the other of these has to prove."""

NOBODY = 65_534
"""The user of Alertmanager's own image."""


def hub_has_users() -> bool:
    """Not so where an ordinary user's namespace has that user alone."""
    spans = [line.split() for line in Path("/proc/self/uid_map").read_text().splitlines()]
    return any(int(first) <= NOBODY < int(first) + int(count) for first, _, count in spans)


@pytest.fixture(scope="module", params=LAYOUTS)
def example(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, alertmanager_kinds: list[str]
) -> Iterator[Example]:
    page = EXAMPLES / request.param / "README.md"
    if "docker " in page.read_text() and not hub_has_users():
        pytest.skip("its containers have users of their own: run as root")
    directory = tmp_path_factory.mktemp(f"{request.param}-")
    example = Example(request.param, directory, [versions.alertmanager(kind) for kind in alertmanager_kinds])
    try:
        example.follow_page()
        example.wait_until_whole()
        yield example
    finally:
        example.close()


@pytest.mark.parametrize("size", [SMALL, LARGE], ids=lambda size: f"{size} bytes")
def test_a_cluster_set_up_as_the_page_says_passes_silences_both_ways(example: Example, size: int) -> None:
    example.pass_silences(size)


@pytest.mark.parametrize("example", ["sidecar", "split"], indirect=True)
def test_a_container_that_needs_no_key_has_none(example: Example) -> None:
    for node in example.nodes:
        container = node.container_root("alertmanager")
        assert (container / "etc/alertmanager/alertmanager.yml").exists()
        assert not (container / "etc/subrosa").exists()


@pytest.mark.parametrize("example", ["another-address"], indirect=True)
def test_alertmanager_listens_where_the_configuration_says_and_nowhere_else(example: Example) -> None:
    for node in example.nodes:
        with node.machine.inside():
            sockets = subprocess.run(["ss", "-Hlntup"], capture_output=True, text=True, check=True).stdout
        own = {line.split()[4] for line in sockets.splitlines() if '"alertmanager"' in line}
        assert own == {"127.0.0.1:9094", "*:9093"}


@pytest.mark.parametrize("file", CONFIGURATIONS, ids=lambda file: str(file.relative_to(EXAMPLES)))
def test_check_config_has_nothing_to_say_against_an_example(file: Path, tmp_path: Path) -> None:
    root = Root(tmp_path / "root")
    root.put("/usr/local/bin/subrosa", subrosa(), 0o755)
    root.put("/etc/subrosa/subrosa.yml", file)
    authority = Authority(tmp_path / "pki")
    authority.issue("node", *FIRST_NODES)
    for folder in ("/etc/subrosa", "/etc/subrosa/tls"):
        root.put(f"{folder}/ca.pem", authority.ca_file)
        root.put(f"{folder}/node.pem", authority.cert_file("node"))
        root.put(f"{folder}/node.key", authority.key_file("node"), 0o600)
    first_node = re.search(r"- name: (\S+)", file.read_text())[1]
    check = root.entered(["subrosa", "check-config", f"--node={first_node}", "/etc/subrosa/subrosa.yml"])
    done = subprocess.run(check, capture_output=True, text=True, timeout=30)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.endswith(f"this one is {first_node}\n")
