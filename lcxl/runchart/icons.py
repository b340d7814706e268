"""Variation and assurance, in the manner of NHS England's Making Data Count.

Sources: NHS England, Making Data Count; NHSRplotthedots issues 194 and 202 (what the
Excel tool does); docs/statistics.md lists where this differs from other programs.
The chart is an XmR chart of the plotted value with unscreened limits.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from itertools import pairwise

from lcxl.runchart.limits import Limits, limits
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
    baseline: int | None = None,
    phases: Sequence[int] = (),
    run: int = RUN,
) -> Variation:
    """Type of variation of the latest point.

    Special cause: outside the limits; ``run`` points all rising or falling; two of three
    beyond two sigma with all three on one side of the mean; ``run`` points on one side of
    the mean.  A latest point with an improving and a worsening sign counts as improvement,
    as in the Excel tool.
    """
    if sum(v is not None for v in values) < MIN_POINTS:
        return Variation.TOO_LITTLE_DATA
    sides = _signs_of_latest(limits(values, baseline=baseline, phases=phases), phases, run)
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
    baseline: int | None = None,
    phases: Sequence[int] = (),
) -> Assurance:
    """Whether the limits of the latest phase lie wholly on one side of the goal."""
    if goal is None or direction not in ("increase", "decrease"):
        return Assurance.NONE
    if sum(v is not None for v in values) < MIN_POINTS:
        return Assurance.TOO_LITTLE_DATA
    chart = limits(values, baseline=baseline, phases=phases)
    lower, upper = chart.lower[-1], chart.upper[-1]
    if lower is None or upper is None:
        return Assurance.TOO_LITTLE_DATA
    if direction == "decrease":
        goal, lower, upper = -goal, -upper, -lower
    if sign(goal - upper) > 0:
        return Assurance.FAIL
    return Assurance.PASS if sign(lower - goal) > 0 else Assurance.HIT_AND_MISS


def _signs_of_latest(chart: Limits, phases: Sequence[int], run: int) -> set[int]:
    """Sides (1 high or rising, -1 low or falling) on which the latest point is special."""
    latest = max(i for i, v in enumerate(chart.value) if v is not None)
    centre, upper = chart.centre[latest], chart.upper[latest]
    if centre is None or upper is None:
        return set()
    sigma = (upper - centre) / 3
    start = max((p for p in phases if p <= latest), default=0)
    points = [v for v in chart.value[start : latest + 1] if v is not None]
    sides = {chart.outside()[latest]}
    steps = [sign(b - a) for a, b in pairwise(points)][-(run - 1) :]
    if len(steps) == run - 1 and len(set(steps)) == 1:
        sides.add(steps[0])
    where = [sign(v - centre) for v in points]
    beyond = [abs(v - centre) - 2 * sigma > 1e-9 for v in points]
    three_on_one_side = len(points) >= 3 and len(set(where[-3:])) == 1
    if three_on_one_side and beyond[-1] and sum(beyond[-3:]) >= 2:
        sides.add(where[-1])
    if len(where) >= run and len(set(where[-run:])) == 1:
        sides.add(where[-1])
    return sides - {0}
