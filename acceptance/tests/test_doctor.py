"""`subrosa doctor` names what is wrong with a node, its Alertmanager or a peer, and nothing else."""

from __future__ import annotations

import contextlib
import datetime
import http.server
import json
import os
import pty
import signal
import socket
import subprocess
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from attacks.certificates import HOUR, Authority

from harness import versions
from harness.binary import subrosa
from harness.cluster import Cluster, Node, wait_until_linked
from harness.deadlines import eventually
from harness.doctor import examine, findings
from harness.log_mark import LogMark
from harness.subrosa import Entry, configuration

SETTLES_WITHIN = 60
ANSWERS_WITHIN = 10
WEB = 'web: {listen_address: "127.0.0.1:9096"}\n'


class Clinic:
    """Three nodes with real Alertmanagers. The doctor looks from am-1; am-2, reached by IPv4, is what fails."""

    def __init__(self, cluster: Cluster) -> None:
        self.cluster = cluster
        self.here, self.peer, _ = cluster.nodes
        self.authority = Authority.existing(
            cluster.authority.directory, "again", cluster.authority.ca_file, cluster.authority.directory / "ca.key"
        )

    def finds(self, *expected: str, on: Node | None = None, flags: tuple[str, ...] = ()) -> None:
        """Until exactly these are found: programs take a moment to notice what has happened to them."""
        node = on or self.here
        last: list[list[str]] = []

        def found() -> bool:
            began = time.monotonic()
            last.append(findings(node, *flags))
            assert time.monotonic() - began < ANSWERS_WITHIN
            return last[-1] == list(expected)

        try:
            eventually(found, SETTLES_WITHIN, f"the doctor on {node.name} finds {expected}", every=0.3)
        except AssertionError as late:
            raise AssertionError(f"{late}: {last[-1]}\n{examine(node, *flags).stdout}") from late

    def write(self, node: Node, table: list[Entry] | None = None) -> None:
        node.subrosa.put("subrosa.yml", configuration(table or self.cluster.table) + WEB)

    def restart(self, node: Node) -> None:
        node.subrosa.program.terminate()
        node.subrosa.start()

    @contextlib.contextmanager
    def certificate(self, *names: str, valid: tuple = (-HOUR, HOUR)) -> Iterator[None]:
        """am-2 runs with another certificate from the same CA."""
        good = {name: (self.peer.subrosa.directory / name).read_bytes() for name in ("node.pem", "node.key")}
        files = self.authority.issue("other", *names, valid=valid)
        self.peer.subrosa.put("node.pem", files.cert)
        self.peer.subrosa.put("node.key", files.key)
        try:
            yield
        finally:
            for name, content in good.items():
                self.peer.subrosa.put(name, content)

    def alertmanager(self, *flags: str) -> None:
        """am-1's Alertmanager anew, with these flags and no others."""
        self.here.alertmanager.program.terminate()
        self.here.alertmanager.start(list(flags))


@pytest.fixture(scope="module")
def clinic(make_cluster: Callable[[int], Cluster]) -> Clinic:
    cluster = make_cluster(3)
    clinic = Clinic(cluster)
    for node in cluster.nodes:
        clinic.write(node)
    cluster.start_subrosas()
    try:
        versions.alertmanager("native")
    except versions.Unavailable as reason:
        pytest.skip(str(reason))
    cluster.start_alertmanagers(["native"])
    cluster.wait_until_whole()
    return clinic


@pytest.fixture(autouse=True)
def well(clinic: Clinic) -> Iterator[None]:
    """All is well before each test; and so what a test has broken it has mended."""
    clinic.finds()
    yield


def test_all_is_well_on_every_node(clinic: Clinic) -> None:
    for node in clinic.cluster.nodes:
        clinic.finds(on=node)
        done = examine(node)
        assert done.returncode == 0
        assert done.stdout.endswith("\nAll is well.\n")
        assert "WRONG" not in done.stdout


