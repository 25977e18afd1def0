"""Measures gossip on bad networks through Subrosa, as plaintext, and with Alertmanager's own TLS, in one run."""

from __future__ import annotations

import argparse
import contextlib
import dataclasses
import json
import os
import platform
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from . import blackhole, letters, scale, storm, suspicions
from .sites import HEDGED, OWN_TLS, PLAIN, TLS, UDP, Site

PARTS = ("datagrams", "suspicions", "blackhole", "storm", "scale")


@dataclasses.dataclass(frozen=True)
class Effort:
    datagram_seconds: float
    watch_seconds: float
    blackhole_seconds: float
    storm_seconds: float
    sizes: list[int]


FULL = Effort(150, 600, 320, 60, [2, 10, 30])
QUICK = Effort(20, 40, 30, 5, [2, 10])
RATE = 40
"""Datagrams a second from one machine to another: many times gossip's, and fewer than Subrosa sends both ways."""
STORM_RATE = 500
"""Messages a second to each peer."""
LOSSES = (0, 0.01, 0.05, 0.1)


@contextlib.contextmanager
def sites(directory: Path, ways: list[str], round_trip: float, loss: float) -> Iterator[list[Site]]:
    """One for each way, on wires of the same quality, with Subrosa running where it belongs."""
    made: list[Site] = []
    try:
        for number, way in enumerate(ways):
            made.append(Site(directory / f"{number}", way))
            if round_trip or loss:
                made[-1].spoil(round_trip, loss)
        for site in made:
            site.start_subrosas()
        yield made
    finally:
        for site in made:
            site.close()


def datagrams(directory: Path, effort: Effort, _: str) -> tuple[object, list[str]]:
    results = {}
    for loss in LOSSES:
        condition = f"80 ms, {loss:.0%} lost"
        with sites(directory / f"{loss}", [PLAIN, HEDGED, UDP, TLS], 0.08, loss) as there:
            results[condition] = letters.measure(there, effort.datagram_seconds, RATE)
        say("\n".join(letters.table({condition: results[condition]})[2:]))
    figures = {name: {way: each.figures() for way, each in ways.items()} for name, ways in results.items()}
    return figures, letters.table(results)


def watched(directory: Path, effort: Effort, kind: str) -> tuple[object, list[str]]:
    conditions = {
        f"{int(trip * 1000)} ms, {loss:.0%} lost": (trip, loss)
        for trip, loss in ((0, 0.1), (0.08, 0.01), (0.08, 0.05), (0.08, 0.1))
    }
    with contextlib.ExitStack() as stack:
        there = {
            name: stack.enter_context(sites(directory / str(number), [PLAIN, OWN_TLS, HEDGED, TLS], trip, loss))
            for number, (name, (trip, loss)) in enumerate(conditions.items())
        }
        for group in there.values():
            for site in group:
                site.start_alertmanagers(kind)
        results = suspicions.measure(there, effort.watch_seconds)
    return results, suspicions.table(results, effort.watch_seconds)


def holes(directory: Path, effort: Effort, kind: str) -> tuple[object, list[str]]:
    with sites(directory, [PLAIN, OWN_TLS, HEDGED], 0, 0) as there:
        for site in there:
            site.start_alertmanagers(kind)
        found = blackhole.measure(there, effort.blackhole_seconds)
    return found, blackhole.table(found)


def storms(directory: Path, effort: Effort, _: str) -> tuple[object, list[str]]:
    """One way after the other: each wants all of the machine."""
    results = {}
    for way in (PLAIN, HEDGED):
        site = Site(directory / way.partition(",")[0], way, storm.PEERS + 1)
        try:
            site.start_subrosas()
            results[way] = storm.measure(site, STORM_RATE, effort.storm_seconds)
        finally:
            site.close()
    return results, storm.table(results)


def grown(directory: Path, effort: Effort, kind: str) -> tuple[object, list[str]]:
    rows = scale.measure(directory, effort.sizes, 10, kind, 30)
    return rows, scale.table(rows)


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(prog="evidence.sh", description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="minutes instead of half an hour; proves nothing")
    parser.add_argument("--only", choices=PARTS, action="append", help="this part; may be repeated")
    parser.add_argument("--alertmanager", default="native", help="which of scripts/alertmanager-versions.sh")
    parser.add_argument("--json", type=Path, metavar="FILE")
    parser.add_argument("--markdown", type=Path, metavar="FILE", help="the tables")
    options = parser.parse_args()
    effort = QUICK if options.quick else FULL
    measures = dict(zip(PARTS, (datagrams, watched, holes, storms, grown), strict=True))
    figures: dict[str, object] = {
        "machine": f"{os.cpu_count()} cores, Linux {platform.release()}",
        "quick": options.quick,
    }
    text: list[str] = []
    for part in options.only or PARTS:
        say(f"== {part}")
        with tempfile.TemporaryDirectory(prefix="evidence-") as directory:
            figures[part], lines = measures[part](Path(directory), effort, options.alertmanager)
        say("\n".join(lines))
        text += [f"<!-- {part} -->", *lines, ""]
        if options.json:
            options.json.write_text(json.dumps(figures, indent=1))
        if options.markdown:
            options.markdown.write_text("\n".join(text))


if __name__ == "__main__":
    main()
