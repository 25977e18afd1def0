"""Out here: open the ports for the browser. In the hub: the story (story.py)."""

from __future__ import annotations

import os
import socket
import sys

from demo import story
from harness import hub

FIRST_PORT = 19093


def listening_sockets() -> list[socket.socket]:
    """One on 127.0.0.1 for each Alertmanager: 19093 and up, or, where those are taken, any free port."""
    sockets = []
    for port in range(FIRST_PORT, FIRST_PORT + story.NODES):
        try:
            sockets.append(socket.create_server(("127.0.0.1", port)))
        except OSError:
            sockets.append(socket.create_server(("127.0.0.1", 0)))
    return sockets


def main() -> int:
    once = os.environ.get("ONCE", "") not in ("", "0")
    if hub.is_inside():
        return story.tell([socket.socket(fileno=int(number)) for number in sys.argv[1:]], once)
    descriptors = [each.detach() for each in ([] if once else listening_sockets())]
    try:
        return hub.run_inside([sys.executable, "-m", "demo", *map(str, descriptors)], tuple(descriptors))
    except hub.NotAllowed as refusal:
        print(refusal, file=sys.stderr)
        return 1


sys.exit(main())