def test_piped_it_is_plain_and_on_a_terminal_it_is_not(clinic: Clinic) -> None:
    assert "\x1b" not in examine(clinic.here).stdout
    colored = on_a_terminal(clinic.here, {})
    assert "\x1b[32m" in colored and "asking peers" in colored
    monochrome = on_a_terminal(clinic.here, {"NO_COLOR": "1"})
    assert "\x1b[3" not in monochrome and "All is well." in monochrome


def on_a_terminal(node: Node, environment: dict[str, str]) -> str:
    ours, theirs = pty.openpty()
    command = [subrosa(), "doctor", f"--config.file={node.subrosa.config_file}", f"--node={node.name}"]
    with node.inside():
        process = subprocess.Popen(
            command, stdout=theirs, stderr=theirs, env={**os.environ, "TERM": "xterm", **environment}
        )
    os.close(theirs)
    shown = b""
    reader = threading.Thread(target=process.wait, daemon=True)
    reader.start()
    with contextlib.suppress(OSError), open(ours, "rb", buffering=0) as terminal:  # noqa: PTH123
        while piece := terminal.read(4096):
            shown += piece
    reader.join(10)
    assert process.returncode == 0
    return shown.decode()


def test_links_do_not_notice_the_doctor(clinic: Clinic) -> None:
    marks = [LogMark(node.subrosa.program) for node in clinic.cluster.nodes]
    clinic.finds()
    for mark in marks:
        assert not [message for message in mark.messages() if "ink" in message or "refused" in message]


def nft(node: Node, rules: str) -> None:
    with node.inside():
        subprocess.run(["nft", "-f", "-"], input=rules, text=True, check=True)


@contextlib.contextmanager
def firewall(node: Node, rule: str) -> Iterator[None]:
    nft(node, f"table inet ill {{\nchain packets {{\ntype filter hook input priority 0;\n{rule}\n}}\n}}\n")
    try:
        yield
    finally:
        nft(node, "delete table inet ill")


def test_a_port_that_a_firewall_drops(clinic: Clinic) -> None:
    with firewall(clinic.peer, "tcp dport 9095 drop"):
        clinic.finds("connect_timeout of am-2")
    wait_until_linked(clinic.cluster.nodes)


def test_a_path_that_eats_full_packets(clinic: Clinic) -> None:
    # A virtual network hands on several segments as one packet, which a real one does not.
    with clinic.here.inside():
        subprocess.run(["ip", "link", "set", "eth0", "gso_max_segs", "1"], check=True)
    with firewall(clinic.peer, "tcp dport 9095 meta length > 1000 drop"):
        clinic.finds("packet_size of am-2", flags=("--peer=am-2",))


def test_a_peer_whose_subrosa_is_stopped(clinic: Clinic) -> None:
    clinic.peer.subrosa.program.terminate()
    clinic.finds("connection_refused of am-2")
    clinic.peer.subrosa.start()


def test_a_peer_whose_subrosa_is_frozen(clinic: Clinic) -> None:
    clinic.peer.subrosa.program.freeze()
    clinic.finds("handshake_timeout of am-2")
    clinic.peer.subrosa.program.thaw()


def test_a_peer_that_proves_another_name(clinic: Clinic) -> None:
    with clinic.certificate("dns:somebody.test"):
        # It would not start with it; so its configuration says that this is its name.
        table = [
            Entry(each.name, each.address, each.virtual_ip, "dns:somebody.test") if each.name == "am-2" else each
            for each in clinic.cluster.table
        ]
        clinic.write(clinic.peer, table)
        clinic.restart(clinic.peer)
        clinic.finds("not_a_configured_node of am-2")
    clinic.write(clinic.peer)
    clinic.restart(clinic.peer)


def test_a_peer_whose_certificate_has_expired(clinic: Clinic) -> None:
    life = datetime.timedelta(seconds=10)
    with clinic.certificate(clinic.peer.entry.identity, valid=(-HOUR, life)):
        clinic.restart(clinic.peer)
        clinic.finds("certificate_expired of am-2")


