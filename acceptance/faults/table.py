"""The table of faults. docs/FAULTS.md is made from it, and test_table.py makes each of them happen."""

from __future__ import annotations

from . import injections
from .fault import Fault
from .signs import (
    DEAF,
    FOREIGN,
    LINK_ALONE,
    LINK_LOST,
    NO_LINK,
    NOT_ANSWERED,
    NOT_ANSWERING,
    REFUSED,
    STARTED_ANEW,
    UNANSWERED,
    UNREACHABLE,
    both,
    dials_fail,
    gone,
    links_down,
    silent,
)

FAULTS = [
    Fault(
        "datagrams of Alertmanager do not reach Subrosa (a firewall rule on the loopback interface)",
        injections.datagrams_from_alertmanager_eaten,
        status={
            "am-3": [
                "Alertmanager: the Alertmanager beside this node has sent nothing for …; "
                "its socket is there (UDP 127.77.0.3:9094)"
            ],
            **NOT_ANSWERING,
        },
        cluster=[DEAF],
        metrics={"am-3": silent("silent"), **NOT_ANSWERED},
        along=UNREACHABLE,
        alerts=["SubrosaGossipDead"],
        doctor=["udp_lost"],
    ),
    Fault(
        "datagrams of Subrosa do not reach Alertmanager (a firewall rule on the loopback interface)",
        injections.datagrams_to_alertmanager_eaten,
        status=NOT_ANSWERING,
        cluster=["am-3: its Alertmanager sends, but does not answer (seen from am-1, am-2)"],
        metrics=NOT_ANSWERED,
        along=UNREACHABLE,
        alerts=["SubrosaGossipDead"],
        doctor=["udp_lost"],
    ),
    Fault(
        "TCP is dropped between two nodes",
        injections.link_port_blocked,
        status={
            "am-1": ["am-2: both links down, connect_timeout: the link address does not answer (…)"],
            "am-2": ["am-1: both links down, connect_timeout: the link address does not answer (…)"],
        },
        cluster=["am-1 <-> am-2: both links are down"],
        metrics={
            "am-1": [*links_down("am-2"), dials_fail("am-2", "connect_timeout")],
            "am-2": [*links_down("am-1"), dials_fail("am-1", "connect_timeout")],
        },
        along=LINK_LOST,
        alerts=["SubrosaLinkDown"],
        alerts_at_times=["SubrosaStreamsFailing"],
        doctor=["connect_timeout of am-2"],
        patient="am-1",
    ),
    *(
        Fault(
            name,
            make,
            status=LINK_ALONE,
            cluster=[],
            metrics={"am-1": ['subrosa_datagrams_over_udp{peer="am-2"} 0']},
            alerts=[],
            doctor=["datagrams_on_link_alone of am-2"],
            patient="am-1",
        )
        for name, make in (
            ("UDP is dropped between two nodes, one way", injections.udp_blocked_one_way),
            (
                "packets of more than 1,000 bytes are eaten on the way to a node, over UDP",
                injections.full_udp_packets_eaten_one_way,
            ),
        )
    ),
    Fault(
        "a certificate expires",
        injections.certificate_expired,
        status={
            "am-3": ["certificate: this node's own certificate has expired"],
            **both("both links down, certificate_expired: the peer's certificate has expired (…)"),
        },
        cluster=[NO_LINK],
        metrics={
            "am-3": [
                "subrosa_certificate_expiry_timestamp_seconds < time()",
                *links_down("am-1"),
                *links_down("am-2"),
            ],
            **{
                node: [*of, 'subrosa_refusals_total{reason="certificate_expired"} grows']
                for node, of in gone("certificate_expired").items()
            },
        },
        along=[
            *LINK_LOST,
            'subrosa_refusals_total{reason="refused_by_peer"} grows',
            dials_fail("…", "refused_by_peer"),
            dials_fail("…", "own_certificate_expired"),
        ],
        alerts=["SubrosaCertificateExpires", "SubrosaIsolated", "SubrosaLinkDown", "SubrosaNodesRefused"],
        doctor=["own_certificate_expired"],
    ),
    Fault(
        "a certificate has expired when the node is started",
        injections.expired_at_start,
        status=both(REFUSED),
        cluster=[NO_LINK],
        metrics=gone("connection_refused"),
        along=STARTED_ANEW,
        alerts=["SubrosaNodeDown", "SubrosaLinkDown"],
        doctor=["own_certificate_expired"],
        last_words="…node.pem has expired: it ended …, it is … here; renew it, or set the clock…",
    ),
    Fault(
        "a certificate has another name than the other nodes expect",
        injections.certificate_of_another_name,
        status={
            "am-3": [
                f"{peer}: both links down, refused_by_peer: the peer refused this node (…)" for peer in ("am-1", "am-2")
            ],
            **both(
                "both links down, not_a_configured_node: the peer's certificate proves no configured node "
                "(expected …; the certificate proves dns:somebody.test; subject 'CN=stranger')"
            ),
        },
        cluster=[NO_LINK],
        metrics={
            "am-3": [*links_down("am-1"), *links_down("am-2")],
            **{
                node: [*of, 'subrosa_refusals_total{reason="not_a_configured_node"} grows']
                for node, of in gone("not_a_configured_node").items()
            },
        },
        along=[
            *STARTED_ANEW,
            dials_fail("…", "refused_by_peer"),
            'subrosa_refusals_total{reason="refused_by_peer"} grows',
        ],
        alerts=["SubrosaIsolated", "SubrosaLinkDown", "SubrosaNodesRefused"],
        doctor=["refused_by_peer of am-1", "refused_by_peer of am-2"],
    ),
    Fault(
        "a node is given the certificate of another node",
        injections.certificate_of_another_node,
        status={
            "am-3": [
                "configuration: the last reload was not taken over: …node.pem does not prove this node's identity …"
            ]
        },
        cluster=[],
        metrics={"am-3": ["subrosa_config_last_reload_successful 0"]},
        alerts=["SubrosaReloadFailing"],
        doctor=["configuration_invalid"],
    ),
    Fault(
        "the node tables are not equal",
        injections.unequal_tables,
        status={
            "am-3": [f"{peer}: the peer's node table differs from this node's" for peer in ("am-1", "am-2")],
            **both("the peer's node table differs from this node's"),
        },
        cluster=[],
        metrics={
            "am-3": [f'subrosa_table_digest_equal{{peer="{peer}"}} 0' for peer in ("am-1", "am-2")],
            **{node: ['subrosa_table_digest_equal{peer="am-3"} 0'] for node in ("am-1", "am-2")},
        },
        along=STARTED_ANEW,
        alerts=["SubrosaNodeTablesDiffer"],
        doctor=["tables_differ"],
    ),
    Fault(
        "Alertmanager is stopped",
        injections.alertmanager_stopped,
        status={
            "am-3": [
                "Alertmanager: the Alertmanager beside this node has sent nothing for …; "
                "nothing listens on UDP 127.77.0.3:9094"
            ],
            **NOT_ANSWERING,
        },
        cluster=[DEAF],
        metrics={"am-3": silent("silent"), **NOT_ANSWERED},
        along=UNREACHABLE,
        alerts=["SubrosaGossipDead"],
        alerts_at_times=["SubrosaAlertmanagerUnreachable"],
        doctor=["alertmanager_not_running"],
    ),
    Fault(
        "Alertmanager hangs",
        injections.alertmanager_frozen,
        status={
            "am-3": [
                "Alertmanager: the Alertmanager beside this node has sent nothing for …; "
                "its socket is there (UDP 127.77.0.3:9094)"
            ],
            **NOT_ANSWERING,
        },
        cluster=[DEAF],
        metrics={"am-3": silent("silent"), **NOT_ANSWERED},
        along=UNREACHABLE,
        alerts=["SubrosaGossipDead"],
        doctor=["alertmanager_not_answering"],
    ),
    Fault(
        "Alertmanager listens on 0.0.0.0, on another port",
        injections.alertmanager_on_wildcard,
        status={
            "am-3": [
                "Alertmanager: the Alertmanager beside this node has sent nothing for …; "
                "datagrams for peers come from 127.0.0.1:9194 and not from 127.77.0.3:9094"
            ],
            **NOT_ANSWERING,
        },
        cluster=[DEAF],
        metrics={
            "am-3": [
                *silent("silent"),
                *(f'subrosa_datagrams_dropped_total{{peer="{peer}",{FOREIGN}}} grows' for peer in ("am-1", "am-2")),
            ],
            **NOT_ANSWERED,
        },
        along=UNREACHABLE,
        alerts=["SubrosaGossipDead", "SubrosaForeignDatagrams"],
        alerts_at_times=["SubrosaAlertmanagerUnreachable"],
        doctor=["alertmanager_listen_address"],
    ),
    Fault(
        "Alertmanager listens on 0.0.0.0:9094 before Subrosa is started",
        injections.wildcard_first,
        status=both(REFUSED),
        cluster=[NO_LINK],
        metrics=gone("connection_refused"),
        along=STARTED_ANEW,
        alerts=["SubrosaNodeDown", "SubrosaLinkDown"],
        doctor=["alertmanager_on_wildcard"],
        last_words="…cannot bind … 127.77.0.…:9094, the virtual address of …: the address is in use by …; stop that "
        "process; if it is Alertmanager, start it with --cluster.listen-address as subrosa flags prints it (never "
        "0.0.0.0)…",
    ),
    Fault(
        "Alertmanager advertises another address than its virtual one",
        injections.alertmanager_advertises_another_address,
        status={
            "am-3": [
                "Alertmanager: it has its peers answer at …:9094, not at this node's virtual address: "
                "they reach it past Subrosa, or not at all"
            ]
        },
        cluster=["am-3: its Alertmanager has its peers answer at another address than its virtual one"],
        metrics={"am-3": ['subrosa_alertmanager_state{state="misaddressed"} 1']},
        along=UNREACHABLE,
        alerts=["SubrosaAlertmanagerMisaddressed"],
        doctor=["alertmanager_advertise_address"],
    ),
    Fault(
        "datagrams of more than 1,000 bytes are eaten",
        injections.long_datagrams_eaten,
        status=both("long canaries are lost, short ones pass"),
        cluster=[
            "am-1 -> am-3: long datagrams are lost, short ones pass",
            "am-2 -> am-3: long datagrams are lost, short ones pass",
        ],
        metrics={node: ['subrosa_peer_health{peer="am-3",state="large_lost"} 1'] for node in ("am-1", "am-2")},
        alerts=["SubrosaGossipLossy"],
        doctor=[],
    ),
    Fault(
        "Subrosa hangs",
        injections.subrosa_frozen,
        status=both(UNANSWERED),
        cluster=[NO_LINK],
        metrics=gone("handshake_timeout"),
        along=[*LINK_LOST, dials_fail("…", "handshake_timeout")],
        alerts=["SubrosaNodeDown", "SubrosaLinkDown"],
        alerts_at_times=["SubrosaStreamsFailing"],
        doctor=None,
        last_words="…",
        exit_status=0,
    ),
    Fault(
        "a clock is slow by an hour, and the others have certificates that are newer",
        injections.clock_slow_by_an_hour,
        status={
            "am-3": [
                f"{peer}: both links down, certificate_not_yet_valid: the peer's certificate is not valid yet (…)"
                for peer in ("am-1", "am-2")
            ],
            **both("both links down, refused_by_peer: the peer refused this node (…)"),
        },
        cluster=[NO_LINK],
        metrics={
            "am-3": [
                *links_down("am-1"),
                *links_down("am-2"),
                dials_fail("am-1", "certificate_not_yet_valid"),
                dials_fail("am-2", "certificate_not_yet_valid"),
                'subrosa_refusals_total{reason="certificate_not_yet_valid"} grows',
            ],
            **gone("refused_by_peer"),
        },
        along=[
            *STARTED_ANEW,
            'subrosa_refusals_total{reason="refused_by_peer"} grows',
            dials_fail("…", "refused_by_peer"),
        ],
        alerts=["SubrosaIsolated", "SubrosaLinkDown", "SubrosaNodesRefused"],
        doctor=["clock_differs of am-2"],
    ),
    Fault(
        "a peer's host name cannot be resolved",
        injections.name_not_resolving,
        status={
            "am-3": [
                "am-1 outbound: link down, name_not_resolved: the host name of the link address cannot be resolved (…)"
            ],
            "am-1": ["am-3 inbound: link down: the peer has not dialled this node again"],
        },
        cluster=["am-3 -> am-1: the link is down"],
        metrics={
            "am-3": [
                'subrosa_link_up{peer="am-1",direction="outbound"} 0',
                'subrosa_peer_health{peer="am-1",state="link_down_outbound"} 1',
                dials_fail("am-1", "name_not_resolved"),
            ],
            "am-1": [
                'subrosa_link_up{peer="am-3",direction="inbound"} 0',
                'subrosa_peer_health{peer="am-3",state="link_down_inbound"} 1',
            ],
        },
        along=STARTED_ANEW,
        alerts=["SubrosaLinkDown"],
        doctor=["name_not_resolved of am-1"],
    ),
    Fault(
        "the link port is taken",
        injections.link_port_taken,
        status=both(UNANSWERED),
        cluster=[NO_LINK],
        metrics=gone("handshake_timeout"),
        along=[*STARTED_ANEW, dials_fail("…", "handshake_timeout"), dials_fail("…", "connection_refused")],
        alerts=["SubrosaNodeDown", "SubrosaLinkDown"],
        doctor=["link_port_taken"],
        last_words="…cannot bind TCP …:9095, where this node accepts peers: the address is in use by …; stop "
        "that process, or choose another port in listen: and in this node's address:…",
    ),
    Fault(
        "a virtual address is taken",
        injections.virtual_address_taken,
        status=both(REFUSED),
        cluster=[NO_LINK],
        metrics=gone("connection_refused"),
        along=STARTED_ANEW,
        alerts=["SubrosaNodeDown", "SubrosaLinkDown"],
        doctor=["peer_address_taken"],
        last_words="…cannot bind UDP 127.77.0.1:9094, the virtual address of am-1: the address is in use by …; stop "
        "that process…",
    ),
    Fault(
        "the disk that the log is written to is full",
        injections.log_full,
        status={"am-3": ["log: log lines are lost: standard error takes nothing (No space left on device)"]},
        cluster=[],
        metrics={"am-3": ['subrosa_log_lines_lost_total{reason="write_failed"} grows']},
        along=[],
        alerts=["SubrosaLogLinesLost"],
        doctor=["disk_full"],
    ),
    Fault(
        "the command of subrosa exec crashes",
        injections.child_crashed,
        status=both(REFUSED, "am-2", ("am-1", "am-3")),
        cluster=["am-2: no link with any other node is up"],
        metrics=gone("connection_refused", "am-2", ("am-1", "am-3")),
        along=STARTED_ANEW,
        alerts=["SubrosaNodeDown", "SubrosaLinkDown"],
        doctor=["node_stopped"],
        patient="am-2",
        last_words='…msg="Child ended"…',
        exit_status=137,
    ),
]
