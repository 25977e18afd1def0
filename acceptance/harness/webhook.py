"""Who is notified: an HTTP server on a machine that keeps what Alertmanagers post to it."""

from __future__ import annotations

import http.server
import json
import threading

from .machine import Machine


class Webhook:
    """Listens until `close()`."""

    def __init__(self, machine: Machine) -> None:
        self.notifications: list[dict] = []
        """As they came: `groupLabels`, `alerts`, and who sent it as `externalURL`."""
        notifications = self.notifications

        class Receiver(http.server.BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                notifications.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
                self.send_response(200)
                self.end_headers()

            def log_message(self, *_: object) -> None:
                pass

        with machine.inside():
            self._server = http.server.ThreadingHTTPServer((machine.ipv4, 0), Receiver)
        self.url = f"http://{machine.ipv4}:{self._server.server_port}/"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def senders_of(self, alert: str) -> list[str]:
        """Who sent each notification of the alert."""
        return [each["externalURL"] for each in self.notifications if each["groupLabels"].get("alertname") == alert]

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
