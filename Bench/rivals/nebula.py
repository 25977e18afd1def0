"""Nebula: an overlay network by UDP, through a TUN device, with certificates of its own kind."""

from machines import Machine

from .rival import Rival
from .site import found, said

# The cable's 1,500 less what Nebula adds. With its default, 1,300, a datagram of 1,400 bytes would go in two parts.
MTU = 1440

CONFIG = """\
pki:
  ca: {work}/nebula-ca.crt
  cert: {work}/nebula-{name}.crt
  key: {work}/nebula-{name}.key
static_host_map:
  "{other_inner}": ["{other_outer}:4242"]
lighthouse:
  am_lighthouse: false
listen:
  host: {outer}
  port: 4242
punchy:
  punch: false
cipher: aes
tun:
  dev: nebula1
  mtu: {mtu}
logging:
  level: error
  format: text
firewall:
  outbound:
    - {{port: any, proto: any, host: any}}
  inbound:
    - {{port: any, proto: any, host: any}}
"""


class Nebula(Rival):
    key = "nebula"
    title = "Nebula"
    note = "a VPN by UDP through a TUN device; needs root"

    def version(self) -> str:
        return said(found("nebula"), "-version")

    def start(self) -> None:
        cert = found("nebula-cert")
        ca = (f"{self.site.work}/nebula-ca.crt", f"{self.site.work}/nebula-ca.key")
        said(cert, "ca", "-name", "gossip", "-out-crt", ca[0], "-out-key", ca[1])
        near, far = self.site.machines
        for own, other in ((near, far), (far, near)):
            files = f"{self.site.work}/nebula-{own.name}"
            signing = ("-ca-crt", ca[0], "-ca-key", ca[1], "-out-crt", f"{files}.crt", "-out-key", f"{files}.key")
            said(cert, "sign", "-name", own.name, "-ip", f"{inner(own)}/24", *signing)
            config = self.write(
                f"{own.name}.yml",
                CONFIG.format(
                    work=self.site.work,
                    name=own.name,
                    outer=own.address,
                    other_inner=inner(other),
                    other_outer=other.address,
                    mtu=MTU,
                ),
            )
            self.run(own, found("nebula"), "-config", config)
        for machine in self.site.machines:
            show = machine.inside("ip", "-oneline", "address", "show", "to", inner(machine))
            self.until(lambda show=show: said(*show) != "", 5, f"no address {inner(machine)}")

    def address(self, machine: Machine) -> str:
        return f"{inner(machine)}:7946"


def inner(machine: Machine) -> str:
    return f"10.78.1.{machine.number}"
