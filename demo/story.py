"""What the demo shows, from inside the hub."""

from __future__ import annotations

import signal
import socket
from pathlib import Path

from demo.console import detail, step, title
from demo.forwarding import forward
from harness import program, silences
from harness.capture import Capture
from harness.cluster import Cluster

NODES = 3
_WORK = Path("/run/demo")
"""In the hub's own /run, so that it goes when the hub goes."""


class ProofFailed(Exception):
    """Something the demo promises did not hold."""


def tell(listeners: list[socket.socket], once: bool) -> int:
    """Tells the story; returns the exit status. Without `once` it stays up until Ctrl-C."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        _story(listeners, once)
    except KeyboardInterrupt:
        print("\n\nEnded; nothing is left behind.")
        return 0 if not once else 130
    except (ProofFailed, AssertionError, OSError, RuntimeError) as failure:
        print(f"\nThe demo failed: {failure}\n")
        for each in program.running:
            print(f"--- the last words of {each.name}:")
            print("\n".join(line[:200] for line in each.log_text().splitlines()[-8:]))
        return 1
    return 0


def _story(listeners: list[socket.socket], once: bool) -> None:
    _WORK.mkdir()
    title("Three machines; on each a real Alertmanager, unmodified, and a Subrosa beside it")
    with step("a certificate authority, and a certificate for each machine"):
        cluster = Cluster(_WORK, NODES)
    first = cluster.nodes[0]
    between = Capture(_WORK / "between.pcap")
    inside = Capture(_WORK / "inside.pcap", "lo", first.machine)
    with between, inside:
        with step("three Subrosas started, which link up over mutual TLS 1.3"):
            cluster.start_subrosas()
        with step("three Alertmanagers see each other: 3 members, no failed peer, ready"):
            cluster.start_alertmanagers(["native"])
            cluster.wait_until_whole()
        for node in cluster.nodes:
            version = node.alertmanager.status()["versionInfo"]["version"]
            address, port = node.virtual_address
            detail(f"{node.name}: Alertmanager {version}, gossip address {address}:{port}, machine {node.machine.ipv4}")
        title("A silence made on am-1 goes to the others")
        small = _show_silence(cluster, 500, "small, so it goes as a datagram")
        _show_silence(cluster, 40_000, "large, so it goes as a stream")
    title("What somebody sees who listens")
    _show_captures(cluster, small, inside, between)
    if once:
        title("It holds.")
        return

    title("Yours to try until Ctrl-C")
    for node, listener in zip(cluster.nodes, listeners, strict=True):
        forward(listener, node.alertmanager.web_address)
        host, port = listener.getsockname()
        detail(f"{node.name}   http://{host}:{port}/#/silences")
    detail("")
    detail("Make a silence on one and look for it on another.")
    signal.pause()


def _show_silence(cluster: Cluster, size: int, how: str) -> silences.Silence:
    first = cluster.nodes[0]
    with step(f"a silence with {size:,} bytes of text ({how})"):
        silence = silences.create(first, size)
        times = {node.name: silence.wait_until_at(node, within=60) for node in cluster.others(first)}
    for name, seconds in times.items():
        detail(f"seen on {name} after {seconds * 1000:.0f} ms")
    return silence


def _show_captures(cluster: Cluster, silence: silences.Silence, inside: Capture, between: Capture) -> None:
    peers = cluster.nodes[0].alertmanager.status()["cluster"]["peers"]
    secrets = {"text of the silence": silence.comment.encode()}
    secrets |= {f"Alertmanager's name of {peer['address']}": peer["name"].encode() for peer in peers}
    in_clear, on_the_wire = inside.findings(secrets), between.findings(secrets)
    with step("on am-1 itself, between Alertmanager and Subrosa, gossip is in clear (so this search finds it)"):
        if not all(in_clear.values()):
            raise ProofFailed(f"the search does not find gossip where it is in clear: {in_clear}")
    with step(f"between the machines, in {between.size() // 1024:,} KiB captured, there is none of it"):
        if any(on_the_wire.values()):
            raise ProofFailed(f"gossip in clear between the machines: {on_the_wire}")
    width = max(map(len, secrets | in_clear))
    detail(f"{'found how often':{width}}  on am-1  between")
    for what in in_clear:
        detail(f"{what:{width}}  {in_clear[what]:7}  {on_the_wire[what]:7}")
