"""A cluster as it is watched: Prometheus scrapes three nodes and alerts their own Alertmanagers; Grafana asks it.

The rules are those of monitoring/alerts.yml, in a copy that waits for seconds where they wait for minutes.
PROMETHEUS_SECONDS=120 watches for two minutes and not for one.
"""

from __future__ import annotations

import json
import os
import subprocess
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from harness import versions
from harness.alertmanager import REPAIR_OFTEN
from harness.cluster import Cluster, Node, wait_until_linked
from harness.deadlines import eventually
from harness.machine import Machine
from harness.prometheus import RULES, Prometheus, impatient_rules
from harness.subrosa import configuration
from harness.webhook import Webhook

SECONDS = int(os.environ.get("PROMETHEUS_SECONDS", "60"))
WEB_PORT = 9096
TURN = "--cluster.peer-timeout=5s"
"""How long each Alertmanager leaves the notification to the one before it: 15 s without this."""

EMPTY = {
    "Edge": "only a node in two halves has an edge",
    "Edges attached": "only a node in two halves has an edge",
}
"""Panels of the dashboard that show nothing here, and why. When all is well every other one shows something."""


@dataclass
class Watched:
    cluster: Cluster
    prometheus: Prometheus
    webhook: Webhook
    since: float
    """When all was well, by the clock."""


@pytest.fixture(scope="module")
def watched(
    make_cluster: Callable[[int], Cluster],
    alertmanager_kinds: list[str],
    prometheus_binary: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Watched]:
    """Three nodes with a CRL; the third is the parent of its Alertmanager."""
    machine = Machine("prometheus.watch.test")
    webhook = Webhook(machine)
    cluster = make_cluster(3)
    cluster.authority.issue("gone", "dns:gone.test")
    crl = cluster.authority.revoke(cluster.authority.cert_file("gone"))
    for number, node in enumerate(cluster.nodes):
        node.subrosa.put("crl.pem", crl)
        node.subrosa.put("subrosa.yml", config(cluster, node))
        node.add_alertmanager(versions.alertmanager(alertmanager_kinds[number % len(alertmanager_kinds)]))
        node.alertmanager.configuration = notifying(webhook.url)
        flags = [f"--web.external-url=http://{node.name}", TURN, REPAIR_OFTEN]
        if number == 2:
            node.exec_alertmanager(*flags)
        else:
            node.subrosa.start()
            node.start_alertmanager(*flags)
    wait_until_linked(cluster.nodes)
    cluster.wait_until_whole()
    prometheus = Prometheus(machine, tmp_path_factory.mktemp("prometheus"), prometheus_binary)
    try:
        alertmanagers = [f"{node.machine.ipv4}:9093" for node in cluster.nodes]
        prometheus.start("subrosa", [target(node) for node in cluster.nodes], impatient_rules("5s"), alertmanagers)
        eventually(lambda: prometheus.values("up") == [1, 1, 1], 20, "all are scraped", every=0.1)
        assert set(prometheus.alertmanagers()) == set(alertmanagers)
        yield Watched(cluster, prometheus, webhook, since=time.time())
    finally:
        cluster.close()
        if prometheus.program:
            prometheus.program.end()
        webhook.close()
        machine.remove()


def test_while_all_is_well_every_panel_of_the_dashboard_shows_something_and_nobody_is_notified(
    watched: Watched,
) -> None:
    samples = f"count_over_time(subrosa_ready[{10 * SECONDS}s])"
    eventually(
        lambda: min(watched.prometheus.values(samples)) >= SECONDS,
        2 * SECONDS + 30,
        f"every node has been scraped {SECONDS} times",
        every=0.5,
    )
    empty = {
        panel["title"]
        for panel in json.loads((RULES.parent / "dashboard.json").read_text())["panels"]
        for query in panel.get("targets", [])
        if not watched.prometheus.values(chosen(query["expr"]), None if query["instant"] else watched.since)
    }
    assert empty == set(EMPTY)
    assert watched.prometheus.firing() == {}
    assert watched.webhook.notifications == []


