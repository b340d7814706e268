"""How values, changes and gaps are written: signed, with their unit, never as minus nothing."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

from lcxl.metrics import kind_of
from lcxl.metrics.display import places
from lcxl.plan import Metric
from lcxl.runchart.interval import Interval
from lcxl.runchart.rounding import round_half_away
from lcxl.words import say

__all__ = [
    "as_shown",
    "change_format",
    "change_in_words",
    "end_in_words",
    "ends_in_words",
    "level_format",
    "level_in_words",
    "listed",
    "points_of",
]

MOST_NAMES = 12
"""Names in a sentence; of more the number is said."""


def points_of(metric: Metric) -> int:
    """By what a change is multiplied: that of a proportion is in percentage points."""
    return 100 if metric.kind == "proportion" else 1


def _places(metric: Metric) -> int:
    """Decimals of a change and of the two values it lies between."""
    return max(1, places(metric))


def _fixed(value: float, places: int, sign: str = "") -> str:
    """Rounded half away from zero; without a sign where nothing is left."""
    rounded = Decimal(repr(round_half_away(value))).quantize(
        Decimal(1).scaleb(-places), ROUND_HALF_UP
    )
    return f"{rounded:{sign},f}" if rounded else f"{abs(rounded):,f}"


def level_in_words(metric: Metric, value: float) -> str:
    """A value of all teams, such as "53.1%", with as many decimals as a change of it."""
    text = _fixed(value * points_of(metric), _places(metric))
    return f"{text}%" if metric.kind == "proportion" else text


def level_format(metric: Metric) -> str:
    """The same as a number format."""
    decimals = "0" * _places(metric)
    return f"0.{decimals}%" if metric.kind == "proportion" else f"#,##0.{decimals}"


def change_in_words(metric: Metric, value: float) -> str:
    """A change with its unit, such as "+8.3 points" or "-1.2 minutes"."""
    return f"{_fixed(value * points_of(metric), _places(metric), '+')} {_unit(metric)}".strip()


def _unit(metric: Metric) -> str:
    if metric.kind == "proportion":
        return say("master.points")
    if kind_of(metric).divides:
        return say("master.per", per=f"{metric.per:,}") if metric.per > 1 else metric.unit
    return metric.unit


def end_in_words(metric: Metric, end: float) -> str:
    """One end of an interval; one that would round to nothing has a digit more."""
    decimals = _places(metric)
    text = _fixed(end * points_of(metric), decimals, "+")
    return text if text.strip("0.") else _fixed(end * points_of(metric), decimals + 1, "+")


def ends_in_words(metric: Metric, ends: Interval) -> str:
    """Both ends of a change's interval, such as "+1.2 to +5.0"."""
    return say("master.ends", low=end_in_words(metric, ends[0]), high=end_in_words(metric, ends[1]))


def change_format(metric: Metric) -> str:
    """An Excel number format for a change; proportions in points, and no minus nothing."""
    decimals = "0" * _places(metric)
    number, least = f"#,##0.{decimals}", f"0.{decimals}5"
    unit = f'" {say("master.points")}"' if metric.kind == "proportion" else ""
    return f"[>={least}]+{number}{unit};[<=-{least}]-{number}{unit};{number}{unit}"


def as_shown(metric: Metric, value: float, change: bool = False) -> float:
    """A value (or a change, multiplied by `points_of`) rounded as it is shown.

    For readers from whom single numbers are hidden: unrounded digits could be traced back.
    """
    if change:
        return round(value * points_of(metric), _places(metric))
    return round(value, _places(metric) + (2 if metric.kind == "proportion" else 0))


def listed(names: Sequence[str], is_named: bool = True) -> str:
    """Names of teams in a sentence; only how many where there are many, or none may be named."""
    if is_named and len(names) <= MOST_NAMES:
        return ", ".join(names)
    return say("master.one_team" if len(names) == 1 else "master.many_teams", n=len(names))
