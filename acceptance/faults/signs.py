"""What several faults have in common: sentences of the status, and series."""

from __future__ import annotations


def links_down(peer: str) -> list[str]:
    return [
        f'subrosa_link_up{{peer="{peer}",direction="inbound"}} 0',
        f'subrosa_link_up{{peer="{peer}",direction="outbound"}} 0',
        f'subrosa_peer_health{{peer="{peer}",state="link_down"}} 1',
    ]


def dials_fail(peer: str, reason: str) -> str:
    return f'subrosa_dial_failures_total{{peer="{peer}",reason="{reason}"}} grows'


def silent(state: str) -> list[str]:
    return [
        f'subrosa_alertmanager_state{{state="{state}"}} 1',
        *(f'subrosa_peer_health{{peer="{peer}",state="own_alertmanager_silent"}} 1' for peer in ("am-1", "am-2")),
    ]


def gone(reason: str, peer: str = "am-3", others: tuple[str, str] = ("am-1", "am-2")) -> dict[str, list[str]]:
    return {node: [*links_down(peer), dials_fail(peer, reason)] for node in others}


def both(text: str, peer: str = "am-3", others: tuple[str, str] = ("am-1", "am-2")) -> dict[str, list[str]]:
    return {node: [f"{peer}: {text}"] for node in others}


NOT_ANSWERING = both("the links are up, but the peer's Alertmanager does not answer")
NOT_ANSWERED = {
    node: ['subrosa_peer_health{peer="am-3",state="alertmanager_not_answering"} 1'] for node in ("am-1", "am-2")
}
REFUSED = "both links down, connection_refused: nothing listens at the link address (…: Connection refused)"
UNANSWERED = "both links down, handshake_timeout: the TLS handshake did not end in time (after 3 s)"
FOREIGN = 'direction="outbound",reason="foreign_source"'
LINK_ALONE = {
    "am-1": ["am-2: datagrams take the link alone, UDP packets of full size do not reach the peer's link port"]
}
NO_LINK = "am-3: no link with any other node is up"
DEAF = "am-3: its Alertmanager does not answer (seen from …)"

LINK_LOST = [
    "subrosa_datagrams_over_udp{…} 0",
    "subrosa_link_losses_total{…} grows",
    'subrosa_datagrams_dropped_total{…reason="link_down"} grows',
    'subrosa_datagrams_dropped_total{…reason="link_lost"} grows',
    'subrosa_datagrams_dropped_total{…reason="unconfirmed"} grows',
    'subrosa_streams_failed_total{…reason="link_down"} grows',
    'subrosa_streams_failed_total{…reason="lane_lost"} grows',
    'subrosa_streams_failed_total{…reason="no_lane"} grows',
    'subrosa_streams_failed_total{…reason="draining"} grows',
]
STARTED_ANEW = [
    *LINK_LOST,
    'subrosa_dial_failures_total{…reason="connection_refused"} grows',
    'subrosa_dial_failures_total{…reason="closed_early"} grows',
    'subrosa_refusals_total{reason="closed_early"} grows',
    'subrosa_streams_failed_total{…reason="alertmanager_refused"} grows',
    'subrosa_streams_failed_total{…reason="aborted"} grows',
]
UNREACHABLE = [
    'subrosa_streams_failed_total{…reason="alertmanager_refused"} grows',
    'subrosa_streams_failed_total{…reason="alertmanager_timeout"} grows',
    'subrosa_streams_failed_total{…reason="aborted"} grows',
]
