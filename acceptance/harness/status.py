"""What a node tells of itself on its admin pages."""

from __future__ import annotations

import json
import urllib.request

from .cluster import Node, wait_until_linked

WEB_PORT = 9096


def start_telling(nodes: list[Node]) -> None:
    """Starts their Subrosas with admin pages, and waits until they are linked."""
    for node in nodes:
        node.subrosa.start(f"--web.listen-address={_address(node)}")
    wait_until_linked(nodes)


def status(node: Node) -> dict:
    """`/api/v1/status`. Raises OSError when nobody answers."""
    with urllib.request.urlopen(f"http://{_address(node)}/api/v1/status", timeout=5) as answer:
        return json.load(answer)


def _address(node: Node) -> str:
    return f"{node.machine.ipv4}:{WEB_PORT}"