def test_unequal_node_tables(clinic: Clinic) -> None:
    fourth = Entry("am-4", "am-4.test:9095", "127.77.0.4", "dns:am-4.test")
    clinic.write(clinic.peer, [*clinic.cluster.table, fourth])
    clinic.restart(clinic.peer)
    clinic.finds("tables_differ of am-2")
    clinic.write(clinic.peer)
    clinic.restart(clinic.peer)


def test_a_name_that_does_not_resolve(clinic: Clinic) -> None:
    table = [
        Entry(each.name, "am-2.invalid:9095", each.virtual_ip, each.identity) if each.name == "am-2" else each
        for each in clinic.cluster.table
    ]
    for node in clinic.cluster.nodes:
        clinic.write(node, table)
    # am-2 dials the others all the same.
    clinic.finds("name_not_resolved of am-2")
    for node in clinic.cluster.nodes:
        clinic.write(node)


def test_the_local_alertmanager_is_stopped(clinic: Clinic) -> None:
    clinic.here.alertmanager.program.terminate()
    clinic.finds("alertmanager_not_running")
    clinic.here.start_alertmanager()


def test_the_local_alertmanager_has_every_address(clinic: Clinic) -> None:
    clinic.here.alertmanager.program.terminate()
    clinic.here.subrosa.program.terminate()
    clinic.here.alertmanager.start([])
    clinic.finds("alertmanager_on_wildcard")
    clinic.here.subrosa.start()
    assert clinic.here.subrosa.program.wait(10) == 1
    clinic.here.alertmanager.program.terminate()
    clinic.here.subrosa.start()
    wait_until_linked(clinic.cluster.nodes)
    clinic.here.start_alertmanager()


def test_the_local_alertmanager_advertises_its_real_address(clinic: Clinic) -> None:
    real = f"--cluster.advertise-address={clinic.here.machine.ipv4}:9094"
    clinic.alertmanager(*clinic.here.subrosa.cluster_flags(), real)
    clinic.finds("alertmanager_advertise_address")
    # Another node sees it, too.
    eventually(lambda: "gossip_past_subrosa" in findings(clinic.peer), SETTLES_WITHIN, "am-2 sees it", every=0.5)
    clinic.alertmanager(*clinic.here.subrosa.cluster_flags())


def test_a_peer_is_not_in_the_flags(clinic: Clinic) -> None:
    clinic.alertmanager(*[flag for flag in clinic.here.subrosa.cluster_flags() if "127.77.0.3" not in flag])
    clinic.finds("alertmanager_peer_flags")
    clinic.alertmanager(*clinic.here.subrosa.cluster_flags())


def test_a_peers_alertmanager_is_stopped(clinic: Clinic) -> None:
    clinic.peer.alertmanager.program.terminate()
    clinic.finds("member_missing of am-2")
    clinic.peer.start_alertmanager()


def test_the_link_port_is_taken(clinic: Clinic) -> None:
    clinic.here.subrosa.program.terminate()
    try:
        with clinic.here.inside(), socket.create_server(("0.0.0.0", 9095)):
            clinic.finds("link_port_taken")
        clinic.finds("subrosa_not_running")
    finally:
        clinic.here.subrosa.start()


def test_a_firewall_that_lets_no_peer_in(clinic: Clinic) -> None:
    with firewall(clinic.here, "tcp dport 9095 drop"):
        clinic.finds("inbound_link_down")
    wait_until_linked(clinic.cluster.nodes)


@pytest.mark.parametrize("which", ["saddr", "daddr"])
def test_udp_is_lost_one_way_on_this_machine(clinic: Clinic, which: str) -> None:
    with firewall(clinic.here, f"ip {which} 127.77.0.1 udp dport 9094 drop"):
        clinic.finds("udp_lost")


@pytest.mark.parametrize("which", ["saddr", "daddr"])
def test_udp_is_lost_one_way_at_a_peer(clinic: Clinic, which: str) -> None:
    with firewall(clinic.peer, f"ip {which} 127.77.0.2 udp dport 9094 drop"):
        clinic.finds("udp_lost of am-2")


