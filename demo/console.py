"""Calm output: one line per step, a check mark when it is done."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator

from harness.deadlines import Stopwatch

_COLOUR = sys.stdout.isatty()


def _paint(text: str, code: str) -> str:
    return f"\x1b[{code}m{text}\x1b[0m" if _COLOUR else text


def title(text: str) -> None:
    print(f"\n{_paint(text, '1')}\n", flush=True)


def detail(text: str) -> None:
    print(f"    {text}", flush=True)


@contextlib.contextmanager
def step(text: str) -> Iterator[None]:
    """Prints the step when it has been done, with the time it took; a failure passes on, marked."""
    watch = Stopwatch()
    if _COLOUR:
        print(f"  … {text}", end="\r", flush=True)
    try:
        yield
    except BaseException:
        print(f"  {_paint('✗', '31')} {text}", flush=True)
        raise
    took = _paint(f"{watch.seconds:.1f} s", "2")
    print(f"  {_paint('✓', '32')} {text}  {took}", flush=True)
