"""A certificate that is not to be trusted any more loses its live links at once; a new one gets them back."""

from __future__ import annotations

import datetime
import hashlib
import signal
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from attacks import certificates
from attacks.certificates import HOUR, Authority, Files
from cryptography import x509
from cryptography.hazmat.primitives import serialization

from harness.cluster import Cluster, Node, wait_until_linked
from harness.deadlines import Stopwatch, eventually
from harness.gossiper import Gossiper, answers, echo, gossipers_of, wait_until_connected
from harness.log_mark import LogMark, moment
from harness.subrosa import configuration

LIFE = datetime.timedelta(seconds=5)
MARGIN = datetime.timedelta(seconds=0.4)
AT_ONCE = datetime.timedelta(seconds=2)
RECOVERED_WITHIN = 8
ENDS = ("Link down", "Accepted link ended")
Record = Callable[[str, object], None]


@dataclass
class Circle:
    """Three nodes that carry gossip; am-3's certificates are what becomes doubtful."""

    cluster: Cluster
    gossipers: list[Gossiper]
    authority: Authority

    @property
    def doubtful(self) -> Node:
        return self.cluster.nodes[2]

    @property
    def others(self) -> list[Node]:
        return self.cluster.nodes[:2]

    def issue(self, name: str, life: datetime.timedelta = HOUR) -> Files:
        return self.authority.issue(name, self.doubtful.entry.identity, valid=(-HOUR, life))

    def put(self, files: Files) -> None:
        self.doubtful.subrosa.put("node.pem", files.cert)
        self.doubtful.subrosa.put("node.key", files.key)

    def start_with(self, files: Files) -> None:
        """am-3 anew, so that every link with it is on this certificate."""
        self.doubtful.subrosa.program.end()
        self.put(files)
        self.doubtful.subrosa.start()
        wait_until_linked([self.doubtful, *self.others])
        wait_until_connected(self.gossipers, within=RECOVERED_WITHIN)

    def recovers_with(self, files: Files) -> float:
        """Puts a certificate in place, tells nobody, and waits until all is well. Returns the seconds."""
        watch = Stopwatch()
        marks = [LogMark(node.subrosa.program) for node in self.others]
        own = LogMark(self.doubtful.subrosa.program)
        self.put(files)
        for node, mark in zip(self.others, marks, strict=True):
            mark.wait_for("Link up", peer=self.doubtful.name)
            own.wait_for("Link up", peer=node.name)
        wait_until_connected(self.gossipers, within=RECOVERED_WITHIN)
        return watch.seconds

    def nothing_passes(self) -> None:
        here, _, there = self.gossipers
        with here.serving(echo), there.serving(echo):
            for origin, target in ((here, there), (there, here)):
                assert not origin.reaches(target, patience=0.2)
                assert not answers(origin, target)

    def the_others_have_noticed_nothing(self, marks: dict[str, LogMark]) -> None:
        here, there = self.others
        for node, peer in ((here, there), (there, here)):
            for what in ENDS:
                assert marks[node.name].lines(what, peer=peer.name) == []


@pytest.fixture(scope="module")
def circle(make_cluster: Callable[[int], Cluster], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Circle]:
    cluster = make_cluster(3)
    cluster.start_subrosas()
    gossipers = gossipers_of(cluster)
    wait_until_connected(gossipers, within=10)
    directory = tmp_path_factory.mktemp("distrust")
    own = cluster.authority
    authority = Authority.existing(directory, "own", own.ca_file, own.directory / "ca.key")
    yield Circle(cluster, gossipers, authority)
    for gossiper in gossipers:
        gossiper.close()


@pytest.mark.parametrize("holds_on", [False, True], ids=["it lets go", "it holds on"])
def test_a_certificate_that_ends_while_linked_ends_its_links_within_the_second(
    circle: Circle, record_property: Record, holds_on: bool
) -> None:
    """Its own node lets go of them, too; a node that is frozen at that moment does not, and its peers have to."""
    files = circle.issue("short", LIFE)
    circle.start_with(files)
    end = x509.load_pem_x509_certificate(files.cert.read_bytes()).not_valid_after_utc
    marks = {node.name: LogMark(node.subrosa.program) for node in circle.cluster.nodes}
    pairs = [(node, circle.doubtful, "certificate_expired") for node in circle.others]
    if holds_on:
        eventually(lambda: now() > end - MARGIN, 10, "the certificate is about to end")
        circle.doubtful.subrosa.program.freeze()
    else:
        pairs += [(circle.doubtful, node, "own_certificate_expired") for node in circle.others]

    within = LIFE.total_seconds() + 3
    lines = [marks[node.name].wait_for(what, within, peer=peer.name) for node, peer, _ in pairs for what in ENDS]
    circle.doubtful.subrosa.program.thaw()
    reasons = [reason for _, _, reason in pairs for _ in ENDS]
    took = [moment(line) - end for line in lines]
    record_property("links ended after the certificate by", [f"{each.total_seconds():.3f} s" for each in took])
    assert [line["reason"] for line in lines] == reasons
    # A link gets a second to be renewed in.
    assert min(took) >= datetime.timedelta(0)
    assert max(took) < datetime.timedelta(seconds=1) + MARGIN
    circle.nothing_passes()
    for node in circle.others:
        marks[node.name].wait_for("Dial failed", 5, peer=circle.doubtful.name, reason="certificate_expired")
    circle.the_others_have_noticed_nothing(marks)

    record_property("recovered after", f"{circle.recovers_with(circle.issue('fresh')):.1f} s")


