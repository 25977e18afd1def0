"""The measurements. Each alternates between the plain path and Subrosa, so that both meet the same noise."""

import dataclasses
import sys
import time
from collections.abc import Callable

from cluster import Cluster
from figures import Figure
from load import Load, Path
from processes import Failed, Process


@dataclasses.dataclass(frozen=True)
class Effort:
    """How long to measure."""

    rounds: int
    round_trips: int
    datagrams: int
    rate_window_ms: int
    rate_rounds: int
    opens: int
    streams: int
    bulk_bytes: int
    idle_seconds: float


FULL = Effort(5, 800, 100_000, 400, 3, 250, 3000, 2_000_000_000, 10)
QUICK = Effort(3, 150, 40_000, 150, 1, 80, 800, 600_000_000, 3)


class Measures:
    """Runs them all against one cluster; what fails is said, counted, and does not stop the rest."""

    def __init__(
        self,
        load: Load,
        cluster: Cluster,
        paths: list[Path],
        effort: Effort,
        figures: dict[str, Figure],
    ) -> None:
        self.load = load
        self.cluster = cluster
        self.paths = paths
        self.effort = effort
        self.figures = figures
        self.failures: list[str] = []
        self.altered = 0
        self.bad_streams = 0

    def run(self) -> None:
        self.idle()
        effort = self.effort
        self.alternate("echo", "udp", effort.rounds, self.round_trips)
        self.alternate("sink", "udp", effort.rounds, self.flood)
        self.alternate("sink", "udp", effort.rate_rounds, self.max_rate)
        self.alternate("echo", "tcp", effort.rounds, self.opens)
        self.alternate("sink", "tcp", effort.rounds, self.bulk)
        self.add(
            "subrosa",
            loaded_rss=max(member.resident_mb() for member in self.cluster.members),
        )
        self.add(
            "subrosa",
            peak_rss=max(member.resident_mb(peak=True) for member in self.cluster.members),
        )
        self.add("subrosa", altered=self.altered, bad_streams=self.bad_streams)

    def alternate(self, command: str, protocol: str, rounds: int, measure: Callable[[Path], None]) -> None:
        print(f"  {measure.__name__.replace('_', ' ')}", file=sys.stderr)
        try:
            with self.load.far_ends(command, protocol, self.paths):
                for turn in range(rounds):
                    # Neither is always the first, with the caches cold.
                    for path in self.paths if turn % 2 == 0 else reversed(self.paths):
                        self.attempt(measure, path)
        except Failed as failure:
            self.fail(str(failure))

    def attempt(self, measure: Callable[[Path], None], path: Path) -> None:
        try:
            measure(path)
            self.cluster.check()
        except Failed as failure:
            self.fail(str(failure))

    def fail(self, text: str) -> None:
        print(f"  failed: {text}", file=sys.stderr)
        self.failures.append(text)

    def add(self, path: str, **values: float | None) -> None:
        for key, value in values.items():
            self.figures[key].add(path, value)

    # Each of the following is one sample of one path.

    def round_trips(self, path: Path) -> None:
        spent = self.spending(path)
        result = self.load.near_end(path, "rtt", size=200, rate=200, count=self.effort.round_trips)
        near, far = spent(1 / result["seconds"])
        self.altered += result["altered"]
        self.add(path.name, rtt_p50=result["p50_us"], rtt_p99=result["p99_us"])
        self.add(path.name, rtt_lost=result["lost"] / result["sent"] * 1e5)
        if near is not None and far is not None:
            self.add(path.name, pace_cpu_near=100 * near, pace_cpu_far=100 * far)

    def flood(self, path: Path) -> None:
        spent = self.spending(path)
        result = self.load.near_end(path, "flood", size=1400, count=self.effort.datagrams, window=256)
        near, far = spent(100_000 / result["sent"])
        self.altered += result["altered"]
        self.add(
            path.name,
            flood_rate=result["datagrams_per_second"],
            flood_lost=result["lost"] / result["sent"] * 1e5,
        )
        self.add(path.name, flood_cpu_sending=near, flood_cpu_receiving=far)

    def max_rate(self, path: Path) -> None:
        result = self.load.near_end(path, "maxrate", size=1400, ms=self.effort.rate_window_ms)
        self.altered += result["altered"]
        self.add(path.name, max_rate=result["datagrams_per_second"])

    def opens(self, path: Path) -> None:
        rested = self.load.near_end(path, "streams", mode="open1", count=self.effort.opens, gap_us=5000)
        again = self.load.near_end(path, "streams", mode="open1", count=self.effort.opens)
        crowd = self.load.near_end(path, "streams", mode="open1", count=self.effort.streams, parallel=32)
        self.bad_streams += rested["failed"] + again["failed"] + crowd["failed"]
        self.add(
            path.name,
            open_p50=rested["p50_us"],
            open_p99=rested["p99_us"],
            open_again_p50=again["p50_us"],
        )
        self.add(path.name, stream_rate=crowd["streams_per_second"])

    def bulk(self, path: Path) -> None:
        spent = self.spending(path)
        push = self.load.near_end(path, "bulk", bytes=self.effort.bulk_bytes)
        near, far = spent(1e9 / self.effort.bulk_bytes)
        pull = self.load.near_end(path, "bulk", bytes=self.effort.bulk_bytes, mode="pull")
        self.bad_streams += (push["missing"] > 0) + (pull["missing"] > 0)
        self.add(path.name, bulk_push=push["mb_per_second"], bulk_pull=pull["mb_per_second"])
        self.add(path.name, bulk_cpu_sending=near, bulk_cpu_receiving=far)

    def idle(self) -> None:
        """Before any load, with all links up."""
        print("  idle", file=sys.stderr)
        members = self.cluster.members
        before = [member.cpu_seconds() for member in members]
        start = time.monotonic()
        time.sleep(self.effort.idle_seconds)
        seconds = time.monotonic() - start
        spent = max(member.cpu_seconds() - earlier for member, earlier in zip(members, before, strict=True))
        self.add(
            "subrosa",
            idle_rss=max(member.resident_mb() for member in members),
            idle_cpu=100 * spent / seconds,
        )

    def spending(self, path: Path) -> Callable[[float], tuple[float | None, float | None]]:
        """Call the result after a run: CPU seconds, times a factor, of the near and far Subrosa since now."""
        if path.name == "plain":
            return lambda factor: (None, None)
        ends: list[Process] = [self.cluster.members[machine.number - 1] for machine in (path.near, path.far)]
        before = [end.cpu_seconds() for end in ends]

        def since(factor: float) -> tuple[float, float]:
            near, far = (end.cpu_seconds() - earlier for end, earlier in zip(ends, before, strict=True))
            return near * factor, far * factor

        return since
