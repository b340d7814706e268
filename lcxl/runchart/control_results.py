"""Centre line and limits of a control chart: results of `lcxl.runchart.limits`."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from lcxl.runchart.distributions import poisson_at_least, poisson_at_most
from lcxl.runchart.rounding import sign

__all__ = [
    "CHART_KINDS",
    "C_MIN_MEAN",
    "C_TAIL",
    "LASTING_RUN",
    "MIN_VALUES",
    "TRIAL_BELOW",
    "ChartKind",
    "Limits",
    "LimitsTrace",
]

ChartKind = Literal["xmr", "p", "u", "p'", "u'", "c", "t", "g"]

CHART_KINDS: tuple[ChartKind, ...] = ("xmr", "p", "u", "p'", "u'", "c", "t", "g")
MIN_VALUES = 6
"""Values that must set limits: below, none are drawn and nothing is judged by them."""
TRIAL_BELOW = 12
"""Limits from fewer values are trial limits: 25 % of charts with 6 go outside within a year."""
C_TAIL = 0.00135
"""A count is judged by its exact tail: that of three standard deviations at one side."""
C_MIN_MEAN = 9.0
"""Mean count up to which three standard deviations reach 0: no lower limit."""
LASTING_RUN = 8
"""Values in a row on one side of the centre that are a shift on a control chart."""

_Column: TypeAlias = tuple[float | None, ...]


@dataclass(frozen=True, slots=True)
class LimitsTrace:
    """The working columns behind the limits, one entry for each point.

    ``enough``: whether there are enough values and moving ranges for limits.  ``prev``: what
    the moving range is measured from, in the previous due period of the phase (None unless that
    one is in the baseline too).  ``move``: moving range of the plotted value (XmR), of its root
    (t) or of z (p', u'), within the baseline.  ``mean_move``: their mean.
    ``sigma``: standard deviation of an attribute chart, before ``per``.  ``z``: distance from
    the centre in sigmas.  ``stretch``: Laney's factor.
    """

    enough: tuple[bool, ...]
    prev: _Column
    move: _Column
    mean_move: _Column
    sigma: _Column
    z: _Column
    stretch: _Column


@dataclass(frozen=True, slots=True)
class Limits:
    """Centre line and limits, one entry for each point; None where there is none.

    In the units of the plotted value.  ``centre`` runs to the end of its phase; limits of p and
    u charts stand only where there is a denominator, because they depend on it.  Fewer than
    `MIN_VALUES` values have a centre and no limits.  A lower limit of 0 is no limit.

    ``n_values``: how many values set the limits of the point's phase.  ``line``: what the shift
    rule goes by; the centre, on a t chart the median.
    """

    kind: ChartKind
    value: _Column
    centre: _Column
    lower: _Column
    upper: _Column
    line: _Column
    n_values: tuple[int, ...]
    phase: tuple[int, ...]
    trace: LimitsTrace = field(repr=False)

    def trial(self) -> tuple[bool, ...]:
        """True where there are limits, but from fewer than `TRIAL_BELOW` values."""
        return tuple(
            hi is not None and n < TRIAL_BELOW
            for hi, n in zip(self.upper, self.n_values, strict=True)
        )

    def outside(self) -> tuple[int, ...]:
        """1 above the upper limit, -1 below the lower one, 0 otherwise, for each point.

        A count (c chart) is judged by its exact tail, not by the line drawn.
        """
        if self.kind == "c":
            return tuple(
                0 if v is None or hi is None or c is None else _beyond_by_chance(v, c)
                for v, c, hi in zip(self.value, self.centre, self.upper, strict=True)
            )
        return tuple(
            0 if v is None or hi is None else _beyond(v, lo, hi)
            for v, lo, hi in zip(self.value, self.lower, self.upper, strict=True)
        )

    def shift_side(self, run: int = LASTING_RUN) -> tuple[int, ...]:
        """1 or -1 on each member of ``run`` or more points in a row on one side of ``line``.

        Points on the line neither make nor break a row; a phase ends it.  Phases without
        limits have none.
        """
        found = [0] * len(self.value)
        members: list[int] = []
        side = phase = 0
        for i, (v, line) in enumerate(zip(self.value, self.line, strict=True)):
            here = 0 if v is None or line is None else sign(v - line)
            if self.n_values[i] < MIN_VALUES or not here:
                continue
            if here != side or self.phase[i] != phase:
                members, side, phase = [], here, self.phase[i]
            members.append(i)
            if len(members) >= run:
                for member in members:
                    found[member] = side
        return tuple(found)


def _beyond(v: float, lower: float | None, upper: float) -> int:
    low = lower is not None and lower - v > 1e-9
    return (v - upper > 1e-9) - low


def _beyond_by_chance(count: float, mean: float) -> int:
    """Side of a count whose exact tail is below `C_TAIL`; low ones only where a limit is."""
    if poisson_at_least(math.ceil(count - 1e-9), mean) < C_TAIL:
        return 1
    low = mean > C_MIN_MEAN and poisson_at_most(math.floor(count + 1e-9), mean) < C_TAIL
    return -1 if low else 0