def test_promtool_finds_nothing_to_say_about_the_rules_or_any_page(
    watched: Watched, promtool: Path, tmp_path: Path
) -> None:
    impatient = tmp_path / "rules.yml"
    impatient.write_text(impatient_rules("5s"))
    for rules in (RULES, impatient):
        said = subprocess.run([promtool, "check", "rules", rules], capture_output=True, text=True, timeout=30)
        assert (said.returncode, said.stderr) == (0, "")
    for node in watched.cluster.nodes:
        with urllib.request.urlopen(f"http://{target(node)}/metrics", timeout=5) as answer:
            page = answer.read()
        said = subprocess.run([promtool, "check", "metrics"], input=page, capture_output=True, timeout=30)
        assert (said.returncode, said.stdout, said.stderr) == (0, b"", b"")


def test_an_alert_that_reaches_all_three_alertmanagers_is_notified_once(watched: Watched) -> None:
    alert, node = "SubrosaReloadFailing", watched.cluster["am-2"]
    asked_before = asked(watched.cluster)
    node.subrosa.put("subrosa.yml", "nodes: []\n")
    firing = eventually(watched.prometheus.firing, 30, "an alert fires", every=0.1)
    assert set(firing) == {(alert, target(node), "")}
    for each in watched.cluster.nodes:
        eventually(
            lambda each=each: [one["labels"]["alertname"] for one in alerts_of(each)] == [alert],
            10,
            f"the Alertmanager of {each.name} has the alert",
            every=0.1,
        )
    # Each, when its turn has come, asks the notification log whether another has notified; and all do so again.
    eventually(
        lambda: all(now >= then + 2 for now, then in zip(asked(watched.cluster), asked_before, strict=True)),
        60,
        "each Alertmanager has had its turn twice",
        every=0.1,
    )
    assert len(watched.webhook.senders_of(alert)) == 1

    node.subrosa.put("subrosa.yml", config(watched.cluster, node))
    eventually(lambda: watched.prometheus.firing() == {}, 20, "nothing fires any more", every=0.1)
    assert len(watched.webhook.notifications) == 1


def test_without_gossip_each_would_notify(watched: Watched) -> None:
    """That the one notification above was gossip's doing."""
    for node in watched.cluster.nodes[:2]:
        assert node.subrosa.program.terminate() == 0
    eventually(
        lambda: set(watched.webhook.senders_of("SubrosaNodeDown")) == {"http://am-1", "http://am-2", "http://am-3"},
        60,
        "all three have notified",
        every=0.1,
    )


def config(cluster: Cluster, node: Node) -> str:
    text = configuration(cluster.table, "crl_file: crl.pem")
    return text + f'web:\n  listen_address: "{target(node)}"\n'


def target(node: Node) -> str:
    return f"{node.machine.ipv4}:{WEB_PORT}"


def notifying(url: str) -> str:
    return f"""
route: {{receiver: hook, group_by: [alertname], group_wait: 1s, group_interval: 5s, repeat_interval: 4h}}
receivers:
  - name: hook
    webhook_configs: [{{url: "{url}", send_resolved: false}}]
"""


def chosen(expression: str) -> str:
    """As Grafana asks with all nodes chosen, at this rate of scraping."""
    for placeholder, meant in (("$__rate_interval", "10s"), ("$job", ".*"), ("$instance", ".*")):
        expression = expression.replace(placeholder, meant)
    return expression


def alerts_of(node: Node) -> list[dict]:
    return json.loads(node.alertmanager.request("GET", "/api/v2/alerts"))


def asked(cluster: Cluster) -> list[float]:
    """How often each Alertmanager has asked its notification log."""
    return [node.alertmanager.metrics()["alertmanager_nflog_queries_total"] for node in cluster.nodes]
