"""Accepts connections and ignores them: `python -m attacks.sink IP:PORT`."""

from __future__ import annotations

import socket
import sys


def main() -> None:
    host, _, port = sys.argv[1].rpartition(":")
    listener = socket.create_server((host, int(port)), backlog=1_024)
    while True:
        listener.accept()[0].close()


if __name__ == "__main__":
    main()
