"""What is compared with, but protects nothing."""

from machines import Machine

from .rival import Rival


class Direct(Rival):
    key = "direct"
    title = "direct"
    is_reference = True
    note = "UDP and TCP as they are: no process on the way, nothing protected"

    def version(self) -> str:
        return "the kernel's"

    def start(self) -> None:
        pass

    def address(self, machine: Machine) -> str:
        return f"{machine.address}:7946"


class Relay(Rival):
    key = "relay"
    title = "relay, no cryptography"
    is_reference = True
    note = "`gossip-load relay` at both ends: the same hops as Subrosa's, nothing protected"

    def version(self) -> str:
        return "Bench/gossip-load/Relay"

    def start(self) -> None:
        near, far = self.site.machines
        for machine, other in ((near, far), (far, near)):
            wire, next_wire = f"{machine.address}:{self.port}", f"{other.address}:{self.port}"
            here, there = self.address(machine), self.address(other)
            self._relay(machine, "--udp", there, "--from", here, "--via", wire, "--to", next_wire)
        self._relay(near, "--tcp", self.address(far), "--to", f"{far.address}:{self.port}")
        self._relay(far, "--tcp", f"{far.address}:{self.port}", "--to", self.address(far))

    def _relay(self, machine: Machine, *arguments: str) -> None:
        self.run(machine, str(self.site.gossip_load), "relay", *arguments)
        told = self.configuration.get(machine.name, "")
        self.configuration[machine.name] = f"{told}gossip-load relay {' '.join(arguments)}\n"
