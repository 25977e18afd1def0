"""Prometheus' text format as a dictionary from series to value."""

from __future__ import annotations


def parse(text: str) -> dict[str, float]:
    series = {}
    for line in text.splitlines():
        if line and not line.startswith("#"):
            name, _, value = line.rpartition(" ")
            series[name] = float(value)
    return series
