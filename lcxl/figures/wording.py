"""How values, changes and gaps are written: signed, with their unit, never as minus nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from lcxl.metrics import kind_of
from lcxl.metrics.display import change_places, shown_end, signed_format
from lcxl.plan import Collaborative, Metric
from lcxl.runchart.interval import Interval
from lcxl.words import joined, percent_format, say

__all__ = [
    "change_format",
    "ends_in_words",
    "level_format",
    "listed",
    "points_of",
    "team_names",
]

MOST_NAMES = 12
"""Names in a sentence; of more the number is said."""


def points_of(metric: Metric) -> int:
    """By what a change is multiplied: that of a proportion is in percentage points."""
    return 100 if kind_of(metric).in_percent else 1


def level_format(metric: Metric) -> str:
    """Number format of a value of all teams, with as many decimals as a change of it."""
    decimals = "0" * change_places(metric)
    return percent_format(len(decimals)) if kind_of(metric).in_percent else f"#,##0.{decimals}"


def ends_in_words(metric: Metric, ends: Interval) -> str:
    """Both ends of a change's interval, such as "+1.2 to +5.0"."""
    return say("master.ends", low=shown_end(metric, ends[0]), high=shown_end(metric, ends[1]))


def change_format(metric: Metric) -> str:
    """An Excel number format for a change as it is shown; proportions in points."""
    unit = f'" {say("metrics.points")}"' if kind_of(metric).in_percent else ""
    return signed_format(change_places(metric), unit)


def listed(names: Sequence[str], is_named: bool = True) -> str:
    """Names of teams in a sentence; only how many where there are many, or none may be named."""
    if is_named and len(names) <= MOST_NAMES:
        return joined(names)
    return say("counts.teams", n=len(names))


def team_names(plan: Collaborative) -> list[str]:
    """What dropdowns and charts call each team: its name, and its id where names are equal."""
    count = Counter(team.name for team in plan.teams)
    return [
        team.name if count[team.name] == 1 else f"{team.name} ({team.id})" for team in plan.teams
    ]
