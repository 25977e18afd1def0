"""A real Prometheus on a machine, and the few parts of its HTTP API that the tests use."""

from __future__ import annotations

import json
import time
import urllib.parse
import urllib.request
from collections.abc import Sequence
from pathlib import Path

from .machine import Machine
from .program import Program
from .versions import REPOSITORY

RULES = REPOSITORY / "monitoring" / "alerts.yml"


class Prometheus:
    """Scrapes every second and evaluates its rules as often."""

    def __init__(self, machine: Machine, directory: Path, binary: Path) -> None:
        self.machine = machine
        self.directory = directory
        self.binary = binary
        self.program: Program | None = None

    def start(self, job: str, targets: list[str], rules: str, alertmanagers: Sequence[str] = ()) -> None:
        """Its alerts go to each of the Alertmanagers, as they have to in a cluster."""
        self.directory.mkdir(parents=True, exist_ok=True)
        (self.directory / "rules.yml").write_text(rules)
        config = self.directory / "prometheus.yml"
        # JSON is YAML.
        config.write_text(
            json.dumps(
                {
                    "global": {"scrape_interval": "1s", "scrape_timeout": "1s", "evaluation_interval": "1s"},
                    "rule_files": ["rules.yml"],
                    "scrape_configs": [{"job_name": job, "static_configs": [{"targets": targets}]}],
                    "alerting": {"alertmanagers": [{"static_configs": [{"targets": list(alertmanagers)}]}]},
                }
            )
        )
        command = [
            self.binary,
            f"--config.file={config}",
            f"--storage.tsdb.path={self.directory / 'data'}",
            f"--web.listen-address={self.machine.ipv4}:9090",
        ]
        self.program = Program("prometheus", self.machine, command, self.directory / "prometheus.log")

    def query(self, expression: str) -> dict[str, float]:
        """The value of each series of an instant vector, by its label `instance`."""
        found = self._get("query", query=expression)["result"]
        return {series["metric"].get("instance", ""): float(series["value"][1]) for series in found}

    def values(self, expression: str, since: float | None = None) -> list[float]:
        """Every value that is a number: now, or at every second since then."""
        if since is None:
            found = [series["value"] for series in self._get("query", query=expression)["result"]]
        else:
            period = {"start": since, "end": time.time(), "step": 1}
            answer = self._get("query_range", query=expression, **period)
            found = [sample for series in answer["result"] for sample in series["values"]]
        return [float(value) for _, value in found if value != "NaN"]

    def alertmanagers(self) -> list[str]:
        """The addresses of those that it sends its alerts to."""
        return [urllib.parse.urlsplit(each["url"]).netloc for each in self._get("alertmanagers")["activeAlertmanagers"]]

    def targets(self) -> list[dict]:
        return self._get("targets", state="active")["activeTargets"]

    def rules(self) -> list[dict]:
        return [rule for group in self._get("rules")["groups"] for rule in group["rules"]]

    def firing(self) -> dict[tuple[str, str, str], dict[str, str]]:
        """The annotations of each alert that fires, by its name, `instance` and `peer`."""
        return {
            tuple(alert["labels"].get(label, "") for label in ("alertname", "instance", "peer")): alert["annotations"]
            for alert in self._get("alerts")["alerts"]
            if alert["state"] == "firing"
        }

    def _get(self, path: str, **parameters: object) -> dict:
        url = f"http://{self.machine.ipv4}:9090/api/v1/{path}?{urllib.parse.urlencode(parameters)}"
        with urllib.request.urlopen(url, timeout=5) as answer:
            return json.load(answer)["data"]


def impatient_rules(five_minutes: str = "5m") -> str:
    """The alerts as they are, but that nobody has to wait three minutes, or five for the next look.

    `five_minutes` is what takes the place of five minutes' wait.
    """
    text = RULES.read_text()
    waits = (("for: 3m", "for: 2s"), ("for: 5m", f"for: {five_minutes}"), ("interval: 5m", "interval: 1s"))
    for patient, impatient in waits:
        assert patient in text
        text = text.replace(patient, impatient)
    return text
