"""Variation and assurance, in the manner of NHS England's Making Data Count.

Sources: NHS England, Making Data Count; NHSRplotthedots issues 194 and 202 (what the
Excel tool does); docs/statistics.md lists where this differs from other programs.
The chart is an XmR chart of the plotted value with unscreened limits, or the metric's own
control chart; its limits must come from `TRIAL_BELOW` values or more.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from itertools import pairwise

from lcxl.runchart.control_results import TRIAL_BELOW, Limits
from lcxl.runchart.limits import limits
from lcxl.runchart.results import Direction, Worse, meaning
from lcxl.runchart.rounding import sign

__all__ = ["MIN_POINTS", "RUN", "Assurance", "Variation", "assurance", "variation"]

MIN_POINTS = 13
"""Points below which no icon is shown (Making Data Count Excel tool, NHSRplotthedots #194)."""
RUN = 7
"""Points on one side of the mean, or all going one way, that are special cause."""


class Variation(StrEnum):
    """What the latest point says."""

    IMPROVEMENT = "improvement"
    CONCERN = "concern"
    HIGH = "high"
    LOW = "low"
    COMMON_CAUSE = "common cause"
    TOO_LITTLE_DATA = "too little data"


class Assurance(StrEnum):
    """Whether the process, left as it is, will meet its goal."""

    PASS = "will pass"  # noqa: S105
    FAIL = "will fail"
    HIT_AND_MISS = "hit and miss"
    NONE = "no goal"
    TOO_LITTLE_DATA = "too little data"


def variation(
    values: Sequence[float | None],
    direction: Direction = "increase",
    *,
    worse: Worse = "both",
    due: Sequence[bool] | None = None,
    chart: Limits | None = None,
    run: int = RUN,
) -> Variation:
    """Type of variation of the latest point.

    Special cause: outside the limits; ``run`` points all rising or falling; two of three
    beyond two sigma with all three on one side of the mean; ``run`` points on one side of
    the mean.  A latest point with an improving and a worsening sign counts as improvement,
    as in the Excel tool.  ``chart``: the metric's own control chart, in place of an XmR chart
    with these due periods (as in `lcxl.runchart.limits`).
    """
    if chart is None:
        chart = limits(values, due=due)
    if not _enough(chart):
        return Variation.TOO_LITTLE_DATA
    sides = _signs_of_latest(chart, run)
    meanings = {meaning(direction, side, worse) for side in sides}
    if 1 in meanings:
        return Variation.IMPROVEMENT
    if -1 in meanings:
        return Variation.CONCERN
    if 1 in sides:
        return Variation.HIGH
    return Variation.LOW if sides else Variation.COMMON_CAUSE


def assurance(
    values: Sequence[float | None],
    goal: float | None,
    direction: Direction = "increase",
    *,
    due: Sequence[bool] | None = None,
    chart: Limits | None = None,
) -> Assurance:
    """Whether the limits at the latest value lie wholly on one side of the goal.

    ``chart`` and the rest as in `variation`.
    """
    if goal is None or direction not in ("increase", "decrease"):
        return Assurance.NONE
    if chart is None:
        chart = limits(values, due=due)
    latest = _latest(chart) if _enough(chart) else None
    upper = None if latest is None else chart.upper[latest]
    if latest is None or upper is None:
        return Assurance.TOO_LITTLE_DATA
    lower = _low(chart.lower[latest])
    if direction == "decrease":
        goal, lower, upper = -goal, -upper, -lower
    if sign(goal - upper) > 0:
        return Assurance.FAIL
    return Assurance.PASS if sign(lower - goal) > 0 else Assurance.HIT_AND_MISS


def _latest(chart: Limits) -> int:
    return max(i for i, v in enumerate(chart.value) if v is not None)


def _enough(chart: Limits) -> bool:
    """Enough values, and limits at the latest one that are no trial limits."""
    if sum(v is not None for v in chart.value) < MIN_POINTS:
        return False
    latest = _latest(chart)
    return chart.upper[latest] is not None and chart.n_values[latest] >= TRIAL_BELOW


def _low(limit: float | None) -> float:
    """A chart without a lower limit goes down to 0."""
    return 0.0 if limit is None else limit


def _signs_of_latest(chart: Limits, run: int) -> set[int]:
    """Sides (1 high or rising, -1 low or falling) on which the latest point is special."""
    latest = _latest(chart)
    rows = [
        i
        for i, v in enumerate(chart.value[: latest + 1])
        if v is not None and chart.phase[i] == chart.phase[latest]
    ]
    points = [v for i in rows if (v := chart.value[i]) is not None]
    sides = {chart.outside()[latest]}
    steps = [sign(b - a) for a, b in pairwise(points)][-(run - 1) :]
    if len(steps) == run - 1 and len(set(steps)) == 1:
        sides.add(steps[0])
    where = [_side_of(chart, i) for i in rows]
    if len(rows) >= 3 and len(set(where[-3:])) == 1:
        beyond = [_beyond_two_sigma(chart, i) for i in rows[-3:]]
        if beyond[-1] and sum(beyond) >= 2:
            sides.add(where[-1])
    if len(where) >= run and len(set(where[-run:])) == 1:
        sides.add(where[-1])
    return sides - {0}


def _side_of(chart: Limits, i: int) -> int:
    value, centre = chart.value[i], chart.centre[i]
    return 0 if value is None or centre is None else sign(value - centre)


def _beyond_two_sigma(chart: Limits, i: int) -> bool:
    """Two thirds of the way to the limit of its own side, or farther."""
    value, centre = chart.value[i], chart.centre[i]
    limit = chart.upper[i] if _side_of(chart, i) > 0 else chart.lower[i]
    if value is None or centre is None or limit is None:
        return False
    return abs(value - centre) - 2 / 3 * abs(limit - centre) > 1e-9
