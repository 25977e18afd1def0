"""How memory, CPU, connections and the time after a restart of all grow with the number of nodes."""

from __future__ import annotations

import time
from pathlib import Path

from harness import versions
from harness.cluster import Cluster, Node
from harness.deadlines import eventually


def measure(directory: Path, sizes: list[int], alertmanagers: int, kind: str, seconds: float) -> list[dict[str, float]]:
    return [_measure(directory / str(size), size, alertmanagers, kind, seconds) for size in sizes]


def _measure(directory: Path, size: int, alertmanagers: int, kind: str, seconds: float) -> dict[str, float]:
    cluster = Cluster(directory, size)
    try:
        settled(cluster.nodes, 300)
        for node in cluster.nodes[:alertmanagers]:
            node.add_alertmanager(versions.alertmanager(kind))
            node.start_alertmanager()
        for node in cluster.nodes[:alertmanagers]:
            eventually(
                lambda node=node: node.alertmanager.members() == min(size, alertmanagers),
                60,
                f"{node.name} has all members",
                every=0.1,
            )
        before = [node.subrosa.program.cpu_seconds() for node in cluster.nodes]
        time.sleep(seconds)
        used = [node.subrosa.program.cpu_seconds() - start for node, start in zip(cluster.nodes, before, strict=True)]
        memory = [node.subrosa.program.resident_bytes() for node in cluster.nodes]
        sockets = [node.subrosa.program.descriptors() for node in cluster.nodes]
        for node in cluster.nodes:
            node.subrosa.program.kill()
        again = settled(cluster.nodes, 300)
        return {
            "nodes": size,
            "alertmanagers": min(size, alertmanagers),
            "memory_mb": max(memory) / 1e6,
            "cpu_percent": max(used) / seconds * 100,
            "descriptors": max(sockets),
            "seconds_after_restart_of_all": again,
        }
    finally:
        cluster.close()


def settled(nodes: list[Node], within: float) -> float:
    """Starts all at once. Returns the seconds until each has its link to every other one."""
    began = time.monotonic()
    for node in nodes:
        node.subrosa.start()
    for node in nodes:
        eventually(
            lambda node=node: "All peers linked" in node.subrosa.program.log_text().rpartition("msg=Starting")[2],
            within,
            f"{node.name} has all links",
            every=0.05,
        )
    return time.monotonic() - began


def table(rows: list[dict[str, float]]) -> list[str]:
    lines = [
        "| nodes | Alertmanagers | memory of a node | CPU of a node | descriptors of a node "
        "| all links after a restart of all |",
        "|---|---|---|---|---|---|",
    ]
    for row in rows:
        lines.append(
            f"| {row['nodes']:.0f} | {row['alertmanagers']:.0f} | {row['memory_mb']:.1f} MB "
            f"| {row['cpu_percent']:.1f} % | {row['descriptors']:.0f} | {row['seconds_after_restart_of_all']:.1f} s |"
        )
    return lines
