"""Fixtures of the acceptance tests, and what a failing test shows."""

from __future__ import annotations

import os
import resource
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from harness import hub, program, versions
from harness.cluster import Cluster, Node
from harness.gossiper import Gossiper, gossipers_of, wait_until_connected

MOST_LINES_SHOWN = 20
LONGEST_LINE_SHOWN = 240


def pytest_configure(config: pytest.Config) -> None:
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    if not hub.is_inside():
        raise pytest.UsageError("the acceptance tests run in a hub: use scripts/acceptance.sh")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo) -> Iterator[None]:
    report = yield
    if report.failed:
        for each in program.running:
            lines = [line[:LONGEST_LINE_SHOWN] for line in each.log_text().splitlines()[-MOST_LINES_SHOWN:]]
            report.sections.append((f"the end of {each.log}", "\n".join(lines)))
    return report


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """What the tests have measured."""
    reports = [
        report
        for outcome in ("passed", "failed")
        for report in terminalreporter.getreports(outcome)
        if report.when == "call" and report.user_properties
    ]
    if reports:
        terminalreporter.section("figures")
    for report in reports:
        terminalreporter.write_line(report.nodeid)
        for what, value in report.user_properties:
            terminalreporter.write_line(f"    {what}: {value}")


@pytest.fixture(scope="session")
def alertmanager_kinds() -> list[str]:
    """The machine's own Alertmanager, and Debian 13's where it can be had. Under CI it must be had."""
    for kind in ("native", "trixie"):
        _had(versions.alertmanager, kind)
    return ["native", "trixie"]


@pytest.fixture(scope="session")
def promtool() -> Path:
    """Where it can be had. Under CI it must be had."""
    return _had(versions.promtool)


@pytest.fixture(scope="session")
def prometheus_binary() -> Path:
    """Where it can be had. Under CI it must be had."""
    return _had(versions.prometheus)


def _had(wanted: Callable[..., Path], *which: str) -> Path:
    try:
        return wanted(*which)
    except versions.Unavailable as reason:
        if os.environ.get("CI") == "true":
            pytest.fail(str(reason))
        pytest.skip(str(reason))


@pytest.fixture(scope="module")
def make_cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., Cluster]]:
    """Lays out clusters of the size asked for, and takes them away at the end of the module."""
    made: list[Cluster] = []

    def make(size: int, node_type: type[Node] = Node) -> Cluster:
        directory: Path = tmp_path_factory.mktemp(f"cluster-of-{size}-")
        made.append(Cluster(directory, size, node_type))
        return made[-1]

    yield make
    for cluster in made:
        cluster.close()


@pytest.fixture(scope="module")
def trio(make_cluster: Callable[[int], Cluster]) -> Iterator[list[Gossiper]]:
    """Three nodes that carry gossip, with plain sockets in the Alertmanagers' places."""
    cluster = make_cluster(3)
    cluster.start_subrosas()
    gossipers = gossipers_of(cluster)
    wait_until_connected(gossipers, within=10)
    yield gossipers
    for gossiper in gossipers:
        gossiper.close()
    cluster.close()
