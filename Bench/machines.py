"""Machines as network namespaces, each cabled to each by a veth pair of its own, and containers on them."""

import itertools
import subprocess

# A stream ends with its opener in TIME_WAIT for a minute. Thousands a second would run out of ports, on the plain path
# and behind Subrosa alike, and the benchmark would measure that.
SYSCTLS = ("net.ipv4.ip_local_port_range=1024 65535", "net.ipv4.tcp_tw_reuse=1")


def ip(*arguments: str) -> None:
    subprocess.run(["ip", *arguments], check=True)


class Namespace:
    """A network namespace in which programs run."""

    def __init__(self, name: str) -> None:
        self.name = name
        ip("netns", "add", name)
        self.ip("link", "set", "lo", "up")
        subprocess.run(self.inside("sysctl", "-qw", *SYSCTLS), check=True)

    def ip(self, *arguments: str) -> None:
        ip("-n", self.name, *arguments)

    def inside(self, *command: str) -> list[str]:
        """The command as run in there; `ip` replaces itself by it, so the process id is the command's own."""
        return ["ip", "netns", "exec", self.name, *command]


class Machine(Namespace):
    """Has one address, the same whichever cable is used."""

    def __init__(self, number: int) -> None:
        super().__init__(f"m{number}")
        self.number = number
        self.address = f"10.77.0.{number}"
        self.ip("address", "add", f"{self.address}/32", "dev", "lo")


class Container(Namespace):
    """On a machine, with nothing but a loopback interface of its own."""

    def __init__(self, machine: Machine) -> None:
        super().__init__(f"container-on-{machine.name}")


def cabled(count: int) -> list[Machine]:
    """Machines 1...count. Machine 2 sees machine 1 on the device `to1`, and so on."""
    subprocess.run(["mkdir", "-p", "/run/netns"], check=True)
    # Ours alone: the caller's mount namespace is private, and nothing stays in /run.
    subprocess.run(["mount", "-t", "tmpfs", "tmpfs", "/run/netns"], check=True)
    machines = [Machine(number) for number in range(1, count + 1)]
    for left, right in itertools.combinations(machines, 2):
        ends = (f"to{right.number}", f"to{left.number}")
        left.ip(
            "link",
            "add",
            "name",
            ends[0],
            "type",
            "veth",
            "peer",
            "name",
            ends[1],
            "netns",
            right.name,
        )
        for near, device, far in ((left, ends[0], right), (right, ends[1], left)):
            near.ip("link", "set", device, "up")
            near.ip("route", "add", f"{far.address}/32", "dev", device, "src", near.address)
    return machines
