"""Certificates, CAs and nodes change under a constant stream of silences, and nobody notices."""

from __future__ import annotations

import contextlib
import datetime
import shutil
import signal
import ssl
import statistics
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from attacks import certificates
from attacks.certificates import HOUR, Files
from attacks.frames import Hello
from attacks.subrosa_peer import dial, tls

from harness import silences, versions
from harness.cluster import LINK_PORT, Cluster, Node
from harness.complaints import suspicions
from harness.deadlines import Stopwatch, eventually
from harness.identities import Authority
from harness.log_mark import LogMark
from harness.silence_stream import SIZE, SilenceStream
from harness.subrosa import configuration, digest

LATE = 1.0
"""Seconds within which every silence is everywhere."""
AT_LEAST = 2.0
"""Seconds that each step is watched."""
TROUBLE = ("Link down", "Accepted link ended", "Dial failed", "Datagrams dropped", "Stream failed")
Record = Callable[[str, object], None]


class World:
    """Three nodes, and the stream of silences through their Alertmanagers."""

    def __init__(self, cluster: Cluster, stream: SilenceStream, directory: Path) -> None:
        self.cluster = cluster
        self.stream = stream
        self.directory = directory
        self.nodes = list(cluster.nodes)
        self.marks: dict[str, LogMark] = {}

    @contextlib.contextmanager
    def step(self, name: str, record: Record) -> Iterator[None]:
        """Something is done to the nodes: no silence is late or lost, no peer suspected, no link down."""
        watch = Stopwatch()
        self.marks = {node.name: LogMark(node.subrosa.program) for node in self.nodes}
        doubts = {node.name: len(suspicions(node.alertmanager.program)) for node in self.nodes}
        failures = len(self.stream.failures)
        self.stream.step = name
        yield
        time.sleep(max(0, AT_LEAST - watch.seconds))
        self.stream.step = f"after {name}"
        took = watch.seconds
        seconds = sorted(arrival.seconds for arrival in self.stream.settle(name))
        p99 = seconds[len(seconds) * 99 // 100]
        record(
            name,
            f"{len(seconds)} arrivals in {took:.1f} s: median {1_000 * statistics.median(seconds):.0f} ms,"
            f" p99 {1_000 * p99:.0f} ms, max {1_000 * seconds[-1]:.0f} ms",
        )
        assert self.stream.failures[failures:] == []
        for node in self.nodes:
            assert suspicions(node.alertmanager.program)[doubts[node.name] :] == []
            for peer in self.nodes:
                assert [self.marks[node.name].lines(what, peer=peer.name) for what in TROUBLE] == [[]] * len(TROUBLE)
        assert seconds[-1] < LATE

    def new_pair(self, node: Node, authority: Authority) -> tuple[int, Callable[[], None]]:
        """A new certificate: its serial, and what puts it and its key in place."""
        name = f"{node.name}-{time.monotonic_ns()}"
        authority.issue(name, node.entry.identity)

        def put() -> None:
            node.subrosa.put("node.pem", authority.cert_file(name))
            node.subrosa.put("node.key", authority.key_file(name))

        return certificates.serial(authority.cert_file(name)), put

    def renew(self, node: Node, authority: Authority, is_told: bool = False) -> float:
        """A new certificate for the node, and all that has to follow. Returns the seconds until it was taken over."""
        serial, put = self.new_pair(node, authority)
        peers = self.cluster.others(node)
        mark, marks = LogMark(node.subrosa.program), [LogMark(peer.subrosa.program) for peer in peers]
        put()
        watch = Stopwatch()
        if is_told:
            node.subrosa.program.send(signal.SIGHUP)
        line = mark.wait_for("Reloaded")
        took = watch.seconds
        assert line["cause"] == ("SIGHUP" if is_told else "files changed")
        assert int(line["serial"], 16) == serial
        for peer, peers_mark in zip(peers, marks, strict=True):
            mark.wait_for("Link renewed", peer=peer.name)
            # A peer that is shown a new certificate wants its own link to be on it, too.
            peers_mark.wait_for("Link renewed", peer=node.name, serial=line["serial"])
        assert self.presented(node) == serial
        return took

    def presented(self, node: Node) -> int:
        """The serial of the certificate that the node shows to a peer that opens another lane."""
        peer = self.cluster.others(node)[0]
        files = Files(peer.directory / "node.pem", peer.directory / "node.key")
        with dial((node.machine.ipv4, LINK_PORT), "", tls(ssl.PROTOCOL_TLS_CLIENT, files)) as connection:
            connection.send(Hello("lane", peer.name, digest(self.cluster.table)))
            answer = connection.receive()
            assert isinstance(answer, Hello), answer
            return certificates.serial(connection.socket.getpeercert(binary_form=True))

    def tell_all_about_the_nodes(self) -> None:
        """Gives everybody the present table, without a word."""
        for node in self.cluster.nodes:
            node.subrosa.put("subrosa.yml", configuration(self.cluster.table))


@pytest.fixture(scope="module")
def world(
    make_cluster: Callable[[int], Cluster], alertmanager_kinds: list[str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[World]:
    cluster = make_cluster(3)
    cluster.start_subrosas()
    cluster.start_alertmanagers(alertmanager_kinds)
    cluster.wait_until_whole()
    with SilenceStream(list(cluster.nodes)) as stream:
        yield World(cluster, stream, tmp_path_factory.mktemp("trust"))


def test_the_quiet_that_the_rest_is_compared_with(world: World, record_property: Record) -> None:
    with world.step("quiet", record_property):
        time.sleep(5)


def test_every_certificate_is_renewed_node_after_node(world: World, record_property: Record) -> None:
    with world.step("renewal", record_property):
        took = [world.renew(node, world.cluster.authority, node is world.nodes[1]) for node in world.nodes]
    record_property("taken over after, the second by SIGHUP", [f"{each:.1f} s" for each in took])
    assert max(took) < 4


def test_the_ca_is_replaced_and_its_old_certificates_are_worth_nothing(world: World, record_property: Record) -> None:
    nodes, old = world.nodes, world.cluster.authority
    new = Authority(world.directory / "new-ca")

    with world.step("new CA added", record_property):
        for node in nodes:
            node.subrosa.put("ca.pem", old.ca_file.read_bytes() + new.ca_file.read_bytes())
        for node in nodes:
            world.marks[node.name].wait_for("Reloaded")
    with world.step("certificates of the new CA", record_property):
        for node in nodes:
            world.renew(node, new)
    world.cluster.authority = new
    with world.step("old CA dropped", record_property):
        for node in nodes:
            node.subrosa.put("ca.pem", new.ca_file)
        for node in nodes:
            world.marks[node.name].wait_for("Reloaded")
    # Nothing stood on it any more.
    assert [world.marks[node.name].messages() for node in nodes] == [{"Reloaded"}] * len(nodes)

    for node in nodes:
        mark = LogMark(node.subrosa.program)
        context = tls(ssl.PROTOCOL_TLS_CLIENT, Files(old.cert_file("am-3"), old.key_file("am-3")))
        with contextlib.suppress(OSError), dial((node.machine.ipv4, LINK_PORT), "", context) as connection:
            assert connection.receive() is None
        mark.wait_for("Peer refused", reason="unknown_authority")


def half_a_certificate(world: World, node: Node) -> dict[str, bytes]:
    good = (node.directory / "node.pem").read_bytes()
    return {"node.pem": good[: len(good) // 2]}


def foreign_key(world: World, node: Node) -> dict[str, bytes]:
    world.cluster.authority.issue("foreign", node.entry.identity)
    return {"node.key": world.cluster.authority.key_file("foreign").read_bytes()}


def foreign_ca(world: World, node: Node) -> dict[str, bytes]:
    return {"ca.pem": certificates.Authority(world.directory, "foreign").file.read_bytes()}


def pair_of_another_node(world: World, node: Node) -> dict[str, bytes]:
    other = world.cluster.others(node)[0]
    return {name: (other.directory / name).read_bytes() for name in ("node.pem", "node.key")}


def expired(world: World, node: Node) -> dict[str, bytes]:
    own = world.cluster.authority
    authority = certificates.Authority.existing(world.directory, "own", own.ca_file, own.directory / "ca.key")
    valid = (-2 * HOUR, -datetime.timedelta(minutes=1))
    files = authority.issue("expired", node.entry.identity, valid=valid)
    return {"node.pem": files.cert.read_bytes(), "node.key": files.key.read_bytes()}


def unknown_key(world: World, node: Node) -> dict[str, bytes]:
    return {"subrosa.yml": node.subrosa.config_file.read_bytes() + b"nonsense: 1\n"}


def missing(world: World, node: Node) -> dict[str, bytes | None]:
    return {"ca.pem": None}


BAD = [
    pytest.param(half_a_certificate, "not PEM", id="half a certificate"),
    pytest.param(foreign_key, "does not fit", id="another key"),
    pytest.param(foreign_ca, "peers would refuse", id="a CA that is not this node's"),
    pytest.param(pair_of_another_node, "does not prove", id="the pair of another node"),
    pytest.param(expired, "has expired", id="an expired certificate"),
    pytest.param(unknown_key, "unknown key", id="an unknown key"),
    pytest.param(missing, "cannot be read", id="no file"),
]


@pytest.mark.parametrize(("make", "why"), BAD)
def test_what_is_bad_is_refused_and_changes_nothing(
    world: World, request: pytest.FixtureRequest, record_property: Record, make: Callable, why: str
) -> None:
    node = world.nodes[1]
    serial = world.presented(node)
    bad = make(world, node)
    good = {name: (node.directory / name).read_bytes() for name in bad}
    with world.step(request.node.callspec.id, record_property):
        mark = LogMark(node.subrosa.program)
        try:
            for name, content in bad.items():
                if content is None:
                    (node.directory / name).unlink()
                else:
                    node.subrosa.put(name, content)
            refused = mark.wait_for("Reload refused", cause="files changed")
            assert why in refused["err"]
            assert refused["remedy"]
            assert mark.messages() == {"Reload refused"}
            assert world.presented(node) == serial
        finally:
            for name, content in good.items():
                node.subrosa.put(name, content)
            node.subrosa.program.send(signal.SIGHUP)
        mark.wait_for("Reloaded")
    assert mark.lines("Link renewed") == []
    for peer in world.cluster.others(node):
        assert world.marks[peer.name].messages() == set()


def test_files_come_as_kubernetes_brings_them_bad_and_good(world: World, record_property: Record) -> None:
    node = world.nodes[2]
    names = ("node.pem", "node.key", "ca.pem")

    def bring(version: str, files: dict[str, bytes]) -> None:
        """A new directory, and the link `..data` to it renamed over the old one."""
        place = node.directory / f"..2026_{version}"
        place.mkdir()
        for name in names:
            (place / name).write_bytes(files[name])
            (place / name).chmod(0o600)
        data = node.directory / "..data"
        before = data.readlink() if data.is_symlink() else None
        link = node.directory / "..data_tmp"
        link.symlink_to(place.name)
        link.rename(data)
        if before:
            shutil.rmtree(node.directory / before)

    with world.step("a Secret", record_property):
        mark = LogMark(node.subrosa.program)
        good = {name: (node.directory / name).read_bytes() for name in names}
        bring("1", good)
        for name in names:
            link = node.directory / f"{name}.link"
            link.symlink_to(f"..data/{name}")
            link.rename(node.directory / name)
        mark.wait_for("Reloaded", cause="files changed")

        world.cluster.authority.issue("secret", node.entry.identity)
        cert, key = world.cluster.authority.cert_file("secret"), world.cluster.authority.key_file("secret")
        mark = LogMark(node.subrosa.program)
        bring("2", {**good, "node.pem": cert.read_bytes()})
        assert "does not fit" in mark.wait_for("Reload refused")["err"]
        assert mark.messages() == {"Reload refused"}
        bring("3", {**good, "node.pem": cert.read_bytes(), "node.key": key.read_bytes()})
        assert int(mark.wait_for("Reloaded")["serial"], 16) == certificates.serial(cert)
        for peer in world.cluster.others(node):
            mark.wait_for("Link renewed", peer=peer.name)
        assert world.presented(node) == certificates.serial(cert)


def test_a_node_is_added_and_removed_again(
    world: World, alertmanager_kinds: list[str], record_property: Record
) -> None:
    cluster = world.cluster
    added = cluster.add_node()
    with world.step("a node added", record_property):
        added.subrosa.configure(cluster.table, cluster.authority)
        world.tell_all_about_the_nodes()
        for node in world.nodes:
            assert world.marks[node.name].wait_for("Reloaded")["added"] == added.name
        mark = LogMark(added.subrosa.start())
        for node in world.nodes:
            world.marks[node.name].wait_for("Link up", peer=added.name)
            mark.wait_for("Link up", peer=node.name)
        added.add_alertmanager(versions.alertmanager(alertmanager_kinds[0]))
        added.start_alertmanager()
        for node in cluster.nodes:
            eventually(lambda node=node: node.alertmanager.members() == 4, 20, f"{node.name} lists four members")
        for origin, target in ((added, world.nodes[0]), (world.nodes[1], added)):
            silences.create(origin, SIZE).wait_until_at(target, within=LATE)

    try:
        with world.step("a node removed", record_property):
            world.stream.departed = 1
            added.alertmanager.program.terminate()
            for node in world.nodes:
                eventually(lambda node=node: node.alertmanager.members() == 3, 5, f"{node.name} lists three members")
            cluster.nodes.remove(added)
            world.tell_all_about_the_nodes()
            for node in world.nodes:
                assert world.marks[node.name].wait_for("Reloaded")["removed"] == added.name
    finally:
        added.alertmanager.program.end()
        added.subrosa.program.end()
        added.machine.remove()
