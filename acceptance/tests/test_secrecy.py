"""What somebody sees who listens on the wire."""

from __future__ import annotations

import itertools
import socket
import struct
from collections.abc import Callable, Iterator
from pathlib import Path

from harness import silences
from harness.capture import Capture
from harness.cluster import LINK_PORT, Cluster, wait_until_linked
from harness.deadlines import eventually


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


OVER_UDP = 'msg="Datagrams go over UDP"'


def test_no_nonce_is_used_twice_and_no_key_outlives_a_restart(
    make_cluster: Callable[[int], Cluster], alertmanager_kinds: list[str], tmp_path: Path
) -> None:
    """Sealed packets have key id and counter in the clear: each pair of them belongs to one packet, for ever."""
    cluster = make_cluster(3)
    cluster.start_subrosas()
    cluster.start_alertmanagers(alertmanager_kinds)
    cluster.wait_until_whole()
    captures = [tmp_path / f"{number}.pcap" for number in range(4)]
    for round_, file in enumerate(captures):
        if round_ > 0:
            for node in cluster.nodes:
                node.subrosa.program.kill()
                node.subrosa.start()
            wait_until_linked(cluster.nodes)
        for node in cluster.nodes:
            eventually(
                lambda node=node: node.subrosa.program.log_text().count(OVER_UDP) >= 2,
                10,
                f"{node.name} sends to both peers over UDP",
            )
        with Capture(file) as wire:
            silence = silences.create(cluster.nodes[0], 300)
            for node in cluster.others(cluster.nodes[0]):
                silence.wait_until_at(node, within=20)
            eventually(lambda wire=wire: wire.size() > 200_000, 30, "there is some traffic")

    seen: dict[tuple[bytes, bytes], bytes] = {}
    keys: list[set[bytes]] = []
    # Other clusters of this module may be on the wire, too.
    machines = [node.machine for node in cluster.nodes]
    senders = {socket.inet_pton(socket.AF_INET, each.ipv4) for each in machines}
    senders |= {socket.inet_pton(socket.AF_INET6, each.ipv6) for each in machines}
    for file in captures:
        packets = list(sealed_packets(file, senders))
        assert len(packets) > 100
        keys.append({key for key, _, _ in packets})
        assert len(keys[-1]) >= 6, "each of three nodes has a key for each of its two peers"
        for key, counter, ciphertext in packets:
            assert seen.setdefault((key, counter), ciphertext) == ciphertext, "a nonce was used twice"
    for earlier, later in itertools.pairwise(keys):
        assert not earlier & later, "a key has outlived a restart of every node"


def sealed_packets(file: Path, senders: set[bytes]) -> Iterator[tuple[bytes, bytes, bytes]]:
    """Key id, counter and what follows, of each of their UDP packets to a link port (docs/PROTOCOL.md)."""
    raw = file.read_bytes()
    at = 24
    while at < len(raw):
        (length,) = struct.unpack_from("<I", raw, at + 8)
        frame = raw[at + 16 : at + 16 + length]
        at += 16 + length
        # IPv4 without options, or IPv6; the next protocol is UDP, 17.
        if frame[12:14] == b"\x08\x00" and frame[23] == 17:
            sender, udp = frame[26:30], frame[14 + 20 :]
        elif frame[12:14] == b"\x86\xdd" and frame[20] == 17:
            sender, udp = frame[22:38], frame[14 + 40 :]
        else:
            continue
        if sender in senders and struct.unpack_from(">H", udp, 2)[0] == LINK_PORT:
            yield udp[9:17], udp[17:25], udp[25:]
