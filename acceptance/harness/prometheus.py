"""A real Prometheus on a machine, and the few parts of its HTTP API that the tests use."""

from __future__ import annotations

import json
import urllib.parse
import urllib.request
from pathlib import Path

from .machine import Machine
from .program import Program


class Prometheus:
    """Scrapes every second and evaluates its rules as often."""

    def __init__(self, machine: Machine, directory: Path, binary: Path) -> None:
        self.machine = machine
        self.directory = directory
        self.binary = binary
        self.program: Program | None = None

    def start(self, job: str, targets: list[str], rules: str) -> None:
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

    def _get(self, path: str, **parameters: str) -> dict:
        url = f"http://{self.machine.ipv4}:9090/api/v1/{path}?{urllib.parse.urlencode(parameters)}"
        with urllib.request.urlopen(url, timeout=5) as answer:
            return json.load(answer)["data"]
