"""A figure: samples over the plain path, through Subrosa and through split nodes, and the bar it has to meet."""

import dataclasses
import statistics
from collections.abc import Callable


@dataclasses.dataclass(frozen=True)
class Bar:
    """What is compared with the limit is the median of Subrosa's samples, or its difference to plain.

    Of split nodes the figures are told, and nothing is asked.
    """

    limit: float
    at_least: bool = False
    over_plain: bool = False

    def holds(self, figure: "Figure") -> bool | None:
        value = figure.difference if self.over_plain else figure.carried
        if value is None:
            return None
        return value >= self.limit if self.at_least else value <= self.limit

    def __str__(self) -> str:
        return f"{'>=' if self.at_least else '<='} {self.limit:g}{' over plain' if self.over_plain else ''}"


@dataclasses.dataclass
class Figure:
    key: str
    title: str
    unit: str
    bar: Bar | None = None
    # Samples by path name: "plain", "subrosa" and "split". A figure about Subrosa alone has no plain ones.
    samples: dict[str, list[float]] = dataclasses.field(default_factory=dict)

    def add(self, path: str, value: float | None) -> None:
        if value is not None:
            self.samples.setdefault(path, []).append(value)

    @property
    def plain(self) -> float | None:
        return self._over("plain", statistics.median)

    @property
    def carried(self) -> float | None:
        return self._over("subrosa", statistics.median)

    @property
    def split(self) -> float | None:
        return self._over("split", statistics.median)

    @property
    def added_by_split(self) -> float | None:
        """What split nodes cost more than nodes of one process."""
        return None if self.split is None or self.carried is None else self.split - self.carried

    @property
    def difference(self) -> float | None:
        return None if self.plain is None or self.carried is None else self.carried - self.plain

    @property
    def ratio(self) -> float | None:
        return None if not self.plain or self.carried is None else self.carried / self.plain

    @property
    def spread(self) -> tuple[float, float] | None:
        """The lowest and highest of Subrosa's samples."""
        low = self._over("subrosa", min)
        high = self._over("subrosa", max)
        return None if low is None or high is None else (low, high)

    @property
    def passed(self) -> bool | None:
        """None where there is no bar. A bar without a measurement is not met."""
        return None if self.bar is None else bool(self.bar.holds(self))

    def _over(self, path: str, reduce: Callable[[list[float]], float]) -> float | None:
        values = self.samples.get(path)
        return reduce(values) if values else None


# The order of the table. Bars stand here and nowhere else.
FIGURES = (
    Figure("rtt_p50", "datagram round trip at 200/s, 200 B, p50", "us"),
    Figure("rtt_p99", "datagram round trip at 200/s, 200 B, p99", "us"),
    Figure("rtt_lost", "lost of these, per 100,000", "", Bar(0)),
    Figure("pace_cpu_near", "CPU while doing so, near end", "%"),
    Figure("pace_cpu_far", "CPU while doing so, far end", "%"),
    Figure("flood_rate", "datagrams/s, 1,400 B, window 256", "1/s"),
    Figure("flood_lost", "lost of these, per 100,000", ""),
    Figure("flood_cpu_sending", "CPU s per 100,000 datagrams, sending", "s", Bar(0.5)),
    Figure("flood_cpu_receiving", "CPU s per 100,000 datagrams, receiving", "s", Bar(0.7)),
    Figure("flood_cpu_both", "CPU s per 100,000 datagrams, both nodes together", "s"),
    Figure("max_rate", "datagrams/s without loss, steady, no window", "1/s"),
    Figure(
        "open_p50",
        "stream open + 1 byte, ready lane, p50",
        "us",
        Bar(200, over_plain=True),
    ),
    Figure("open_p99", "stream open + 1 byte, ready lane, p99", "us"),
    Figure("open_again_p50", "stream open + 1 byte, no rest between, p50", "us"),
    Figure("stream_rate", "streams/s, 32 at once", "1/s"),
    Figure(
        "bulk_push",
        "bulk, one stream, towards the peer",
        "MB/s",
        Bar(1000, at_least=True),
    ),
    Figure("bulk_cpu_sending", "CPU s per GB, sending", "s"),
    Figure("bulk_cpu_receiving", "CPU s per GB, receiving", "s"),
    Figure("bulk_pull", "bulk, one stream, from the peer", "MB/s", Bar(1000, at_least=True)),
    Figure("idle_rss", "idle memory (RSS), highest of 3 nodes", "MB", Bar(20)),
    Figure("idle_rss_host", "of this, the host half", "MB"),
    Figure("idle_rss_edge", "of this, the edge", "MB"),
    Figure("loaded_rss", "memory (RSS) after all this, highest", "MB"),
    Figure("loaded_rss_host", "of this, the host half", "MB"),
    Figure("loaded_rss_edge", "of this, the edge", "MB"),
    Figure("peak_rss", "highest memory (RSS) meanwhile", "MB"),
    Figure("idle_cpu", "idle CPU, highest of 3 nodes", "%"),
    Figure("page_median", "page with 50 peers, median of 50", "ms", Bar(50)),
    Figure("page_worst", "page with 50 peers, worst of 50", "ms", Bar(50)),
    Figure("metrics_median", "/metrics with 50 peers, median of 50", "ms", Bar(50)),
    Figure("metrics_worst", "/metrics with 50 peers, worst of 50", "ms", Bar(50)),
    Figure("status_median", "/api/v1/status with 50 peers, median of 50", "ms"),
    Figure("status_worst", "/api/v1/status with 50 peers, worst of 50", "ms"),
    Figure("scrape_cpu", "CPU of being scraped each second, 50 peers", "%", Bar(1)),
    Figure("binary", "binary, stripped", "MB", Bar(40)),
    Figure("altered", "datagrams altered, all runs", "", Bar(0)),
    Figure("bad_streams", "streams failed or short, all runs", "", Bar(0)),
)
