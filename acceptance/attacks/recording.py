"""What one side said on a TCP connection, out of a capture of the wire."""

from __future__ import annotations

import ipaddress
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_FILE_HEADER, _PACKET_HEADER = 24, 16
_ETHERNET = 14
_TCP = 6
_SYN = 0x02


@dataclass(frozen=True)
class _Segment:
    source: tuple[str, int]
    port: int
    sequence: int
    is_first: bool
    payload: bytes


def _segments(pcap: bytes) -> Iterator[_Segment]:
    offset = _FILE_HEADER
    while offset + _PACKET_HEADER <= len(pcap):
        _, _, length, _ = struct.unpack_from("<IIII", pcap, offset)
        packet = pcap[offset + _PACKET_HEADER + _ETHERNET : offset + _PACKET_HEADER + length]
        offset += _PACKET_HEADER + length
        if packet[0] >> 4 == 4 and packet[9] == _TCP:
            host = packet[12:16]
            tcp = packet[(packet[0] & 0xF) * 4 : struct.unpack_from(">H", packet, 2)[0]]
        elif packet[0] >> 4 == 6 and packet[6] == _TCP:
            host = packet[8:24]
            tcp = packet[40 : 40 + struct.unpack_from(">H", packet, 4)[0]]
        else:
            continue
        source, destination, sequence = struct.unpack_from(">HHI", tcp)
        source_address = (str(ipaddress.ip_address(host)), source)
        yield _Segment(source_address, destination, sequence, bool(tcp[13] & _SYN), tcp[(tcp[12] >> 4) * 4 :])


def said(pcap: Path, hosts: tuple[str, ...], port: int) -> list[bytes]:
    """All that these hosts said on each connection that they made to the port, from its beginning."""
    connections: dict[tuple[str, int], tuple[int, dict[int, bytes]]] = {}
    for segment in _segments(pcap.read_bytes()):
        if segment.port != port or segment.source[0] not in hosts:
            continue
        if segment.is_first:
            connections[segment.source] = (segment.sequence + 1, {})
        elif segment.payload and segment.source in connections:
            first, parts = connections[segment.source]
            parts.setdefault((segment.sequence - first) % (1 << 32), segment.payload)
    return [_in_order(parts) for _, parts in connections.values()]


def _in_order(parts: dict[int, bytes]) -> bytes:
    text = b""
    for place, part in sorted(parts.items()):
        if place > len(text):
            break  # the rest is not known
        text += part[len(text) - place :]
    return text
