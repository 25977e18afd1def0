"""Reads the vector files of docs/PROTOCOL.md (Tests/SubrosaWireTests/Vectors)."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from . import frames
from .frames import Frame, Hello

DIRECTORY = Path(__file__).parents[2] / "Tests" / "SubrosaWireTests" / "Vectors"
PLAIN = {
    "drain": frames.DRAIN,
    "open": frames.OPEN,
    "end": frames.END,
    "datagram": frames.DATAGRAM,
    "chunk": frames.CHUNK,
}


@dataclass
class Vector:
    name: str
    data: bytes
    both_ways: bool
    frames: list[Frame | Hello] = field(default_factory=list)
    error: str | None = None


def read(file: str) -> Iterator[Vector]:
    text = (DIRECTORY / file).read_text()
    for paragraph in text.split("\n\n"):
        lines = [line.partition(":") for line in paragraph.splitlines() if line and not line.startswith("#")]
        if not lines:
            continue
        pairs = [(key, value.strip()) for key, _, value in lines]
        keys = [key for key, _ in pairs]
        yield Vector(
            name=dict(pairs)["name"],
            data=unhex(dict(pairs)["hex"]),
            both_ways="frame" in keys and "error" not in keys,
            frames=[frame(value) for key, value in pairs if key in ("frame", "reads")],
            error=dict(pairs).get("error"),
        )


def unhex(text: str) -> bytes:
    """`0102 5a*3 -` to bytes: a star repeats, a dash is nothing."""
    data = b""
    for word in text.replace("-", "").split():
        digits, _, count = word.partition("*")
        data += bytes.fromhex(digits) * int(count or 1)
    return data


def frame(text: str) -> Frame | Hello:
    word, *rest = text.split()
    values = dict(each.partition("=")[::2] for each in rest)
    if word == "hello":
        return Hello(values["role"], values["name"], unhex(values["digest"]), int(values.get("abilities", 0)))
    if word == "refuse":
        return Frame(frames.REFUSE, values["text"].encode())
    if word == "ping":
        return frames.ping(int(values["number"]))
    if word == "pong":
        return frames.pong(int(values["number"]), int(values["received"]))
    if word == "key":
        key = struct.pack(">QB", int(values["id"]), int(values["cipher"])) + unhex(values["bytes"])
        return Frame(frames.KEY, key)
    if word in ("numbered", "settled"):
        payload = struct.pack(">Q", int(values["number"])) + unhex(values.get("payload", "-"))
        return Frame(frames.NUMBERED if word == "numbered" else frames.SETTLED, payload)
    if word == "probed":
        return Frame(frames.PROBED, struct.pack(">QQ", int(values["key"]), int(values["number"])))
    if word == "report":
        told = [each.partition("=")[2].split(",") for each in rest[2:]]
        entries = (frames.entry(name, *map(int, more)) for name, *more in told)
        return frames.report(int(values["voice"]), unhex(values["digest"]), *entries)
    if word == "reset":
        return Frame(frames.RESET, bytes([int(values["code"])]))
    return Frame(PLAIN[word], unhex(values.get("payload", "-")))
