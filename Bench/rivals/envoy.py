"""Envoy at both ends: streams by CONNECT, datagrams by CONNECT-UDP, over HTTP/2 or HTTP/3 with mutual TLS."""

import json

from cluster import node_name
from machines import Machine
from processes import Failed

from .envoy_parts import (
    address,
    cluster,
    http_manager,
    listener,
    quic_listener,
    tcp_tunnel,
    tls,
    udp_tunnel,
    upstream_http,
)
from .rival import Rival
from .site import said


class Envoy(Rival):
    """One process at each end."""

    # 2 or 3.
    http: int
    # None: as many workers as cores, which is Envoy's default.
    concurrency: int | None = 1

    def version(self) -> str:
        # "envoy  version: COMMIT/NUMBER/Clean/RELEASE/BoringSSL"
        return "Envoy " + said(self._program(), "--version").rpartition("version: ")[2].strip()

    def start(self) -> None:
        near, far = self.site.machines
        workers = () if self.concurrency is None else ("--concurrency", str(self.concurrency))
        for own, resources in ((near, self._near(near, far)), (far, self._far(near, far))):
            config = self.write(f"{node_name(own)}.json", json.dumps({"static_resources": resources}, indent=1) + "\n")
            self.run(own, self._program(), "-c", config, *workers, "--disable-hot-restart", "--log-level", "error")
            self.configuration["command"] = f"envoy {' '.join(('-c FILE', *workers))} --disable-hot-restart\n"

    def _program(self) -> str:
        if self.site.envoy is None:
            raise Failed("Envoy is not installed: scripts/install-rivals.sh")
        return str(self.site.envoy)

    def _near(self, near: Machine, far: Machine) -> dict:
        secured = tls(self.site.work, node_name(near), node_name(far), server=False, quic=self.http == 3)
        wire = cluster("wire", address(f"{far.address}:{self.port}"))
        wire |= {"transport_socket": secured, "typed_extension_protocol_options": upstream_http(self.http)}
        return {
            "listeners": [
                listener("streams", address(self.address(far)), filters=[tcp_tunnel("wire")]),
                listener("datagrams", address(self.address(far), "UDP"), listener_filters=[udp_tunnel("wire")]),
            ],
            "clusters": [wire],
        }

    def _far(self, near: Machine, far: Machine) -> dict:
        secured = tls(self.site.work, node_name(far), node_name(near), server=True, quic=self.http == 3)
        wire = f"{far.address}:{self.port}"
        make, protocol = (quic_listener, "UDP") if self.http == 3 else (listener, "TCP")
        return {
            "listeners": [
                make("wire", address(wire, protocol), filters=[http_manager(self.http, "alertmanager")], tls=secured)
            ],
            "clusters": [cluster("alertmanager", address(self.address(far)))],
        }


class OverHTTP2(Envoy):
    key = "envoy-h2"
    title = "Envoy, HTTP/2, 1 worker"
    http = 2
    note = "one worker thread, as Subrosa has one event loop"


class OverHTTP2Default(Envoy):
    key = "envoy-h2-default"
    title = "Envoy, HTTP/2, default workers"
    http = 2
    concurrency = None
    note = "as many worker threads as cores, its default"


class OverHTTP3(Envoy):
    key = "envoy-h3"
    title = "Envoy, HTTP/3, 1 worker"
    http = 3
    note = "QUIC between the machines; datagrams as capsules on a QUIC stream, as Envoy does it"