def test_a_node_table_that_no_peer_has(clinic: Clinic) -> None:
    fourth = Entry("am-4", "am-4.test:9095", "127.77.0.4", "dns:am-4.test")
    for node in clinic.cluster.others(clinic.here):
        clinic.write(node, [*clinic.cluster.table, fourth])
    clinic.finds("tables_differ")
    for node in clinic.cluster.others(clinic.here):
        clinic.write(node)


def test_the_local_alertmanager_is_frozen(clinic: Clinic) -> None:
    clinic.here.alertmanager.program.freeze()
    clinic.finds("alertmanager_not_answering")
    clinic.here.alertmanager.program.thaw()


def test_the_command_of_exec_has_crashed(clinic: Clinic) -> None:
    clinic.here.alertmanager.program.terminate()
    clinic.here.subrosa.program.terminate()
    clinic.here.exec_alertmanager()
    wait_until_linked(clinic.cluster.nodes)
    clinic.finds()
    program = clinic.here.subrosa.program
    # A thread of its own has started it.
    threads = Path(f"/proc/{program.process.pid}/task").iterdir()
    children = [child for thread in threads for child in (thread / "children").read_text().split()]
    os.kill(int(children[0]), signal.SIGSEGV)
    clinic.finds("node_stopped")
    program.wait(15)
    clinic.here.subrosa.start()
    wait_until_linked(clinic.cluster.nodes)
    clinic.here.start_alertmanager()


def test_the_disk_of_the_log_is_full(clinic: Clinic, tmp_path: Path) -> None:
    log = clinic.here.directory / "subrosa.log"
    clinic.here.subrosa.program.terminate()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", tmp_path], check=True)
    try:
        log.unlink()
        log.symlink_to(tmp_path / "subrosa.log")
        clinic.here.subrosa.start()
        wait_until_linked(clinic.cluster.nodes)
        clinic.finds()
        with contextlib.suppress(OSError), (tmp_path / "else").open("wb", buffering=0) as rest:
            while rest.write(bytes(4096)):
                pass
        clinic.finds("disk_full")
    finally:
        clinic.here.subrosa.program.terminate()
        log.unlink()
        subprocess.run(["umount", tmp_path], check=True)
    clinic.here.subrosa.start()


def test_a_clock_that_is_an_hour_ahead(clinic: Clinic) -> None:
    """What am-2's Subrosa tells to the network is told by somebody else, an hour later."""
    everywhere = configuration(clinic.cluster.table) + 'web: {listen_address: "0.0.0.0:9096"}\n'
    with clinic.peer.inside():
        status = json.load(urllib.request.urlopen("http://127.0.0.1:9096/api/v1/status", timeout=5))

        class Teller(http.server.BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                now = datetime.datetime.now(datetime.timezone.utc) + HOUR
                status["node"]["time"] = now.strftime("%Y-%m-%dT%H:%M:%SZ")
                body = json.dumps(status).encode()
                self.send_response(200)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None: ...

        teller = http.server.ThreadingHTTPServer((clinic.peer.machine.ipv4, 9096), Teller)
    thread = threading.Thread(target=teller.serve_forever, daemon=True)
    thread.start()
    clinic.here.subrosa.put("subrosa.yml", everywhere)
    try:
        clinic.finds("clock_differs of am-2")
    finally:
        teller.shutdown()
        teller.server_close()
        clinic.write(clinic.here)


def test_a_key_that_everybody_may_read(clinic: Clinic) -> None:
    key = clinic.here.subrosa.directory / "node.key"
    key.chmod(0o644)
    # That the running node has refused to take that over follows from it.
    clinic.finds("configuration_invalid")
    key.chmod(0o600)


def test_a_configuration_with_which_it_cannot_start(clinic: Clinic) -> None:
    clinic.here.subrosa.program.terminate()
    clinic.here.subrosa.put("subrosa.yml", configuration(clinic.cluster.table) + "wbe: {}\n")
    clinic.finds("configuration_invalid")
    clinic.write(clinic.here)
    clinic.here.subrosa.start()
