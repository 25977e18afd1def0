"""stunnel: streams over mutual TLS. It has nothing for datagrams."""

from cluster import node_name

from .rival import Rival
from .site import first_line, found, said

CONFIG = """\
foreground = yes
pid =
debug = warning
sslVersionMin = TLSv1.3
cert = {work}/{own}.pem
key = {work}/{own}.key
CAfile = {work}/ca.pem
verifyChain = yes
socket = l:TCP_NODELAY=1
socket = r:TCP_NODELAY=1

[gossip]
accept = {accept}
connect = {connect}
"""


class Stunnel(Rival):
    key = "stunnel"
    title = "stunnel"
    datagrams = False
    note = "streams only"

    def version(self) -> str:
        return first_line(said(found("stunnel4"), "-version"), "stunnel 5")

    def start(self) -> None:
        near, far = self.site.machines
        wire, gossip = f"{far.address}:{self.port}", self.address(far)
        for own, accept, connect, more in (
            (near, gossip, wire, f"client = yes\ncheckHost = {node_name(far)}\n"),
            (far, wire, gossip, f"checkHost = {node_name(near)}\n"),
        ):
            text = CONFIG.format(work=self.site.work, own=node_name(own), accept=accept, connect=connect)
            self.run(own, found("stunnel4"), self.write(f"{node_name(own)}.conf", text + more))
