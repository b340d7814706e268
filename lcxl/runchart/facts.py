"""One chart's facts, and what may be said of them: values for `lcxl.runchart.verdicts`."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from statistics import fmean

from lcxl.runchart.control_results import ChartKind
from lcxl.runchart.interval import Interval, change, interval_of
from lcxl.runchart.results import Direction, Worse
from lcxl.runchart.rules import SHIFT
from lcxl.runchart.teams_change import ALIKE, ChangeKind, half_width_by_months

__all__ = ["MIN_CASES", "Facts", "Place", "Said", "Window", "before_and_since", "clipped", "pooled"]

MIN_CASES = 30
"""Cases on each side that an interval before and since needs."""


@dataclass(frozen=True, slots=True)
class Window:
    """What one value of the metric covers.

    ``months``: its length where it is a sum over months, else None.  ``since``: how many of the
    newest value's months lie after the start.  ``registry``: largely the same patients each time.
    ``to_date``: how many months the newest value covers, of one that begins anew each January.
    """

    overlapping: bool = False
    months: int | None = None
    since: int = 0
    registry: bool = False
    to_date: int | None = None


@dataclass(frozen=True)
class Facts:
    """One metric of one team: what was reported, and how it is to be read.

    ``sides``: for each period -1 before the start, 1 after it, 0 for the kickoff's own.
    ``phases``: positions at which a new definition starts; what lies before is not compared with
    what lies after.  (A new level that somebody accepted does not end the comparison.)
    ``due``: whether a report is due by the metric's schedule; ``asked``: whether reports of the
    period are asked of this team, which may have joined late or left (None: all).
    ``chart``: None for a run chart.  ``so_far``: days or cases since the last event (t, g).
    ``goal_ahead``: the goal has a date that is not reached.
    """

    values: Sequence[float | None]
    sides: Sequence[int]
    numerators: Sequence[float | None] = ()
    denominators: Sequence[float | None] = ()
    kind: ChangeKind = "proportion"
    per: float = 1.0
    direction: Direction = "increase"
    worse: Worse = "both"
    due: Sequence[bool] | None = None
    asked: Sequence[bool] | None = None
    phases: Sequence[int] = ()
    shift: int = SHIFT
    trend: bool = True
    window: Window = Window()
    chart: ChartKind | None = None
    goal: float | None = None
    goal_ahead: bool = False
    so_far: float | None = None


Place = float | int | None


@dataclass(frozen=True, slots=True)
class Said:
    """One sentence: its id, and what fills its places.

    Positions in the series for ``month``, ``m1`` and ``m2``; values in the units of the plot for
    the rest; ``D``, ``lo`` and ``hi`` are changes.
    """

    id: str
    places: Mapping[str, Place] = field(default_factory=dict)


def before_and_since(
    facts: Facts, rows_before: Sequence[int], rows_since: Sequence[int]
) -> tuple[float, float, Interval | None]:
    """Value before and since, and the wider of the intervals by months and by patients.

    Proportions and rates are pooled, values are means.  The interval of the difference is None
    with fewer than three months on a side or, of a proportion or rate, 30 cases.
    """
    sides = [pooled(facts, rows) for rows in (rows_before, rows_since)]
    (p0, ends0, n0), (p1, ends1, n1) = sides
    months = half_width_by_months(
        [facts.values[i] for i in rows_before], [facts.values[i] for i in rows_since]
    )
    if months is None or (ends0 is not None and min(n0, n1) < MIN_CASES):
        return p0, p1, None
    if facts.kind == "value" and months < ALIKE:  # months without any spread have no interval
        return p0, p1, None
    moved = p1 - p0
    ends = moved - months, moved + months
    if ends0 is not None and ends1 is not None:
        patients = change(p0, ends0, p1, ends1)
        if patients[1] - patients[0] > 2 * months:
            ends = patients
    return p0, p1, clipped(facts, p0, ends)


def clipped(facts: Facts, p0: float, ends: Interval) -> Interval:
    """A change of a proportion cannot lead below 0 or above 1."""
    if facts.kind != "proportion":
        return ends
    return max(ends[0], -p0), min(ends[1], 1 - p0)


def pooled(facts: Facts, rows: Sequence[int]) -> tuple[float, Interval | None, float]:
    """Value of some periods together, its interval where the kind has one, and the cases."""
    values = [v for i in rows if (v := facts.values[i]) is not None]
    if facts.kind == "value" or not facts.denominators:
        return fmean(values), None, 0.0
    count = math.fsum(facts.numerators[i] or 0.0 for i in rows)
    size = math.fsum(facts.denominators[i] or 0.0 for i in rows)
    if not (size > 0 and math.isfinite(count) and math.isfinite(size)):
        return fmean(values), None, 0.0
    ends = interval_of(facts.kind, count, size, facts.per)
    return count / size * facts.per, ends, size
