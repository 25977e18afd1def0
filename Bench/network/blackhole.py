"""One node vanishes without a word, another is started again: does gossip between those that are well still flow?"""

from __future__ import annotations

import random
import statistics
import time
from concurrent.futures import ThreadPoolExecutor

from harness import silences
from harness.cluster import Node
from harness.deadlines import eventually

from .sites import PLAIN, Site

APART = (1.0, 2.0)
"""Seconds between silences: not in step with memberlist's 200 ms."""


def measure(sites: list[Site], seconds: float) -> dict[str, list[float]]:
    """Seconds from making each silence on am-1 to seeing it on am-2, for each way, at the same time."""
    for site in sites:
        one, two, lost = site.nodes
        for node in (one, two):
            lost.machine.cut_off_from(node.machine)
        site.restart(two)
    for site in sites:
        _wait_until_joined(site)
    until = time.monotonic() + seconds
    with ThreadPoolExecutor(len(sites)) as pool:
        delays = pool.map(lambda site: _delays(site, until), sites)
        return {site.way: found for site, found in zip(sites, delays, strict=True)}


def _wait_until_joined(site: Site) -> None:
    """The one that was started again has settled, and knows the other one that is well."""
    _, two, _ = site.nodes
    eventually(
        lambda: _answers(two) and two.alertmanager.members() >= 2 and two.alertmanager.is_ready(),
        120,
        f"{two.name} is back ({site.way})",
        every=0.1,
    )


def _answers(node: Node) -> bool:
    try:
        node.alertmanager.status()
    except OSError:
        return False
    return True


def _delays(site: Site, until: float) -> list[float]:
    dice = random.Random(3)
    found = []
    while time.monotonic() < until:
        moment = time.monotonic()
        found.append(_delay(site))
        time.sleep(max(0, moment + dice.uniform(*APART) - time.monotonic()))
    return found


def _delay(site: Site) -> float:
    one, two, _ = site.nodes
    return silences.create(one, 200).wait_until_at(two, within=60, every=0.004)


def table(found: dict[str, list[float]]) -> list[str]:
    """Quantile by quantile beside plaintext's: a single silence waits for memberlist's next round, here or there."""
    usual = sorted(found[PLAIN])
    lines = [
        "| way | samples | median | p99 | worst | most beyond plaintext's of the same rank | over 1 s |",
        "|---|---|---|---|---|---|---|",
    ]
    for way, delays in found.items():
        ordered = sorted(delays)
        ranks = [round(index * (len(usual) - 1) / max(1, len(ordered) - 1)) for index in range(len(ordered))]
        beyond = max(mine - usual[rank] for mine, rank in zip(ordered, ranks, strict=True))
        lines.append(
            f"| {way} | {len(ordered)} | {statistics.median(ordered) * 1_000:.0f} ms "
            f"| {ordered[int(len(ordered) * 0.99)] * 1_000:.0f} ms | {ordered[-1] * 1_000:.0f} ms "
            f"| {beyond * 1_000:+.0f} ms | {sum(delay > 1 for delay in ordered)} |"
        )
    return lines
