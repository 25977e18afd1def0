"""The commands of a page of the documentation, as they stand there."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

_BLOCK = re.compile(r"^```sh( service)?\n(.*?)^```$", re.DOTALL | re.MULTILINE)


@dataclass(frozen=True)
class Step:
    """A block of commands: fenced as `sh` if it ends by itself, as `sh service` if it goes on."""

    commands: str
    goes_on: bool


def steps(page: Path) -> list[Step]:
    return [Step(commands, bool(service)) for service, commands in _BLOCK.findall(page.read_text())]
