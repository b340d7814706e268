"""The value axis of a chart that follows its numbers, and the same as cell formulas.

A chart's own axis is set by the program that draws it, or fixed when the workbook is built.  Here
it is worked out in cells: everything drawn is moved to a height between 0 and 1, and the labels
of the ticks are names of series.  So the values stand in the middle of the frame whatever is
typed (run charts: expected values in the middle third, axis 20 % beyond the data).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from lcxl.runchart.formulas import Formula
from lcxl.runchart.rounding import round_half_away

__all__ = ["TICKS", "Axis", "Scale", "axis_formulas", "axis_of"]

TICKS = 5
"""Steps from the lowest to the highest line across."""
SHARE_STEPS = (0.01, 0.02, 0.05, 0.1, 0.2)
WHOLE_STEPS, OTHER_STEPS = (1, 2, 5, 10), (1, 2, 2.5, 5, 10)
LEAST_SHARE, LEAST_SMALL = 0.2, 0.05
"""Part of the whole that an axis of shares spans at least, and one where all of them are small
or all of them large."""
LOW, HIGH = 0.15, 0.85
"""Shares that reach below the one and above the other are shown from 0 to 100 %."""
LEAST_OTHER = 0.2
"""An axis of other numbers spans at least this part of the largest of them."""
ROOM = 1.05
_TINY = 1e-9


@dataclass(frozen=True, slots=True)
class Axis:
    """From where to where an axis goes."""

    low: float
    step: float
    places: int
    """Decimal places that its labels need; of shares as percentages."""
    figures: Mapping[str, float]
    """By the names of `axis_formulas`, with what leads to them."""

    @property
    def span(self) -> float:
        """From the lowest to the highest line."""
        return self.step * TICKS

    def tick(self, k: int) -> float:
        """The value of the ``k``-th line across, from 0."""
        return self.low + k * self.step

    def at(self, value: float) -> float:
        """How high a value stands, from 0 to 1."""
        return (value - self.low) / self.span


class Scale(NamedTuple):
    """What an axis is of: shares, or other numbers, which may be whole ones."""

    share: bool
    whole: bool = False
    from_0: bool = False
    """The host wants it so; of shares up to 100 %."""


def axis_of(values: Iterable[float], scale: Scale) -> Axis:
    """The axis for values, medians, limits and goal together."""
    values = [*values, *([0.0] if scale.from_0 and not scale.share else [])]
    lo, hi = (min(values), max(values)) if values else (0.0, 0.0)
    found = _of_shares(lo, hi, scale.from_0) if scale.share else _of_others(lo, hi, scale.whole)
    return Axis(found["axis_low"], found["axis_step"], int(found["axis_places"]), found)


def _of_others(lo: float, hi: float, whole: bool) -> dict[str, float]:
    span = max((hi - lo) * ROOM, LEAST_OTHER * max(abs(lo), abs(hi)))
    raw = (span or 1.0) / (TICKS - 1)
    power = 10.0 ** math.floor(math.log10(raw) + _TINY)
    part = next(s for s in (WHOLE_STEPS if whole else OTHER_STEPS) if s >= raw / power - _TINY)
    step = max(1.0, part * power) if whole else part * power
    start = math.floor((lo - 0.3 * step) / step + _TINY) * step
    if lo >= 0:
        start = max(0.0, start)
    return {
        "axis_lo": lo,
        "axis_hi": hi,
        "axis_raw": raw,
        "axis_power": power,
        "axis_part": part,
        "axis_step": step,
        "axis_start": start,
        "axis_low": round_half_away(_raised(start, hi, step)),
        "axis_places": max(0, -math.floor(math.log10(step) + _TINY) + (part == 2.5)),
    }


def _of_shares(lo: float, hi: float, from_0: bool) -> dict[str, float]:
    least = LEAST_SMALL if hi <= LOW or lo >= HIGH else LEAST_SHARE
    span = max((hi - lo) * ROOM, least)
    fits = (s for s in SHARE_STEPS if round_half_away(s * (TICKS - 1) - span) >= 0)
    step = next(fits, SHARE_STEPS[-1])
    start = low = 0.0
    if from_0 or (lo < LOW and hi > HIGH):
        step = SHARE_STEPS[-1]
    else:
        below = min((TICKS * step - (hi - lo)) / 2, step)
        start = max(0.0, math.floor((lo - below) / step + _TINY) * step)
        low = _raised(start, hi, step)
        if round_half_away(low + TICKS * step - 1) > 0:
            low = max(0.0, 1 - TICKS * step)
    return {
        "axis_lo": lo,
        "axis_hi": hi,
        "axis_step": step,
        "axis_start": start,
        "axis_low": round_half_away(low),
        "axis_places": 0,
    }


def _raised(start: float, hi: float, step: float) -> float:
    """One step higher where the highest value would not fit."""
    return start + (step if round_half_away(start + TICKS * step - hi) < 0 else 0.0)


def axis_formulas(drawn: str, scale: Scale) -> tuple[Formula, ...]:
    """The figures of an axis, in the order and by the names of `Axis.figures`.

    ``drawn``: the cells with all that is drawn, as the arguments of a function.
    """
    share, whole, from_0 = scale
    drawn = drawn if share or not from_0 else f"0,{drawn}"
    ends = (Formula("axis_lo", f"MIN({drawn})"), Formula("axis_hi", f"MAX({drawn})"))
    lo, hi, step = "{#axis_lo}", "{#axis_hi}", "{#axis_step}"
    raised = f"({{#axis_start}}+IF(ROUND({{#axis_start}}+{TICKS}*{step}-{hi},9)<0,{step},0))"
    if share:
        least = f"IF(OR({hi}<={LOW},{lo}>={HIGH}),{LEAST_SMALL},{LEAST_SHARE})"
        span = f"MAX(({hi}-{lo})*{ROOM},{least})"
        steps = str(SHARE_STEPS[-1])
        for one in reversed(SHARE_STEPS[:-1]):
            steps = f"IF(ROUND({one * (TICKS - 1):.2f}-{span},9)>=0,{one},{steps})"
        everything = "TRUE" if from_0 else f"AND({lo}<{LOW},{hi}>{HIGH})"
        below = f"MIN(({TICKS}*{step}-({hi}-{lo}))/2,{step})"
        start = f"MAX(0,INT(({lo}-{below})/{step}+1E-9)*{step})"
        low = f"IF(ROUND({raised}+{TICKS}*{step}-1,9)>0,MAX(0,1-{TICKS}*{step}),{raised})"
        return (
            *ends,
            Formula("axis_step", f"IF({everything},{SHARE_STEPS[-1]},{steps})"),
            Formula("axis_start", f"IF({everything},0,{start})"),
            Formula("axis_low", f"ROUND(IF({everything},0,{low}),9)"),
            Formula("axis_places", "0"),
        )
    span = f"MAX(({hi}-{lo})*{ROOM},{LEAST_OTHER}*MAX(ABS({lo}),ABS({hi})))"
    part = "{#axis_raw}/{#axis_power}-1E-9"
    parts = WHOLE_STEPS if whole else OTHER_STEPS
    steps = str(parts[-1])
    for number in reversed(parts[:-1]):
        steps = f"IF({part}<={number},{number},{steps})"
    usual = "{#axis_part}*{#axis_power}"
    start = f"INT(({lo}-0.3*{step})/{step}+1E-9)*{step}"
    places = "-INT(LOG10({#axis_step})+1E-9)+IF({#axis_part}=2.5,1,0)"
    return (
        *ends,
        Formula("axis_raw", f"IF({span}=0,1,{span})/{TICKS - 1}"),
        Formula("axis_power", "10^INT(LOG10({#axis_raw})+1E-9)"),
        Formula("axis_part", steps),
        Formula("axis_step", f"MAX(1,{usual})" if whole else usual),
        Formula("axis_start", f"IF({lo}>=0,MAX(0,{start}),{start})"),
        Formula("axis_low", f"ROUND({raised},9)"),
        Formula("axis_places", f"MAX(0,{places})"),
    )
