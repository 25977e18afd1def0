"""What somebody sees who listens on the wire."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from harness import silences
from harness.capture import Capture
from harness.cluster import Cluster


def test_between_the_machines_no_gossip_can_be_read(
    make_cluster: Callable[[int], Cluster], alertmanager_kinds: list[str], tmp_path: Path
) -> None:
    cluster = make_cluster(2)
    cluster.start_subrosas()
    inside = cluster.nodes[0].machine
    with Capture(tmp_path / "wire.pcap") as wire, Capture(tmp_path / "loopback.pcap", "lo", inside) as loopback:
        cluster.start_alertmanagers(alertmanager_kinds)
        cluster.wait_until_whole()
        made = [silences.create(node, size) for node in cluster.nodes for size in (500, 2_000)]
        for silence in made:
            for node in cluster.others(silence.origin):
                silence.wait_until_at(node, within=20)
        members = {peer["name"] for peer in cluster.nodes[0].alertmanager.status()["cluster"]["peers"]}
    # The text of the small one: memberlist compresses what goes as a stream, but not random text in a datagram.
    secrets = {"a silence's comment": made[0].comment.encode()}
    secrets |= {f"the member's name {name}": name.encode() for name in members}

    # The same search finds all of it where it is in clear, so that it would find it here too.
    in_clear = loopback.findings(secrets)
    assert all(in_clear.values()), in_clear
    on_the_wire = wire.findings(secrets)
    assert not any(on_the_wire.values()), on_the_wire
    assert wire.size() > 20_000, "the capture missed the traffic"
