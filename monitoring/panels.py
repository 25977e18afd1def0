"""The building blocks of the dashboard: expressions over the chosen nodes, and panels as Grafana has them."""

from __future__ import annotations

HERE = 'job=~"$job", instance=~"$instance"'
DATASOURCE = {"type": "prometheus", "uid": "${datasource}"}

UP_DOWN = [
    {
        "type": "value",
        "options": {
            "0": {"text": "down", "color": "red"},
            "1": {"text": "up", "color": "green"},
        },
    },
]
YES_NO = [
    {
        "type": "value",
        "options": {
            "0": {"text": "no", "color": "red"},
            "1": {"text": "yes", "color": "green"},
        },
    },
]


def series(metric: str, more: str = "") -> str:
    return f"{metric}{{{HERE}{', ' + more if more else ''}}}"


def rate(by: str, metric: str, more: str = "") -> str:
    return f"sum by ({by}) (rate({series(metric, more)}[$__rate_interval]))"


def or_none(expression: str, label: str) -> str:
    """What is seldom: while there is nothing of it a line at zero, called `none`, and not a panel without data."""
    return f'{expression} or on() label_replace(vector(0), "{label}", "none", "", "")'


def left(metric: str) -> str:
    return f"{series(metric)} - time()"


def panel(
    kind: str,
    title: str,
    what: str,
    width: int,
    height: int,
    *queries: tuple[str, str],
    **field: object,
) -> dict:
    """A panel; each query is an expression and what its series are called. `field` are Grafana's field defaults."""
    instant = kind in ("stat", "table")
    targets = [
        {
            "datasource": DATASOURCE,
            "expr": expression,
            "instant": instant,
            "legendFormat": legend,
            "range": not instant,
            "refId": chr(ord("A") + number),
        }
        for number, (expression, legend) in enumerate(queries)
    ]
    return {
        "type": kind,
        "title": title,
        "description": what,
        "datasource": DATASOURCE,
        "targets": targets,
        "fieldConfig": {"defaults": dict(field), "overrides": []},
        "gridPos": {"w": width, "h": height},
    }


def graph(
    title: str,
    what: str,
    *queries: tuple[str, str],
    width: int = 12,
    unit: str = "ops",
    **field: object,
) -> dict:
    made = panel("timeseries", title, what, width, 8, *queries, unit=unit, min=0, **field)
    made["options"] = {
        "legend": {
            "displayMode": "table",
            "placement": "bottom",
            "calcs": ["lastNotNull", "max"],
        },
        "tooltip": {"mode": "multi", "sort": "desc"},
    }
    return made


def history(title: str, what: str, query: tuple[str, str], mappings: list[dict], width: int = 24) -> dict:
    """States over time, a line for each series."""
    made = panel("state-timeline", title, what, width, 8, query, mappings=mappings)
    made["options"] = {"mergeValues": True, "rowHeight": 0.8, "showValue": "never"}
    return made


def figure(
    title: str,
    what: str,
    query: tuple[str, str],
    width: int = 4,
    worst: str = "low",
    **field: object,
) -> dict:
    """One number; `worst` says which end of `steps` is red."""
    made = panel("stat", title, what, width, 4, query, **field)
    colour = {
        "low": ("red", "green"),
        "high": ("green", "red"),
        "none": ("text", "text"),
    }[worst]
    limit = field.get("limit", 1)
    made["fieldConfig"]["defaults"].pop("limit", None)
    made["fieldConfig"]["defaults"]["thresholds"] = {
        "mode": "absolute",
        "steps": [
            {"color": colour[0], "value": None},
            {"color": colour[1], "value": limit},
        ],
    }
    made["options"] = {
        "reduceOptions": {"calcs": ["lastNotNull"]},
        "colorMode": "value",
        "graphMode": "none",
    }
    return made


def remaining(title: str, what: str, query: tuple[str, str], width: int = 12) -> dict:
    """Time left, the least first: red below 3 days, yellow below 14, as the alerts have it."""
    made = panel("bargauge", title, what, width, 8, query, unit="s", min=0, max=90 * 86400)
    made["targets"][0] |= {"instant": True, "range": False}
    made["fieldConfig"]["defaults"]["thresholds"] = {
        "mode": "absolute",
        "steps": [
            {"color": "red", "value": None},
            {"color": "yellow", "value": 3 * 86400},
            {"color": "green", "value": 14 * 86400},
        ],
    }
    made["options"] = {
        "orientation": "horizontal",
        "displayMode": "basic",
        "reduceOptions": {"calcs": ["lastNotNull"]},
    }
    return made
