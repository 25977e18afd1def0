"""How often a test repeats what it does, and what it says about that."""

from __future__ import annotations

import os
from collections.abc import Callable

ROUNDS = int(os.environ.get("CONTAINER_ROUNDS") or 5)


def record_seconds(record: Callable[[str, object], None], what: str, seconds: list[float]) -> None:
    """Among the figures at the end of a run."""
    if not seconds:
        record(what, "none")
        return
    in_order = sorted(seconds)
    median, most = in_order[len(in_order) // 2], in_order[-1]
    record(what, f"{len(in_order)} times, median {median:.2f} s, at most {most:.2f} s")
