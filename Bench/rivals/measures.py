"""What is measured of each rival. All take turns, so that whatever else the machine does meets them alike."""

import dataclasses
import statistics
import sys
from collections.abc import Callable

from processes import Failed

from .rival import Rival


@dataclasses.dataclass(frozen=True)
class Effort:
    """How often and how long."""

    rounds: int
    round_trips: int
    pace_rounds: int
    pace_seconds: float
    flood: int
    stream_rounds: int
    streams: int
    bulk_rounds: int
    bulk_bytes: int


FULL = Effort(10, 450, 5, 3, 60_000, 5, 2000, 5, 1_000_000_000)
QUICK = Effort(3, 100, 2, 1, 20_000, 2, 300, 1, 200_000_000)

# Datagrams a second, the first that a rival takes without losing more than `ALMOST_NOTHING`.
RATES = (10_000, 5_000, 2_000, 1_000, 500, 200, 100, 50)
ALMOST_NOTHING = 0.002
# With more lost than this share, neither a rate nor what a datagram costs means anything.
USELESS = 0.05
# Runs end with a datagram that asks whether all have come, so a few more than a second's worth at low rates.
FEWEST = 100


class Measures:
    """`samples[figure][rival]` is a list of one value a round; what fails is told, and does not stop the rest."""

    def __init__(self, rivals: list[Rival], effort: Effort) -> None:
        self.rivals = rivals
        self.effort = effort
        self.samples: dict[str, dict[str, list[float]]] = {}
        # Microseconds, of all rounds.
        self.round_trips: dict[str, list[float]] = {}
        self.failures: list[str] = []
        self.rates: dict[str, int] = {}

    def run(self) -> None:
        effort = self.effort
        datagrams = [rival for rival in self.rivals if rival.datagrams]
        paced = [rival for rival in datagrams if rival.paced]
        streams = [rival for rival in self.rivals if rival.streams]
        self._take_turns("echo", "udp", datagrams, effort.rounds, self._round_trip)
        self._take_turns("sink", "udp", paced, 1, self._find_rate)
        self._take_turns("sink", "udp", paced, effort.pace_rounds, self._pace)
        self._take_turns("sink", "udp", paced, effort.pace_rounds, self._flood)
        self._take_turns("echo", "tcp", streams, effort.stream_rounds, self._open_streams)
        self._take_turns("sink", "tcp", [rival for rival in streams if rival.bulk], effort.bulk_rounds, self._bulk)

    def median(self, figure: str, rival: str) -> float | None:
        values = self.samples.get(figure, {}).get(rival)
        return statistics.median(values) if values else None

    def _take_turns(
        self, command: str, protocol: str, rivals: list[Rival], rounds: int, measure: Callable[[Rival], None]
    ) -> None:
        name = measure.__name__.strip("_").replace("_", " ")
        if not rivals:
            return
        print(f"  {name}", file=sys.stderr)
        with rivals[0].site.load.far_ends(command, protocol, [rival.path for rival in rivals]):
            for turn in range(rounds):
                # None is always the first, with the caches cold.
                first = turn % len(rivals)
                for rival in rivals[first:] + rivals[:first]:
                    try:
                        measure(rival)
                        rival.check()
                    except Failed as failure:
                        self._fail(f"{rival.key}, {name}: {failure}")

    def _fail(self, text: str) -> None:
        if text not in self.failures:
            print(f"  failed: {text}", file=sys.stderr)
            self.failures.append(text)

    def _add(self, rival: Rival, **values: float) -> None:
        for figure, value in values.items():
            self.samples.setdefault(figure, {}).setdefault(rival.key, []).append(value)

    # Each of the following is one round of one rival.

    def _round_trip(self, rival: Rival) -> None:
        result = rival.load("rtt", size=300, rate=200, count=self.effort.round_trips, all=1)
        self._add(rival, rtt_lost=100 * (result["lost"] + result["altered"]) / result["sent"])
        if result["all_us"]:
            self.round_trips.setdefault(rival.key, []).extend(result["all_us"])
            self._add(rival, rtt_p50=result["p50_us"], rtt_p99=result["p99_us"])

    def _find_rate(self, rival: Rival) -> None:
        for rate in RATES:
            self.rates[rival.key] = rate
            result = rival.load("pace", size=1400, rate=rate, count=max(rate // 2, FEWEST))
            if lost_share(result) <= ALMOST_NOTHING:
                return

    def _pace(self, rival: Rival) -> None:
        rate = self.rates[rival.key]
        result = rival.load("pace", size=1400, rate=rate, count=max(int(rate * self.effort.pace_seconds), FEWEST))
        self._add(rival, pace_lost=100 * lost_share(result))
        if lost_share(result) <= USELESS:
            self._add(rival, pace_cpu=result["cpu_seconds"] / result["sent"] * 1e5)

    def _flood(self, rival: Rival) -> None:
        # A tenth of a second for those that are slow, or they would take minutes.
        count = min(self.effort.flood, 6 * self.rates[rival.key])
        result = rival.load("flood", size=1400, count=count, window=64)
        self._add(rival, flood_lost=100 * lost_share(result))
        if lost_share(result) <= USELESS:
            self._add(
                rival,
                flood_rate=result["datagrams_per_second"],
                flood_cpu=result["cpu_seconds"] / result["sent"] * 1e5,
            )

    def _open_streams(self, rival: Rival) -> None:
        alone = rival.load("streams", count=self.effort.streams // 10, gap_us=2000)
        crowd = rival.load("streams", count=self.effort.streams, parallel=32)
        self._add(
            rival,
            stream_failed=alone["failed"] + crowd["failed"],
            stream_p50=alone["p50_us"],
            stream_rate=crowd["streams_per_second"],
        )
        # Nothing, as of what has no process: no figure, rather than an invented one.
        if crowd["cpu_seconds"] > 0:
            self._add(rival, streams_per_cpu=crowd["opened"] / crowd["cpu_seconds"])

    def _bulk(self, rival: Rival) -> None:
        result = rival.load("bulk", bytes=self.effort.bulk_bytes)
        if result["missing"]:
            raise Failed(f"{result['missing']} bytes missing")
        self._add(rival, bulk=result["mb_per_second"], bulk_cpu=result["cpu_seconds"] / result["bytes"] * 1e9)


def lost_share(result: dict) -> float:
    """Of the datagrams sent, those that did not come whole."""
    return result["lost"] / result["sent"]
