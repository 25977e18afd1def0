"""Faults, each made as a context: it lasts as long as the context, and leaves things as they were."""

from __future__ import annotations

import contextlib
import datetime
import signal
import socket
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path

from harness.alertmanager import REPAIR_OFTEN
from harness.cluster import LINK_PORT, Node
from harness.deadlines import eventually
from harness.hub import HOSTS
from harness.subrosa import configuration

from .place import Place

HOUR = datetime.timedelta(hours=1)
MONTH = datetime.timedelta(days=30)
"""As long as a certificate may have to live so that nobody is told that it ends soon."""


@contextlib.contextmanager
def _filtered(node: Node, *rules: str, hook: str = "input") -> Iterator[None]:
    """Rules of nftables on the node's machine."""
    chain = "\n".join(rules)
    table = f"table inet fault {{ chain packets {{ type filter hook {hook} priority 0;\n{chain}\n}}\n}}"

    def nft(*words: str, said: str | None = None) -> None:
        with node.machine.inside():
            subprocess.run(["nft", *words], input=said, text=True, check=True)

    nft("-f", "-", said=table)
    try:
        yield
    finally:
        nft("delete", "table", "inet", "fault")


# Datagrams on the machine of am-3


def datagrams_from_alertmanager_eaten(place: Place) -> contextlib.AbstractContextManager[None]:
    own = place.am3.entry.virtual_ip
    return _filtered(place.am3, f"iif lo ip saddr {own} ip daddr != {own} udp dport 9094 drop")


def datagrams_to_alertmanager_eaten(place: Place) -> contextlib.AbstractContextManager[None]:
    own = place.am3.entry.virtual_ip
    return _filtered(place.am3, f"iif lo ip daddr {own} udp dport 9094 drop")


def long_datagrams_eaten(place: Place) -> contextlib.AbstractContextManager[None]:
    return _filtered(place.am3, "iif lo udp dport 9094 udp length > 1008 drop")


# Between machines


def link_port_blocked(place: Place) -> contextlib.AbstractContextManager[None]:
    other = place.am2.machine
    return _filtered(
        place.am1,
        *(
            f"{family} saddr {address} tcp {end} {LINK_PORT} drop"
            for family, address in (("ip", other.ipv4), ("ip6", other.ipv6))
            for end in ("sport", "dport")
        ),
    )


def udp_blocked_one_way(place: Place) -> contextlib.AbstractContextManager[None]:
    return _sealed_eaten(place, f"udp dport {LINK_PORT} drop")


def full_udp_packets_eaten_one_way(place: Place) -> contextlib.AbstractContextManager[None]:
    return _sealed_eaten(place, f"udp dport {LINK_PORT} udp length > 1008 drop")


def _sealed_eaten(place: Place, rule: str) -> contextlib.AbstractContextManager[None]:
    """What am-1 sends to am-2."""
    sender = place.am1.machine
    return _filtered(place.am2, f"ip saddr {sender.ipv4} {rule}", f"ip6 saddr {sender.ipv6} {rule}")


@contextlib.contextmanager
def name_not_resolving(place: Place) -> Iterator[None]:
    """am-1 is the one that is dialled by name. Links that are up stay up, so am-2 is started again."""
    name = place.am1.machine.host_name
    hosts = HOSTS.read_text()
    HOSTS.write_text("".join(line for line in hosts.splitlines(keepends=True) if not line.endswith(f" {name}\n")))
    try:
        place.restart_subrosa(place.am3)
        yield
    finally:
        HOSTS.write_text(hosts)


# Certificates and configuration


@contextlib.contextmanager
def certificate_expired(place: Place) -> Iterator[None]:
    """One that ends seconds after it was taken over."""
    node = place.am3
    end = datetime.timedelta(seconds=6)
    place.put_certificate(node, place.authority.issue("ending", node.entry.identity, valid=(-HOUR, end)))
    try:
        until = datetime.datetime.now() + end
        node.subrosa.program.wait_for_log("msg=Reloaded", 5)
        eventually(lambda: datetime.datetime.now() >= until, 10, "it has ended")
        yield
    finally:
        place.put_usual_certificate(node)


