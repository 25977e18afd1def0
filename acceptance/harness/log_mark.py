"""A place in a program's log, and what was logged after it."""

from __future__ import annotations

from datetime import datetime

from .deadlines import eventually
from .logfmt import fields
from .program import Program


class LogMark:
    def __init__(self, program: Program) -> None:
        self.program = program
        self._start = len(program.log_text())

    def lines(self, message: str | None = None, **expected: str) -> list[dict[str, str]]:
        """The lines since then with this `msg` and these values of other keys, in order."""
        found = [fields(line) for line in self.program.log_text()[self._start :].splitlines()]
        if message is not None:
            expected = {"msg": message, **expected}
        return [line for line in found if all(line.get(key) == value for key, value in expected.items())]

    def messages(self) -> set[str]:
        return {line.get("msg", "") for line in self.lines()}

    def wait_for(self, message: str, within: float = 8, **expected: str) -> dict[str, str]:
        """The first such line, once it is there."""
        what = " ".join([message, *(f"{key}={value}" for key, value in expected.items())])
        return eventually(lambda: self.lines(message, **expected), within, f"{self.program.name} logs {what}", 0.02)[0]


def moment(line: dict[str, str]) -> datetime:
    """When it was logged."""
    return datetime.fromisoformat(line["time"].replace("Z", "+00:00"))
