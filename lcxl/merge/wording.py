"""How changes and gaps are written: signed, and in points where the metric is a proportion."""

from __future__ import annotations

from lcxl.metrics import number_format
from lcxl.metrics.display import places
from lcxl.plan import Metric
from lcxl.runchart.interval import Interval

__all__ = ["change_format", "ends_in_words", "points_of"]


def points_of(metric: Metric) -> int:
    """By what a change is multiplied: that of a proportion is in percentage points."""
    return 100 if metric.kind == "proportion" else 1


def ends_in_words(metric: Metric, ends: Interval) -> str:
    """Both ends of a change's interval, such as "+1.2 to +5.0"."""
    decimals = max(1, places(metric)) if metric.kind == "proportion" else places(metric) + 1
    rounded = (round(end * points_of(metric), decimals) for end in ends)
    return " to ".join(f"{end:+.{decimals}f}" if end else "0" for end in rounded)


def change_format(metric: Metric) -> str:
    """An Excel number format for a change."""
    if metric.kind == "proportion":
        return '+0.0" points";-0.0" points";"0 points"'
    number = number_format(metric)
    return f"+{number};-{number};0"
