"""The measurements. Each takes turns over the plain path, Subrosa and split nodes, so that all meet the same noise."""

import dataclasses
import sys
import time
from collections.abc import Callable

from cluster import Cluster, Node
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
    """Runs them all, from the first machine to the second; what fails is said, counted, and does not stop the rest."""

    def __init__(
        self,
        load: Load,
        clusters: list[Cluster],
        plain: Path,
        effort: Effort,
        figures: dict[str, Figure],
    ) -> None:
        self.load = load
        self.clusters = clusters
        self.paths = [plain, *(cluster.path(0, 1) for cluster in clusters)]
        self.effort = effort
        self.figures = figures
        self.failures: list[str] = []
        self.altered = dict.fromkeys((path.name for path in self.paths), 0)
        self.bad_streams = dict(self.altered)

    def run(self) -> None:
        self.idle()
        effort = self.effort
        self.take_turns("echo", "udp", effort.rounds, self.round_trips)
        self.take_turns("sink", "udp", effort.rounds, self.flood)
        self.take_turns("sink", "udp", effort.rate_rounds, self.max_rate)
        self.take_turns("echo", "tcp", effort.rounds, self.opens)
        self.take_turns("sink", "tcp", effort.rounds, self.bulk)
        for cluster in self.clusters:
            try:
                self.memory("loaded_rss", cluster)
                self.add(cluster.name, peak_rss=max(resident_mb(node, peak=True) for node in cluster.nodes))
            except Failed as failure:
                self.fail(str(failure))
        for path in self.paths:
            self.add(path.name, altered=self.altered[path.name], bad_streams=self.bad_streams[path.name])

    def take_turns(self, command: str, protocol: str, rounds: int, measure: Callable[[Path], None]) -> None:
        print(f"  {measure.__name__.replace('_', ' ')}", file=sys.stderr)
        try:
            with self.load.far_ends(command, protocol, self.paths):
                for turn in range(rounds):
                    # None is always the first, with the caches cold.
                    first = turn % len(self.paths)
                    for path in self.paths[first:] + self.paths[:first]:
                        self.attempt(measure, path)
        except Failed as failure:
            self.fail(str(failure))

    def attempt(self, measure: Callable[[Path], None], path: Path) -> None:
        try:
            measure(path)
            for cluster in self.clusters:
                cluster.check()
        except Failed as failure:
            self.fail(str(failure))

    def fail(self, text: str) -> None:
        # A process that has ended is met again by everything that follows.
        if text in self.failures:
            return
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
        self.altered[path.name] += result["altered"]
        self.add(path.name, rtt_p50=result["p50_us"], rtt_p99=result["p99_us"])
        self.add(path.name, rtt_lost=result["lost"] / result["sent"] * 1e5)
        if near is not None and far is not None:
            self.add(path.name, pace_cpu_near=100 * near, pace_cpu_far=100 * far)

    def flood(self, path: Path) -> None:
        spent = self.spending(path)
        result = self.load.near_end(path, "flood", size=1400, count=self.effort.datagrams, window=256)
        near, far = spent(100_000 / result["sent"])
        self.altered[path.name] += result["altered"]
        self.add(
            path.name,
            flood_rate=result["datagrams_per_second"],
            flood_lost=result["lost"] / result["sent"] * 1e5,
        )
        self.add(path.name, flood_cpu_sending=near, flood_cpu_receiving=far)
        if near is not None and far is not None:
            self.add(path.name, flood_cpu_both=near + far)

    def max_rate(self, path: Path) -> None:
        result = self.load.near_end(path, "maxrate", size=1400, ms=self.effort.rate_window_ms)
        self.altered[path.name] += result["altered"]
        self.add(path.name, max_rate=result["datagrams_per_second"])

    def opens(self, path: Path) -> None:
        rested = self.load.near_end(path, "streams", mode="open1", count=self.effort.opens, gap_us=5000)
        again = self.load.near_end(path, "streams", mode="open1", count=self.effort.opens)
        crowd = self.load.near_end(path, "streams", mode="open1", count=self.effort.streams, parallel=32)
        self.bad_streams[path.name] += rested["failed"] + again["failed"] + crowd["failed"]
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
        self.bad_streams[path.name] += (push["missing"] > 0) + (pull["missing"] > 0)
        self.add(path.name, bulk_push=push["mb_per_second"], bulk_pull=pull["mb_per_second"])
        self.add(path.name, bulk_cpu_sending=near, bulk_cpu_receiving=far)

    def idle(self) -> None:
        """Before any load, with all links up; one cluster after the other would take twice as long and tell no more."""
        print("  idle", file=sys.stderr)
        before = [[cpu_seconds(node.processes) for node in cluster.nodes] for cluster in self.clusters]
        start = time.monotonic()
        time.sleep(self.effort.idle_seconds)
        seconds = time.monotonic() - start
        for cluster, earlier in zip(self.clusters, before, strict=True):
            now = [cpu_seconds(node.processes) for node in cluster.nodes]
            spent = max(after - then for after, then in zip(now, earlier, strict=True))
            self.add(cluster.name, idle_cpu=100 * spent / seconds)
            self.memory("idle_rss", cluster)

    def memory(self, figure: str, cluster: Cluster) -> None:
        """Of the greediest node, and of its halves if it has two."""
        greediest = max(cluster.nodes, key=resident_mb)
        self.add(cluster.name, **{figure: resident_mb(greediest)})
        if len(greediest.processes) == 2:
            host_half, edge = greediest.processes
            halves = {f"{figure}_host": host_half.resident_mb(), f"{figure}_edge": edge.resident_mb()}
            self.add(cluster.name, **halves)

    def spending(self, path: Path) -> Callable[[float], tuple[float | None, float | None]]:
        """Call the result after a run: CPU seconds, times a factor, of the near and far node since now."""
        nodes = (path.near_node, path.far_node)
        if not all(nodes):
            return lambda factor: (None, None)
        before = [cpu_seconds(node) for node in nodes]

        def since(factor: float) -> tuple[float, float]:
            near, far = (cpu_seconds(node) - earlier for node, earlier in zip(nodes, before, strict=True))
            return near * factor, far * factor

        return since


def cpu_seconds(node: tuple[Process, ...]) -> float:
    return sum(process.cpu_seconds() for process in node)


def resident_mb(node: Node, peak: bool = False) -> float:
    """Of its processes together; what they share, above all the program's code, counts for each."""
    return sum(process.resident_mb(peak) for process in node.processes)
