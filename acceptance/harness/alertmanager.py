"""A real Alertmanager on a machine, and the few parts of its HTTP API that the tests use."""

from __future__ import annotations

import http.client
import json
import threading
from datetime import datetime, timedelta, timezone
from pathlib import Path

from . import metrics
from .machine import Machine
from .program import Program

_CONFIG = "route:\n  receiver: nobody\nreceivers:\n  - name: nobody\n"

REPAIR_OFTEN = "--cluster.pushpull-interval=5s"
"""Anti-entropy every 5 s instead of every minute.

memberlist itself loses a few small messages in a thousand, on a perfect network and in plaintext too: each is sent
three times in all, and chance may choose the same peer three times. Anti-entropy is what makes up for it, and a test
should not have to wait a minute for that. What goes as a stream is sent to every peer and is not lost.
"""


class Alertmanager:
    def __init__(self, name: str, machine: Machine, directory: Path, binary: Path) -> None:
        self.name = name
        self.machine = machine
        self.directory = directory
        self.binary = binary
        self.configuration = _CONFIG
        self.program: Program | None = None
        self._connections = threading.local()

    @property
    def web_address(self) -> tuple[str, int]:
        return (self.machine.ipv4, 9093)

    def start(self, flags: list[str]) -> Program:
        self.program = Program(
            f"alertmanager {self.name}",
            self.machine,
            self.command(flags),
            self.directory / "alertmanager.log",
        )
        return self.program

    def command(self, flags: list[str]) -> list[str | Path]:
        """What starts it, after its configuration has been written."""
        self.write_configuration()
        config, data = self.directory / "alertmanager.yml", self.directory / "data"
        return [self.binary, *self.flags(config, data, f"{self.machine.ipv4}:9093"), *flags]

    def write_configuration(self) -> None:
        self.directory.mkdir(parents=True, exist_ok=True)
        (self.directory / "alertmanager.yml").write_text(self.configuration)

    @staticmethod
    def flags(config: Path, data: Path, web: str) -> list[str]:
        return [
            f"--config.file={config}",
            f"--storage.path={data}",
            f"--web.listen-address={web}",
            "--log.level=debug",  # all that memberlist says is at this level
        ]

    # The API

    def status(self) -> dict:
        return json.loads(self.request("GET", "/api/v2/status"))

    def is_ready(self) -> bool:
        return self.status()["cluster"]["status"] == "ready"

    def metrics(self) -> dict[str, float]:
        return metrics.parse(self.request("GET", "/metrics").decode())

    def members(self) -> int:
        return int(self.metrics()["alertmanager_cluster_members"])

    def failed_peers(self) -> int:
        return int(self.metrics()["alertmanager_cluster_failed_peers"])

    def create_silence(self, comment: str) -> str:
        """Creates a silence and returns its id."""
        now = datetime.now(timezone.utc)
        silence = {
            "matchers": [{"name": "test", "value": "yes", "isRegex": False, "isEqual": True}],
            "startsAt": now.isoformat(),
            "endsAt": (now + timedelta(hours=2)).isoformat(),
            "createdBy": "acceptance",
            "comment": comment,
        }
        return json.loads(self.request("POST", "/api/v2/silences", json.dumps(silence)))["silenceID"]

    def silence_comment(self, identifier: str) -> str | None:
        """The comment of the silence, or None while it is not known here."""
        try:
            return json.loads(self.request("GET", f"/api/v2/silence/{identifier}"))["comment"]
        except NotFound:
            return None

    def _connection(self) -> http.client.HTTPConnection:
        return http.client.HTTPConnection(*self.web_address, timeout=10)

    def request(self, method: str, path: str, body: str | None = None) -> bytes:
        """One HTTP request over this thread's kept connection. Raises OSError when nobody answers."""
        fresh = getattr(self._connections, "open", None) is None
        if fresh:
            self._connections.open = self._connection()
        connection = self._connections.open
        try:
            connection.request(method, path, body, {"Content-Type": "application/json"} if body else {})
            response = connection.getresponse()
            answer = response.read()
        except (OSError, http.client.HTTPException) as error:
            connection.close()
            self._connections.open = None
            if not fresh and method == "GET":
                return self.request(method, path, body)  # a kept connection may have died with its Alertmanager
            raise OSError(f"{self.name} {method} {path}: {error!r}") from error
        if response.status == 404:
            raise NotFound(path)
        if response.status != 200:
            raise AssertionError(f"{self.name} {method} {path}: {response.status} {answer[:500]!r}")
        return answer


class NotFound(Exception):
    """Alertmanager answered 404."""