def now() -> datetime.datetime:
    return datetime.datetime.now(datetime.timezone.utc)


def revoked(circle: Circle, files: Files) -> tuple[str, dict[str, bytes]]:
    return "crl_file: crl.pem", {"crl.pem": circle.cluster.authority.revoke(files.cert)}


def denied_by_key(circle: Circle, files: Files) -> tuple[str, dict[str, bytes]]:
    key = x509.load_pem_x509_certificate(files.cert.read_bytes()).public_key()
    info = key.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    return f'deny: [{{key: "sha256:{hashlib.sha256(info).hexdigest()}"}}]', {}


def denied_by_serial(circle: Circle, files: Files) -> tuple[str, dict[str, bytes]]:
    issuer = x509.load_pem_x509_certificate(files.cert.read_bytes()).issuer.rfc4514_string()
    return f"deny: [{{serial: {certificates.serial(files.cert):x}, issuer: '{issuer}'}}]", {}


WAYS = [
    pytest.param(revoked, "certificate_revoked", id="revoked"),
    pytest.param(denied_by_key, "certificate_denied", id="denied by its key"),
    pytest.param(denied_by_serial, "certificate_denied", id="denied by its serial"),
]


@pytest.mark.parametrize(("way", "reason"), WAYS)
def test_a_certificate_that_is_revoked_or_denied_loses_its_links_within_two_seconds(
    circle: Circle, request: pytest.FixtureRequest, record_property: Record, way: Callable, reason: str
) -> None:
    files = circle.issue(request.node.callspec.id.replace(" ", "-"))
    circle.start_with(files)
    wanted, more = way(circle, files)
    marks = {node.name: LogMark(node.subrosa.program) for node in circle.others}
    for node in circle.others:
        for name, content in more.items():
            node.subrosa.put(name, content)
        node.subrosa.put("subrosa.yml", configuration(circle.cluster.table, wanted))
        node.subrosa.program.send(signal.SIGHUP)
    took = []
    for node in circle.others:
        reloaded = moment(marks[node.name].wait_for("Reloaded"))
        for what in ENDS:
            line = marks[node.name].wait_for(what, 5, peer=circle.doubtful.name, reason=reason)
            took.append(moment(line) - reloaded)
            assert line["err"]
    record_property("links ended after the reload by", [f"{each.total_seconds():.3f} s" for each in took])
    assert max(took) < AT_ONCE
    circle.nothing_passes()
    circle.the_others_have_noticed_nothing(marks)

    record_property("recovered after", f"{circle.recovers_with(circle.issue('fresh')):.1f} s")


def test_a_list_that_is_replaced_is_taken_over_by_itself(circle: Circle, record_property: Record) -> None:
    """As a timer brings it, from a CA of another make: nobody is told, and the configuration stays as it is."""
    files = circle.issue("listed")
    circle.start_with(files)
    for node in circle.others:
        mark = LogMark(node.subrosa.program)
        node.subrosa.put("crl.pem", circle.authority.revoking())
        node.subrosa.put("subrosa.yml", configuration(circle.cluster.table, "crl_file: crl.pem"))
        mark.wait_for("Reloaded")
    marks = {node.name: LogMark(node.subrosa.program) for node in circle.others}
    watch = Stopwatch()
    crl = circle.authority.revoking(certificates.serial(files.cert))
    for node in circle.others:
        node.subrosa.put("crl.pem", crl)
    for node in circle.others:
        for what in ENDS:
            marks[node.name].wait_for(what, peer=circle.doubtful.name, reason="certificate_revoked")
    record_property("links ended after the list came by", f"{watch.seconds:.1f} s")
    circle.nothing_passes()
    circle.the_others_have_noticed_nothing(marks)

    record_property("recovered after", f"{circle.recovers_with(circle.issue('fresh')):.1f} s")
