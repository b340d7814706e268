"""Rare events: days (t chart) or cases (g chart) between one event and the next.

Sources
    t: Nelson LS. A control chart for parts-per-million nonconforming items. J Qual Technol
    1994;26:239-40: days are brought near a normal distribution by the power 1/3.6; Provost and
    Murray 2011, ch. 7.
    g: the geometric distribution by its exact tail; three standard deviations alarm falsely at
    1.8 % of points.
    No event in N: the upper end of the two-sided exact 95 % interval of a Poisson mean, 3.69.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lcxl.runchart.rounding import sign

if TYPE_CHECKING:
    from lcxl.runchart.control_results import Limits

__all__ = [
    "MIN_GAPS",
    "NONE_IN",
    "SAME_DAY",
    "OpenGap",
    "from_days",
    "g_upper",
    "judge_open_gap",
    "to_days",
]

POWER = 3.6
SAME_DAY = 0.5
"""Days between two events of one day."""
MIN_GAPS = 8
"""Closed gaps that limits of t and g charts need."""
NONE_IN = 3.7
"""No event in N: the rate may still be up to this over N."""
_TAIL = 0.00135


def from_days(days: float) -> float:
    """Days, or cases, brought near a normal distribution."""
    return math.pow(days, 1 / POWER)


def to_days(root: float) -> float:
    """Back again; below zero there is no such time."""
    return 0.0 if root < 0 else math.pow(root, POWER)


def g_upper(mean: float) -> float | None:
    """Upper limit of cases between events with that mean; None where every case is an event."""
    return math.log(_TAIL) / math.log(mean / (mean + 1)) if mean > 0 else None


@dataclass(frozen=True, slots=True)
class OpenGap:
    """What the time (or cases) since the last event says already, though it is not closed.

    ``outside``: above the upper limit, a signal already.  ``counts``: above the line of the
    shift rule, so it may count in a shift; below it nothing can be said, it may still grow.
    """

    so_far: float
    outside: bool
    counts: bool


def judge_open_gap(so_far: float | None, chart: Limits) -> OpenGap | None:
    """Judge what lies since the last event by the limits of the last phase; None without it."""
    if so_far is None or not chart.value or not so_far >= 0:
        return None
    upper, line = chart.upper[-1], chart.line[-1]
    return OpenGap(
        so_far=so_far,
        outside=upper is not None and so_far - upper > 1e-9,
        counts=line is not None and sign(so_far - line) > 0,
    )
