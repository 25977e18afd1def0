"""Whoever proves no node, or another one, is refused with one log line that says why, and harms nothing."""

from __future__ import annotations

import datetime
from collections.abc import Callable

import pytest
from attacks.certificates import CLIENT, HOUR, SERVER, Authority, Files
from attacks.frames import Hello
from attacks.node import Node, eventually
from attacks.refusals import attack, refused


def other_authority(node: Node) -> Files:
    return Authority(node.directory, "other").issue("am-3", "dns:am-3.test")


def expired(node: Node) -> Files:
    return node.authority.issue("expired", "dns:am-3.test", valid=(-2 * HOUR, -datetime.timedelta(minutes=1)))


def not_yet_valid(node: Node) -> Files:
    return node.authority.issue("early", "dns:am-3.test", valid=(datetime.timedelta(minutes=5), HOUR))


def stranger(node: Node) -> Files:
    return node.authority.issue("stranger", "dns:stranger.test")


def only_the_address(node: Node) -> Files:
    """Proves the address of am-3, whose identity is a name."""
    return node.authority.issue("address", "dns:other.test", f"ip:{node.link(3)[0]}")


def for_servers_only(node: Node) -> Files:
    return node.authority.issue("server-only", "dns:am-3.test", purposes=(SERVER,))


CERTIFICATES = [
    pytest.param(lambda node: None, "no_certificate", id="no certificate"),
    pytest.param(other_authority, "unknown_authority", id="other authority"),
    pytest.param(expired, "certificate_expired", id="expired"),
    pytest.param(not_yet_valid, "certificate_not_yet_valid", id="not yet valid"),
    pytest.param(stranger, "not_a_configured_node", id="stranger"),
    pytest.param(only_the_address, "not_a_configured_node", id="another name, the right address"),
    pytest.param(for_servers_only, "certificate_usage", id="for servers only"),
    pytest.param(lambda node: node.certificates["am-1"], "own_identity", id="the node's own"),
]


@pytest.mark.parametrize(("make", "reason"), CERTIFICATES)
def test_a_dialler_with_a_bad_certificate_is_refused(
    node: Node, source: str, make: Callable[[Node], Files | None], reason: str
) -> None:
    refused(node, attack(node, source, node.client(make(node)), Hello("link", "am-3", node.digest)), reason)


@pytest.mark.parametrize("name", ["am-2", "am-9"])
@pytest.mark.parametrize("role", ["link", "lane"])
def test_a_hello_of_another_node_than_the_certificate_proves_is_refused(
    node: Node, source: str, role: str, name: str
) -> None:
    context = node.client(node.certificates["am-3"])
    refused(node, attack(node, source, context, Hello(role, name, node.digest)), "wrong_node")


def test_a_hello_of_the_node_itself_is_refused(node: Node, source: str) -> None:
    context = node.client(node.certificates["am-3"])
    refused(node, attack(node, source, context, Hello("link", "am-1", node.digest)), "own_identity")


def for_clients_only(node: Node) -> Files:
    return node.authority.issue("client-only", "dns:am-3.test", purposes=(CLIENT,))


ACCEPTORS = [
    pytest.param(lambda node: node.certificates["am-2"], "am-3", "wrong_node", id="certificate of another node"),
    pytest.param(lambda node: node.certificates["am-3"], "am-2", "wrong_node", id="hello of another node"),
    pytest.param(other_authority, "am-3", "unknown_authority", id="other authority"),
    pytest.param(expired, "am-3", "certificate_expired", id="expired"),
    pytest.param(stranger, "am-3", "not_a_configured_node", id="stranger"),
    pytest.param(only_the_address, "am-3", "not_a_configured_node", id="another name, the right address"),
    pytest.param(for_clients_only, "am-3", "certificate_usage", id="for clients only"),
    pytest.param(lambda node: node.certificates["am-1"], "am-3", "own_identity", id="the node's own"),
]


@pytest.mark.parametrize(("make", "name", "reason"), ACCEPTORS)
def test_a_dialled_node_that_is_another_is_refused(
    node: Node, make: Callable[[Node], Files], name: str, reason: str
) -> None:
    address = "{}:{}".format(*node.link(3))
    start = len(node.log_lines())

    def line() -> dict[str, str] | None:
        new = (each for each in node.log_lines()[start:] if each.get("level") == "WARN")
        return next((each for each in new if each.get("peer") == "am-3" and each.get("reason") == reason), None)

    node.doubtful.become(node.identity(name, make(node)))
    try:
        found = eventually(f"a line about am-3, {reason}", line)
        assert found.get("address") == address, found
        assert found.get("why"), found
        assert found.get("remedy"), found
        assert not node.doubtful.datagrams.qsize()
    finally:
        node.doubtful.become(node.identity("am-3"))
        eventually("the link to the honest am-3 is up", lambda: came_up(node, start))


def came_up(node: Node, start: int) -> bool:
    return any(each.get("msg") == "Link up" and each.get("peer") == "am-3" for each in node.log_lines()[start:])
