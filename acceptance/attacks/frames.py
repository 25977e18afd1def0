"""The frames of subrosa/1 as docs/PROTOCOL.md lays them out: to bytes and back."""

from __future__ import annotations

import re
import struct
from dataclasses import dataclass

VERSION = 1
HELLO, REFUSE = 0x01, 0x02
DATAGRAM, PING, PONG, DRAIN, REPORT = 0x10, 0x11, 0x12, 0x13, 0x14
KEY, NUMBERED, SETTLED, PROBED = 0x1A, 0x1B, 0x1C, 0x1D
OPEN, CHUNK, END, RESET = 0x20, 0x21, 0x22, 0x23
ROLES = {"link": 1, "lane": 2}
LENGTHS = {
    HELLO: range(37, 1025),
    REFUSE: range(1, 65),
    DATAGRAM: range(65508),
    PING: range(8, 9),
    PONG: range(16, 17),
    DRAIN: range(1),
    REPORT: range(35, 65508),
    KEY: range(25, 42),
    NUMBERED: range(8, 1419),
    SETTLED: range(8, 9),
    PROBED: range(16, 17),
    OPEN: range(1),
    CHUNK: range(1, 262145),
    END: range(1),
    RESET: range(1, 2),
}
NAME = re.compile(rb"[A-Za-z0-9._-]{1,63}")
KEY_LENGTHS = {1: 16, 2: 32}
"""By cipher."""
TAKES_SEALED_DATAGRAMS = 1
RESET_CODES = range(1, 9)
RESET_UNKNOWN = 255


class FrameError(Exception):
    """The word of the vectors for what is wrong."""


@dataclass(frozen=True)
class Frame:
    """One frame; its payload as it stands on the wire."""

    type: int
    payload: bytes = b""

    def encoded(self) -> bytes:
        return raw(self.type, len(self.payload), self.payload)

    def numbers(self) -> tuple[int, ...]:
        """The number of a ping; the number and the count of a pong."""
        return struct.unpack(f">{len(self.payload) // 8}Q", self.payload)


@dataclass(frozen=True)
class Hello:
    role: str
    name: str
    digest: bytes
    abilities: int = 0

    def encoded(self) -> bytes:
        name = self.name.encode()
        fixed = struct.pack(">HBB", VERSION, ROLES[self.role], len(name))
        return Frame(HELLO, fixed + name + self.digest + (bytes([self.abilities]) if self.abilities else b"")).encoded()


def raw(type_: int, length: int, payload: bytes = b"") -> bytes:
    """A header that says what it is told to, true or not, and bytes after it."""
    return struct.pack(">I", type_ << 24 | length) + payload


def ping(number: int) -> Frame:
    return Frame(PING, struct.pack(">Q", number))


def pong(number: int, received: int) -> Frame:
    return Frame(PONG, struct.pack(">QQ", number, received))


def hello(payload: bytes) -> Hello:
    """Reads the payload of a hello; the version is looked at before everything else."""
    version, role, length = struct.unpack(">HBB", payload[:4])
    if version != VERSION:
        raise FrameError("protocol-version")
    name, digest = payload[4 : 4 + length], payload[4 + length : 36 + length]
    roles = {number: word for word, number in ROLES.items()}
    if role not in roles or not NAME.fullmatch(name) or len(digest) != 32:
        raise FrameError("malformed-hello")
    abilities = payload[36 + length] & TAKES_SEALED_DATAGRAMS if len(payload) > 36 + length else 0
    return Hello(roles[role], name.decode(), digest, abilities)


def entry(name: str, *numbers: int) -> bytes:
    """An entry of a report: its name, and then health, loss, round trip, and what was dropped each way."""
    return struct.pack(f">B{len(name)}sBHIHH", len(name), name.encode(), *numbers)


def report(voice: int, digest: bytes, *entries: bytes) -> Frame:
    return Frame(REPORT, struct.pack(">B32sH", voice, digest, len(entries)) + b"".join(entries))


def read_report(payload: bytes) -> Frame:
    """As version 1 reads it: codes that it does not know are 0."""
    voice, digest, count = struct.unpack(">B32sH", payload[:35])
    rest, entries = payload[35:], []
    for _ in range(count):
        length = rest[0] if rest else 0
        name, numbers = rest[1 : 1 + length], rest[1 + length : 12 + length]
        if count > 1000 or not NAME.fullmatch(name) or len(numbers) < 11:
            raise FrameError("malformed-report")
        health, loss, *others = struct.unpack(">BHIHH", numbers)
        if loss > 1000 and loss != 0xFFFF:
            raise FrameError("malformed-report")
        entries.append(entry(name.decode(), health if health < 9 else 0, loss, *others))
        rest = rest[12 + length :]
    if rest:
        raise FrameError("malformed-report")
    return report(voice if voice < 3 else 0, digest, *entries)


def decode(data: bytes) -> tuple[Frame | Hello | None, bytes]:
    """The first frame and the bytes after it; no frame if more bytes are needed."""
    if len(data) < 4:
        return None, data
    (header,) = struct.unpack(">I", data[:4])
    type_, length = header >> 24, header & 0xFFFFFF
    if type_ not in LENGTHS:
        raise FrameError("unknown-type")
    if length not in LENGTHS[type_]:
        raise FrameError("length")
    payload, rest = data[4 : 4 + length], data[4 + length :]
    if len(payload) < length:
        return None, data
    if type_ == HELLO:
        return hello(payload), rest
    if type_ == REFUSE and not all(0x20 <= byte < 0x7F for byte in payload):
        raise FrameError("malformed-refusal")
    if type_ == REPORT:
        return read_report(payload), rest
    if type_ == KEY and KEY_LENGTHS.get(payload[8]) != length - 9:
        raise FrameError("malformed-key")
    if type_ == RESET and payload[0] not in RESET_CODES:
        return Frame(RESET, bytes([RESET_UNKNOWN])), rest
    return Frame(type_, payload), rest