@contextlib.contextmanager
def certificate_of_another_name(place: Place) -> Iterator[None]:
    """Issued for a name that no other node knows; its own configuration has that name, or it would not take it."""
    node = place.am3
    name = "dns:somebody.test"
    table = [
        entry if entry != node.entry else type(entry)(**{**vars(entry), "identity": name})
        for entry in place.cluster.table
    ]
    place.put_certificate(node, place.authority.issue("stranger", name, valid=(-HOUR, MONTH)))
    node.subrosa.put("subrosa.yml", configuration(table))
    place.restart_subrosa(node)
    try:
        yield
    finally:
        place.put_usual_certificate(node)
        node.subrosa.put("subrosa.yml", configuration(place.cluster.table))
        place.restart_subrosa(node)


@contextlib.contextmanager
def certificate_of_another_node(place: Place) -> Iterator[None]:
    """am-2's, copied to am-3."""
    node = place.am3
    place.put_certificate(node, place.authority.issue("mixed-up", place.am2.entry.identity, valid=(-HOUR, MONTH)))
    try:
        yield
    finally:
        place.put_usual_certificate(node)


@contextlib.contextmanager
def unequal_tables(place: Place) -> Iterator[None]:
    """am-3 has am-1 by its IPv4 address: a table that works, and is another one."""
    node = place.am3
    table = list(place.cluster.table)
    table[0] = type(table[0])(**{**vars(table[0]), "address": f"{place.am1.machine.ipv4}:{LINK_PORT}"})
    node.subrosa.put("subrosa.yml", configuration(table))
    place.restart_subrosa(node)
    try:
        yield
    finally:
        node.subrosa.put("subrosa.yml", configuration(place.cluster.table))
        place.restart_subrosa(node)


@contextlib.contextmanager
def clock_slow_by_an_hour(place: Place) -> Iterator[None]:
    """am-3's Subrosa is told another time; the others have certificates that are minutes old."""
    minute = datetime.timedelta(minutes=1)
    for node in (place.am1, place.am2):
        place.put_certificate(
            node, place.authority.issue(f"{node.name}-fresh", node.entry.identity, valid=(-minute, MONTH))
        )
    for node in (place.am1, place.am2):
        node.subrosa.program.wait_for_log("msg=Reloaded", 5)
    place.set_clock(place.am3, "env", f"LD_PRELOAD={place.slow_clock}")
    place.restart_subrosa(place.am3)
    try:
        yield
    finally:
        place.set_clock(place.am3)
        place.restart_subrosa(place.am3)
        for node in (place.am1, place.am2):
            place.put_usual_certificate(node)


# Alertmanagers


@contextlib.contextmanager
def alertmanager_stopped(place: Place) -> Iterator[None]:
    place.am3.alertmanager.program.end()
    try:
        yield
    finally:
        place.restart_alertmanager(place.am3)


@contextlib.contextmanager
def alertmanager_frozen(place: Place) -> Iterator[None]:
    place.am3.alertmanager.program.freeze()
    try:
        yield
    finally:
        place.am3.alertmanager.program.thaw()


@contextlib.contextmanager
def alertmanager_on_wildcard(place: Place) -> Iterator[None]:
    peers = [f"--cluster.peer={ip}:{port}" for ip, port in (place.am1.virtual_address, place.am2.virtual_address)]
    place.restart_alertmanager(place.am3, "--cluster.listen-address=0.0.0.0:9194", *peers)
    try:
        yield
    finally:
        place.restart_alertmanager(place.am3)


@contextlib.contextmanager
def alertmanager_advertises_another_address(place: Place) -> Iterator[None]:
    flags = place.am3.subrosa.cluster_flags()
    place.restart_alertmanager(place.am3, *flags, f"--cluster.advertise-address={place.am3.machine.ipv4}:9094")
    try:
        yield
    finally:
        place.restart_alertmanager(place.am3)


