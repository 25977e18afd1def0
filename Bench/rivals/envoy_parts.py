"""The parts of Envoy's configuration, as its own examples of CONNECT and CONNECT-UDP put them."""

import pathlib

# As much as the cable takes: with the default of about 1,250 bytes no datagram of 1,400 would pass.
QUIC = {"max_packet_length": 1472}

_TYPES = "type.googleapis.com/envoy.extensions."


def typed(name: str, kind: str, **config: object) -> dict:
    return {"name": name, "typed_config": {"@type": _TYPES + kind, **config}}


def address(host_and_port: str, protocol: str = "TCP") -> dict:
    host, _, port = host_and_port.rpartition(":")
    return {"socket_address": {"protocol": protocol, "address": host, "port_value": int(port)}}


def cluster(name: str, endpoint: dict) -> dict:
    endpoints = [{"lb_endpoints": [{"endpoint": {"address": endpoint}}]}]
    return {
        "name": name,
        "type": "STATIC",
        "connect_timeout": "5s",
        "load_assignment": {"cluster_name": name, "endpoints": endpoints},
    }


def listener(
    name: str,
    at: dict,
    filters: list[dict] | None = None,
    listener_filters: list[dict] | None = None,
    tls: dict | None = None,
) -> dict:
    made: dict = {"name": name, "address": at}
    if filters:
        made["filter_chains"] = [{"filters": filters} | ({"transport_socket": tls} if tls else {})]
    if listener_filters:
        made["listener_filters"] = listener_filters
    return made


def quic_listener(name: str, at: dict, filters: list[dict], tls: dict) -> dict:
    udp = {"quic_options": {"quic_protocol_options": QUIC}, "downstream_socket_config": {"prefer_gro": True}}
    return listener(name, at, filters, tls=tls) | {"udp_listener_config": udp}


def tls(work: pathlib.Path, own: str, other: str, *, server: bool, quic: bool) -> dict:
    """TLS 1.3; each side proves its name, signed by our CA, and asks for the other's."""
    files = {
        "certificate_chain": {"filename": str(work / f"{own}.pem")},
        "private_key": {"filename": str(work / f"{own}.key")},
    }
    version = {"tls_minimum_protocol_version": "TLSv1_3", "tls_maximum_protocol_version": "TLSv1_3"}
    common = {
        "tls_certificates": [files],
        "validation_context": {
            "trusted_ca": {"filename": str(work / "ca.pem")},
            "match_typed_subject_alt_names": [{"san_type": "DNS", "matcher": {"exact": other}}],
        },
    }
    # QUIC is TLS 1.3 and HTTP/3 by itself, and Envoy refuses to be told.
    if not quic:
        common |= {"tls_params": version, "alpn_protocols": ["h2"]}
    context = {"common_tls_context": common} | ({"require_client_certificate": True} if server else {"sni": other})
    side = "Downstream" if server else "Upstream"
    if not quic:
        return typed("envoy.transport_sockets.tls", f"transport_sockets.tls.v3.{side}TlsContext", **context)
    kind = f"transport_sockets.quic.v3.Quic{side}Transport"
    return typed("envoy.transport_sockets.quic", kind, **{f"{side.lower()}_tls_context": context})


def upstream_http(version: int) -> dict:
    kind = "upstreams.http.v3.HttpProtocolOptions"
    explicit = (
        {"http2_protocol_options": {}} if version == 2 else {"http3_protocol_options": {"quic_protocol_options": QUIC}}
    )
    return {f"envoy.extensions.{kind}": {"@type": _TYPES + kind, "explicit_http_config": explicit}}


def tcp_tunnel(to: str) -> dict:
    kind = "filters.network.tcp_proxy.v3.TcpProxy"
    tunnel = {"hostname": "gossip:9094"}
    return typed("envoy.filters.network.tcp_proxy", kind, stat_prefix="streams", cluster=to, tunneling_config=tunnel)


def udp_tunnel(to: str) -> dict:
    route = typed("route", "filters.udp.udp_proxy.v3.Route", cluster=to)
    capsules = "filters.udp.udp_proxy.session.http_capsule.v3.FilterConfig"
    return typed(
        "envoy.filters.udp_listener.udp_proxy",
        "filters.udp.udp_proxy.v3.UdpProxyConfig",
        stat_prefix="datagrams",
        matcher={"on_no_match": {"action": route}},
        session_filters=[typed("envoy.filters.udp.session.http_capsule", capsules)],
        tunneling_config={
            "proxy_host": "gossip",
            "target_host": "gossip",
            "default_target_port": 9094,
            "retry_options": {"max_connect_attempts": 2},
            "buffer_options": {"max_buffered_datagrams": 1024, "max_buffered_bytes": 1 << 20},
        },
    )


def http_manager(version: int, to: str) -> dict:
    """Ends tunnels: streams go to the cluster by TCP, datagrams by UDP."""
    upgrades = ("CONNECT", "CONNECT-UDP")
    route = {
        "match": {"connect_matcher": {}},
        "route": {
            "cluster": to,
            "timeout": "0s",
            "upgrade_configs": [{"upgrade_type": upgrade, "connect_config": {}} for upgrade in upgrades],
        },
    }
    protocol = (
        {"codec_type": "HTTP2", "http2_protocol_options": {"allow_connect": True}}
        if version == 2
        else {
            "codec_type": "HTTP3",
            "http3_protocol_options": {"allow_extended_connect": True, "quic_protocol_options": QUIC},
        }
    )
    return typed(
        "envoy.filters.network.http_connection_manager",
        "filters.network.http_connection_manager.v3.HttpConnectionManager",
        stat_prefix="wire",
        **protocol,
        stream_idle_timeout="0s",
        route_config={"virtual_hosts": [{"name": "all", "domains": ["*"], "routes": [route]}]},
        http_filters=[typed("envoy.filters.http.router", "filters.http.router.v3.Router")],
        upgrade_configs=[{"upgrade_type": upgrade} for upgrade in upgrades],
    )
