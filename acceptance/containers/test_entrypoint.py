"""What a container's entrypoint does with a command that is no well-behaved Alertmanager."""

from __future__ import annotations

import signal
from collections.abc import Callable

import pytest

from harness.cluster import Cluster
from harness.containers.container import Container
from harness.containers.node import ContainedNode
from harness.containers.rounds import ROUNDS, record_seconds
from harness.deadlines import Stopwatch, eventually

Record = Callable[[str, object], None]


@pytest.fixture(scope="module")
def node(layout: type[ContainedNode], make_cluster: Callable[..., Cluster]) -> ContainedNode:
    """One of two nodes; the other is never started."""
    node = make_cluster(2, layout).nodes[0]
    node.start_outside()
    return node


def script(text: str) -> list[str]:
    # The --cluster.* flags that are added behind it become its arguments.
    return ["sh", "-c", text, "sh"]


def wait_until_said(container: Container, what: str) -> None:
    container.wait_for_log(rf"^{what}$", 15)


def test_a_command_that_ignores_sigterm_is_killed_after_the_stop_timeout(
    node: ContainedNode, record_property: Record
) -> None:
    took = []
    for _ in range(ROUNDS):
        container = node.run_in_container(
            script("trap '' TERM; echo ready; while :; do sleep 1; done"), "--stop.timeout=1s"
        )
        wait_until_said(container, "ready")
        watch = Stopwatch()
        assert container.terminate() == 128 + signal.SIGKILL
        took.append(watch.seconds)
        assert container.log_lines('msg="Child killed"')
        assert 0.9 < took[-1] < 5
    record_seconds(record_property, "from SIGTERM to the end", took)


@pytest.mark.parametrize(
    ("text", "status"),
    [("exit 3", 3), ("kill -SEGV $$", 128 + signal.SIGSEGV), ("kill -KILL $$", 128 + signal.SIGKILL)],
    ids=["exit 3", "SIGSEGV", "SIGKILL"],
)
def test_the_status_of_a_command_that_ends_by_itself_is_the_containers(
    node: ContainedNode, text: str, status: int
) -> None:
    for _ in range(ROUNDS):
        assert node.run_in_container(script(text)).wait(15) == status


@pytest.mark.parametrize(
    ("command", "status"),
    [("/no/such/program", 127), ("no-such-program", 127), ("/etc/passwd", 126), ("/etc", 126)],
)
def test_a_command_that_cannot_be_started_is_named_in_one_line(node: ContainedNode, command: str, status: int) -> None:
    container = node.run_in_container([command])
    assert container.wait(15) == status
    errors = container.log_lines("level=ERROR")
    assert len(errors) == 1, errors
    assert command in errors[0]


def test_what_loses_its_parent_in_the_container_is_reaped(node: ContainedNode, record_property: Record) -> None:
    # Each subshell ends at once, and what it has started ends later, as a child of process 1.
    container = node.run_in_container(
        script("for i in 1 2 3 4 5 6 7 8 9 10; do (sleep 0.3 &); done; echo ready; exec sleep 1000")
    )
    try:
        wait_until_said(container, "ready")
        assert container.first_process in container.processes()
        began = container.processes()
        # Process 1 and the command, and nobody waiting to be waited for.
        eventually(lambda: len(container.processes()) == 2, 10, f"of {began} two are left")
        record_property(
            "processes at first and at last", (sorted(began.values()), sorted(container.processes().values()))
        )
    finally:
        container.end()
