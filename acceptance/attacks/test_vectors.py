"""The vectors of docs/PROTOCOL.md, read and written by a second implementation. Run: python3 -m unittest."""

from __future__ import annotations

import hashlib
import re
import unittest
from pathlib import Path

from . import frames, vectors

PROTOCOL = Path(__file__).parents[2] / "docs" / "PROTOCOL.md"


def decoded(data: bytes) -> tuple[list[object], str | None]:
    """All frames up to the end or the first error, and the error."""
    found: list[object] = []
    try:
        while True:
            frame, data = frames.decode(data)
            if frame is None:
                return found, None
            found.append(frame)
    except frames.FrameError as error:
        return found, str(error)


class Vectors(unittest.TestCase):
    def test_bytes_are_read_as_the_vectors_say(self) -> None:
        for file in ("frames.txt", "errors.txt"):
            for vector in vectors.read(file):
                with self.subTest(vector.name):
                    self.assertEqual(decoded(vector.data), (vector.frames, vector.error))

    def test_frames_are_sent_as_the_vectors_say(self) -> None:
        for vector in vectors.read("frames.txt"):
            if vector.both_ways:
                with self.subTest(vector.name):
                    self.assertEqual(b"".join(frame.encoded() for frame in vector.frames), vector.data)

    def test_the_digest_of_the_example_table_is_its_sha256(self) -> None:
        text = PROTOCOL.read_text()
        table = re.search(r"<!-- table -->\n```text\n(.*?)```", text, re.DOTALL)
        digest = re.search(r"<!-- digest -->\n```text\n([0-9a-f]{64})\n```", text)
        self.assertIsNotNone(table)
        self.assertIsNotNone(digest)
        self.assertEqual(hashlib.sha256(table.group(1).encode()).hexdigest(), digest.group(1))


if __name__ == "__main__":
    unittest.main()
