"""What came of a run, as Markdown: the bars that Subrosa set itself, what it loses, versions and configurations."""

from collections.abc import Callable

from .measures import Measures
from .rival import Rival

COLUMNS: tuple[tuple[str, str, str], ...] = (
    ("rtt_p50", "round trip p50", "{:.0f} us"),
    ("rtt_p99", "p99", "{:.0f} us"),
    ("rtt_lost", "lost", "{:.2f} %"),
    ("pace_cpu", "CPU s per 100,000 datagrams of 1,400 bytes, steady rate", "{:.2f}"),
    ("flood_cpu", "the same, window 64", "{:.2f}"),
    ("flood_rate", "datagrams/s, window 64", "{:,.0f}"),
    ("streams_per_cpu", "streams per CPU second", "{:,.0f}"),
    ("stream_rate", "streams/s, 32 at once", "{:,.0f}"),
    ("stream_p50", "stream opened", "{:.0f} us"),
    ("bulk", "bulk", "{:,.0f} MB/s"),
)
OWN = ("subrosa", "subrosa-udp", "subrosa-hedged")
ENVOY = ("envoy-h2", "envoy-h2-default", "envoy-h3")


class Document:
    def __init__(self, rivals: list[Rival], left_out: list[str], measures: Measures, conditions: dict) -> None:
        self._rivals = rivals
        self._left_out = left_out
        self._measures = measures
        self._conditions = conditions

    def text(self) -> str:
        return "\n".join([*self._table(), "", *self._bars(), "", *self._troubles(), "", *self._details(), ""])

    def _value(self, figure: str, key: str) -> float | None:
        if figure in ("rtt_p50", "rtt_p99"):
            # Of all round trips: a quantile of a round is coarse.
            trips = sorted(self._measures.round_trips.get(key, []))
            return trips[int(len(trips) * (0.5 if figure == "rtt_p50" else 0.99))] if trips else None
        return self._measures.median(figure, key)

    def _table(self) -> list[str]:
        lines = [f"| | {' | '.join(title for _, title, _ in COLUMNS)} |", "|---" * (len(COLUMNS) + 1) + "|"]
        for rival in self._rivals:
            cells = [
                form.format(value) if (value := self._value(figure, rival.key)) is not None else ""
                for figure, _, form in COLUMNS
            ]
            lines.append(f"| {rival.title} | {' | '.join(cells)} |")
        return lines

    # Bars

    def _bars(self) -> list[str]:
        lines = ["| bar | figures | |", "|---|---|---|"]
        rivals = [rival.key for rival in self._rivals if not rival.is_reference and rival.key not in OWN]
        for figure, name in (("rtt_p50", "p50"), ("rtt_p99", "p99")):
            best = self._best(figure, rivals, min)
            lines.append(self._bar(f"round trip {name} no worse than every rival's", figure, best, 1, below=True))
            relay = ("relay", self._value(figure, "relay"))
            lines.append(self._bar(f"round trip {name} within 1.5 times the relay's", figure, relay, 1.5, below=True))
        for figure, when in (("pace_cpu", "steady rate"), ("flood_cpu", "window 64")):
            envoy = self._best(figure, ENVOY, min)
            lines.append(self._bar(f"CPU of a datagram under half of Envoy's, {when}", figure, envoy, 0.5, below=True))
            for key in ("nebula", "wireguard-go"):
                other = (key, self._value(figure, key))
                title = f"CPU of a datagram no more than {key}'s, {when}"
                lines.append(self._bar(title, figure, other, 1, below=True))
        own_tls = ("own-tls", self._value("streams_per_cpu", "own-tls"))
        lines.append(self._bar("streams per CPU second 5 times own TLS's", "streams_per_cpu", own_tls, 5, below=False))
        envoy = self._best("streams_per_cpu", ENVOY, max)
        lines.append(self._bar("streams per CPU second twice Envoy's", "streams_per_cpu", envoy, 2, below=False))
        envoy = self._best("bulk", ENVOY, max)
        lines.append(self._bar("bulk twice Envoy's", "bulk", envoy, 2, below=False))
        return lines

    def _best(self, figure: str, keys: tuple[str, ...] | list[str], choose: Callable) -> tuple[str, float | None]:
        values = [(value, key) for key in keys if (value := self._value(figure, key)) is not None]
        if not values:
            return "none measured", None
        value, key = choose(values)
        return key, value

    def _bar(self, title: str, figure: str, other: tuple[str, float | None], factor: float, below: bool) -> str:
        """Of the way of Subrosa's that is the default; that has no way of its own for streams."""
        key, bound = other
        mine = self._value(figure, "subrosa-hedged")
        if mine is None or not bound:
            return f"| {title} | not measured | |"
        ratio = mine / bound
        met = ratio <= factor if below else ratio >= factor
        others = ", ".join(
            f"{name.removeprefix('subrosa-')} {value / bound:.2f}"
            for name in OWN[:2]
            if (value := self._value(figure, name)) is not None
        )
        return f"| {title} | {ratio:.2f} times {key}'s ({others}) | {'met' if met else '**missed**'} |"

    # The rest

    def _troubles(self) -> list[str]:
        return [f"- not measured: {each}" for each in self._left_out] + [
            f"- failed: {each}" for each in self._measures.failures
        ]

    def _details(self) -> list[str]:
        lines = [f"{name}: {value}  " for name, value in self._conditions.items()]
        for rival in self._rivals:
            lines += ["", f"### {rival.title}", "", f"{rival.version()}. {rival.note[:1].upper()}{rival.note[1:]}."]
            for name, text in rival.configuration.items():
                lines += ["", f"`{name}`:", "", "```text", text.rstrip(), "```"]
        return lines
