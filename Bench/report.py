"""The figures as a table for people and as JSON for programs."""

import json

from figures import Figure

HEADINGS = (
    "figure",
    "unit",
    "plain",
    "subrosa",
    "lowest..highest",
    "ratio",
    "split",
    "added",
    "bar",
    "verdict",
)


def number(value: float | None) -> str:
    if value is None:
        return "-"
    if value == 0 or abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.3g}" if abs(value) < 10 else f"{value:.1f}"


def added(value: float | None) -> str:
    if value is None:
        return ""
    return f"{'+' if value > 0 else ''}{number(value)}"


def row(figure: Figure) -> tuple[str, ...]:
    spread = figure.spread
    many = len(figure.samples.get("subrosa", [])) > 1
    bar = str(figure.bar) if figure.bar else ""
    if figure.bar and figure.bar.over_plain:
        bar += f" (is {number(figure.difference)})"
    verdict = {None: "", True: "pass", False: "FAIL"}[figure.passed]
    return (
        figure.title,
        figure.unit,
        number(figure.plain),
        number(figure.carried),
        f"{number(spread[0])}..{number(spread[1])}" if spread and many else "",
        f"{figure.ratio:.2f}" if figure.ratio is not None else "",
        number(figure.split) if figure.split is not None else "",
        added(figure.added_by_split),
        bar,
        verdict,
    )


def table(figures: list[Figure]) -> str:
    rows = [HEADINGS, *(row(figure) for figure in figures)]
    widths = [max(len(cells[column]) for cells in rows) for column in range(len(HEADINGS))]
    left = {0, 1, 8, 9}

    def line(cells: tuple[str, ...]) -> str:
        padded = (
            cell.ljust(width) if column in left else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(cells, widths, strict=True))
        )
        return "  ".join(padded).rstrip()

    return "\n".join(
        [
            line(rows[0]),
            "  ".join("-" * width for width in widths),
            *(line(cells) for cells in rows[1:]),
        ]
    )


def document(figures: list[Figure], conditions: dict, failures: list[str]) -> str:
    members = {
        figure.key: {
            "title": figure.title,
            "unit": figure.unit,
            "plain": figure.plain,
            "subrosa": figure.carried,
            "ratio": figure.ratio,
            "difference": figure.difference,
            "split": figure.split,
            "added_by_split": figure.added_by_split,
            "bar": str(figure.bar) if figure.bar else None,
            "passed": figure.passed,
            "samples": figure.samples,
        }
        for figure in figures
    }
    return (
        json.dumps(
            {"conditions": conditions, "figures": members, "failures": failures},
            indent=2,
        )
        + "\n"
    )
