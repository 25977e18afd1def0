"""The network of a container that is not its machine's: what Docker calls a bridge."""

from __future__ import annotations

import subprocess
from contextlib import AbstractContextManager
from pathlib import Path

from . import network_namespace
from .machine import Machine


class BridgedNetwork:
    """Behind its machine, which forwards the ports that are published and hides the container behind itself."""

    def __init__(self, machine: Machine, number: int, ports: list[tuple[str, str, str]]) -> None:
        self.namespace = f"{machine.namespace}-{number}"
        veth, net = f"docker{number}", f"172.17.{number}"
        _run("ip", "netns", "add", self.namespace)
        inside = ("ip", "-netns", self.namespace)
        outside = ("ip", "-netns", machine.namespace)
        _run(*outside, "link", "add", veth, "type", "veth", "peer", "name", "eth0", "netns", self.namespace)
        _run(*outside, "address", "add", f"{net}.1/24", "dev", veth)
        _run(*outside, "link", "set", veth, "up")
        _run(*inside, "address", "add", f"{net}.2/24", "dev", "eth0")
        _run(*inside, "link", "set", "lo", "up")
        _run(*inside, "link", "set", "eth0", "up")
        _run(*inside, "route", "add", "default", "via", f"{net}.1")
        published = "\n".join(
            f"iifname eth0 {protocol} dport {outer} dnat to {net}.2:{inner}" for outer, inner, protocol in ports
        )
        rules = f"""
            table ip docker{number} {{
                chain incoming {{
                    type nat hook prerouting priority dstnat
                    {published}
                }}
                chain outgoing {{
                    type nat hook postrouting priority srcnat
                    ip saddr {net}.0/24 oifname eth0 masquerade
                }}
            }}
            """
        with machine.inside():
            _run("sysctl", "--quiet", "--write", "net.ipv4.ip_forward=1")
            _run("nft", "-f", "-", said=rules)

    def inside(self) -> AbstractContextManager[None]:
        """Moves this thread into it: programs started here belong to it."""
        return network_namespace.inside(Path("/run/netns", self.namespace))

    def remove(self) -> None:
        _run("ip", "netns", "delete", self.namespace)


def _run(*words: str, said: str | None = None) -> None:
    subprocess.run(words, input=said, text=True, check=True)
