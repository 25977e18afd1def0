"""Reading logfmt lines: `level=warn msg="Datagrams dropped" peer=am-2 count=3`."""

from __future__ import annotations

import re

_PAIR = re.compile(r'([\w.]+)=("(?:[^"\\]|\\.)*"|\S*)')


def fields(line: str) -> dict[str, str]:
    found = {}
    for key, value in _PAIR.findall(line):
        quoted = value.startswith('"')
        found[key] = re.sub(r"\\(.)", r"\1", value[1:-1]) if quoted else value
    return found
