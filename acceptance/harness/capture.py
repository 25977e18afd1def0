"""Watching the wire between the machines, and looking for what must not be read there."""

from __future__ import annotations

import re
import signal
import subprocess
from pathlib import Path

from .deadlines import eventually
from .hub import BRIDGE, HUB_ADDRESS
from .machine import Machine

MARKERS = {
    "names of memberlist's fields": re.compile(rb"SourceAddr|SourcePort|Incarnation|UserMsgLen|UserStateLen"),
    "memberlist's message types": re.compile(rb"[\x00-\x0d][\x82-\x86][\xa3-\xa5](?:SeqNo|Algo|Node|Addr)"),
}
"""What memberlist's plaintext is known by: a type byte (net.go), then a msgpack map keyed by field name. Long enough
never to occur in random bytes by chance."""


class Capture:
    """tcpdump writing to a file, on the bridge or inside one machine. Use it in a `with`."""

    def __init__(self, file: Path, interface: str = BRIDGE, machine: Machine | None = None) -> None:
        self.file = file
        # Every packet at once and whole, no change of user; not what the harness itself asks the machines.
        options = ["-n", "-U", "--immediate-mode", "-s", "0", "-B", "16384", "-Z", "root", "-w", "-"]
        self._command = ["tcpdump", "-i", interface, *options, f"not host {HUB_ADDRESS}"]
        self._machine = machine

    def __enter__(self) -> Capture:
        said = self.file.with_suffix(".log")
        with self.file.open("wb") as packets, said.open("wb") as messages:
            if self._machine:
                with self._machine.inside():
                    self._start(packets, messages)
            else:
                self._start(packets, messages)
        eventually(lambda: b"listening on" in said.read_bytes(), 10, "tcpdump listens")
        return self

    def _start(self, packets: object, messages: object) -> None:
        self._process = subprocess.Popen(self._command, stdout=packets, stderr=messages, start_new_session=True)

    def __exit__(self, *_: object) -> None:
        self._process.send_signal(signal.SIGINT)
        self._process.wait(10)

    def size(self) -> int:
        return self.file.stat().st_size

    def findings(self, secrets: dict[str, bytes]) -> dict[str, int]:
        """How often each secret text and each marker of plaintext gossip occurs in the raw capture."""
        raw = self.file.read_bytes()
        found = {what: raw.count(text) for what, text in secrets.items()}
        return found | {what: len(pattern.findall(raw)) for what, pattern in MARKERS.items()}
