"""Watching the wire between the machines, and looking for what must not be read there."""

from __future__ import annotations

import contextlib
import re
import socket
import struct
import threading
import time
from pathlib import Path

from .hub import BRIDGE, HUB_ADDRESS
from .machine import Machine

MARKERS = {
    "names of memberlist's fields": re.compile(rb"SourceAddr|SourcePort|Incarnation|UserMsgLen|UserStateLen"),
    "memberlist's message types": re.compile(rb"[\x00-\x0d][\x82-\x86][\xa3-\xa5](?:SeqNo|Algo|Node|Addr)"),
}
"""What memberlist's plaintext is known by: a type byte (net.go), then a msgpack map keyed by field name. Long enough
never to occur in random bytes by chance."""

# The kernel's numbers, which Python's socket module does not name (linux/if_packet.h, linux/if_ether.h).
_ETH_P_ALL = 0x0003
_SOL_PACKET = 263
_PACKET_ADD_MEMBERSHIP = 1
_PACKET_STATISTICS = 6
_PACKET_MR_PROMISC = 1

# https://www.tcpdump.org/manpages/pcap-savefile.5.html: microseconds, version 2.4, whole packets, Ethernet.
_PCAP_HEADER = struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 1 << 18, 1)
_HUB = socket.inet_aton(HUB_ADDRESS)


class Capture:
    """Writes every packet on the bridge, or on an interface inside one machine, to a pcap file. Use it in a `with`.

    Not what the harness itself asks the machines. (tcpdump would do, but insists on changing its user, which an
    ordinary user's namespace does not allow.)
    """

    def __init__(self, file: Path, interface: str = BRIDGE, machine: Machine | None = None) -> None:
        self.file = file
        self._interface = interface
        self._machine = machine
        self._until = float("inf")

    def __enter__(self) -> Capture:
        with self._machine.inside() if self._machine else contextlib.nullcontext():
            self._socket = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, 0)
            index = socket.if_nametoindex(self._interface)
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 8 << 20)
        # A bridge shows what it passes on only to who asks for everything.
        everything = struct.pack("iHH8s", index, _PACKET_MR_PROMISC, 0, b"")
        self._socket.setsockopt(_SOL_PACKET, _PACKET_ADD_MEMBERSHIP, everything)
        self._socket.bind((self._interface, _ETH_P_ALL))
        self._socket.settimeout(0.2)
        self._writer = threading.Thread(target=self._write, daemon=True)
        self._writer.start()
        return self

    def __exit__(self, *_: object) -> None:
        # What is on its way into the capture's buffer still counts; a wire that is never quiet does not hold us up.
        self._until = time.monotonic() + 1
        self._writer.join()
        _, missed = struct.unpack("II", self._socket.getsockopt(_SOL_PACKET, _PACKET_STATISTICS, 8))
        self._socket.close()
        assert missed == 0, f"the capture missed {missed} packets"

    def _write(self) -> None:
        with self.file.open("wb") as pcap:
            pcap.write(_PCAP_HEADER)
            while time.monotonic() < self._until:
                try:
                    packet = self._socket.recv(1 << 18)
                except TimeoutError:
                    if self._until < float("inf"):
                        return
                    continue
                # IPv4's source and destination; the harness uses no other protocol.
                if packet[12:14] == b"\x08\x00" and _HUB in (packet[26:30], packet[30:34]):
                    continue
                microseconds = time.time_ns() // 1_000
                seconds, fraction = divmod(microseconds, 1_000_000)
                pcap.write(struct.pack("<IIII", seconds, fraction, len(packet), len(packet)) + packet)

    def size(self) -> int:
        return self.file.stat().st_size

    def findings(self, secrets: dict[str, bytes]) -> dict[str, int]:
        """How often each secret text and each marker of plaintext gossip occurs in the raw capture, once it is over."""
        raw = self.file.read_bytes()
        found = {what: raw.count(text) for what, text in secrets.items()}
        return found | {what: len(pattern.findall(raw)) for what, pattern in MARKERS.items()}
