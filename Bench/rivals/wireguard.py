"""WireGuard as a process, wireguard-go: for kernels without it."""

import pathlib

from machines import Machine

from .rival import Rival
from .site import found, said

# The cable's 1,500 less what WireGuard adds by IPv4. With wg-quick's default, 1,420, a datagram of 1,400 bytes would go
# in two parts.
MTU = 1440
PORT = 51820

CONFIG = """\
[Interface]
PrivateKey = {private}
ListenPort = {port}

[Peer]
PublicKey = {public}
AllowedIPs = {other_inner}/32
Endpoint = {other_outer}:{port}
"""


class WireGuard(Rival):
    key = "wireguard-go"
    title = "wireguard-go"
    note = "a VPN by UDP through a TUN device; needs root"

    def version(self) -> str:
        return said(found("wireguard-go"), "--version").splitlines()[0]

    def start(self) -> None:
        wg = found("wg")
        private = {machine.name: said(wg, "genkey") for machine in self.site.machines}
        near, far = self.site.machines
        for own, other in ((near, far), (far, near)):
            device = f"wg-{own.name}"
            self.run(own, found("wireguard-go"), "--foreground", device)
            socket = pathlib.Path(f"/var/run/wireguard/{device}.sock")
            self.until(socket.exists, 5, f"no {socket}")
            text = CONFIG.format(
                private=private[own.name],
                public=said(wg, "pubkey", stdin=private[other.name]),
                port=PORT,
                other_inner=inner(other),
                other_outer=other.address,
            )
            config = self.write(f"{own.name}.conf", text)
            self.configuration[f"{own.name}.conf"] = text.replace(private[own.name], "(made for the run)")
            said(*own.inside(wg, "setconf", device, config))
            own.ip("address", "add", f"{inner(own)}/24", "dev", device)
            own.ip("link", "set", device, "mtu", str(MTU), "up")
        self.configuration["device"] = f"mtu {MTU}\n"

    def address(self, machine: Machine) -> str:
        return f"{inner(machine)}:7946"


def inner(machine: Machine) -> str:
    return f"10.78.2.{machine.number}"
