"""Whether a value meets the goal, in Python and as the same formula."""

from __future__ import annotations

from lcxl.plan import Metric
from lcxl.runchart.rounding import PLACES, sign

__all__ = ["has_goal", "meets_goal", "meets_goal_formula"]


def has_goal(metric: Metric) -> bool:
    """The metric has a goal that can be met: one to rise or to fall to."""
    return metric.goal is not None and metric.direction in ("increase", "decrease")


def meets_goal(metric: Metric, value: float) -> bool | None:
    """The value is at the goal or beyond it; a difference after the ninth place is none.

    None where there is no goal that could be met.
    """
    if metric.goal is None or not has_goal(metric):
        return None
    return _direction(metric) * sign(value - metric.goal) >= 0


def meets_goal_formula(metric: Metric, reference: str) -> str:
    """`meets_goal` as a formula over a cell with the value."""
    difference = f"ROUND({reference}-({metric.goal!r}),{PLACES})"
    return f"{difference}>=0" if _direction(metric) > 0 else f"{difference}<=0"


def _direction(metric: Metric) -> int:
    return 1 if metric.direction == "increase" else -1