@contextlib.contextmanager
def child_crashed(place: Place) -> Iterator[None]:
    program = place.am2.subrosa.program
    [child] = program.children()
    subprocess.run(["kill", "-KILL", str(child)], check=True)
    program.wait(10)
    try:
        yield
    finally:
        place.start_subrosa(place.am2)


# Subrosas


@contextlib.contextmanager
def subrosa_frozen(place: Place) -> Iterator[None]:
    place.am3.subrosa.program.freeze()
    try:
        yield
    finally:
        place.am3.subrosa.program.thaw()


@contextlib.contextmanager
def log_full(place: Place) -> Iterator[None]:
    """Somebody else fills the disk that it stands on. Reloads, once a second, are something that would be logged."""
    node = place.am3
    rest = place.log_disk / "filling"
    with contextlib.suppress(OSError), rest.open("wb", buffering=0) as filling:
        while True:
            filling.write(bytes(512))
    # There may be room on the last page of the log itself.
    with contextlib.suppress(OSError), (place.log_disk / "subrosa.log").open("ab", buffering=0) as log:
        while True:
            log.write(b"\n")
    ended = threading.Event()

    def reload() -> None:
        while not ended.is_set():
            node.subrosa.program.send(signal.SIGHUP)
            ended.wait(1)

    reloads = threading.Thread(target=reload, daemon=True)
    reloads.start()
    try:
        yield
    finally:
        ended.set()
        reloads.join()
        rest.unlink()


@contextlib.contextmanager
def _taken(node: Node, kind: int, address: tuple[str, int]) -> Iterator[None]:
    family = socket.AF_INET6 if ":" in address[0] else socket.AF_INET
    with node.machine.inside():
        squatter = socket.socket(family, kind)
    with squatter:
        if kind == socket.SOCK_STREAM:
            squatter.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        squatter.bind(address)
        if kind == socket.SOCK_STREAM:
            squatter.listen()
        yield


@contextlib.contextmanager
def _not_starting(place: Place, kind: int, address: tuple[str, int]) -> Iterator[None]:
    node = place.am3
    node.subrosa.program.end()
    try:
        with _taken(node, kind, address):
            place.start_subrosa(node).wait(5)
            yield
    finally:
        place.start_subrosa(node)


def link_port_taken(place: Place) -> contextlib.AbstractContextManager[None]:
    return _not_starting(place, socket.SOCK_STREAM, ("::", LINK_PORT))


def virtual_address_taken(place: Place) -> contextlib.AbstractContextManager[None]:
    return _not_starting(place, socket.SOCK_DGRAM, place.am1.virtual_address)


def _listens_on_all(node: Node, port: int) -> bool:
    with node.machine.inside():
        sockets = Path("/proc/thread-self/net/udp").read_text() + Path("/proc/thread-self/net/udp6").read_text()
    return f":{port:04X} " in sockets


@contextlib.contextmanager
def wildcard_first(place: Place) -> Iterator[None]:
    node = place.am3
    node.subrosa.program.end()
    place.restart_alertmanager(node, "--cluster.listen-address=0.0.0.0:9094")
    eventually(lambda: _listens_on_all(node, 9094), 10, "Alertmanager listens")
    place.start_subrosa(node).wait(5)
    try:
        yield
    finally:
        node.alertmanager.program.end()
        place.start_subrosa(node)
        node.start_alertmanager(REPAIR_OFTEN)


@contextlib.contextmanager
def expired_at_start(place: Place) -> Iterator[None]:
    node = place.am3
    node.subrosa.program.end()
    place.put_certificate(node, place.authority.issue("ended", node.entry.identity, valid=(-2 * HOUR, -HOUR)))
    place.start_subrosa(node).wait(5)
    try:
        yield
    finally:
        place.put_usual_certificate(node)
        place.start_subrosa(node)
