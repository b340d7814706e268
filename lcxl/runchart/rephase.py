"""When a chart has settled at a new level: suggest a new phase, never start one.

A run-chart median is revised only on a signal: a shift of six or more points that then
holds for ten to twelve (Provost and Murray 2011; D. Williams 2019).  Programs that do it
by themselves disagree with each other on four series in five, so a person decides.
"""

from __future__ import annotations

from dataclasses import dataclass

from lcxl.runchart.results import RunChart

__all__ = ["REPHASE_POINTS", "Suggestion", "suggest"]

REPHASE_POINTS = 12
"""Points that must lie on one side of the median, the latest among them."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A new phase a person may accept: where it would start, and the evidence."""

    start: int
    """Position of the first point of the shift (0 = first month)."""
    points: int
    """Points in a row on that side of the present median."""
    side: int
    """1 above, -1 below the present median."""


def suggest(chart: RunChart) -> Suggestion | None:
    """A new phase to offer, or None.

    The run that holds the latest useful point must have `REPHASE_POINTS` points, be a
    shift, and begin after the first month of its phase.
    """
    trace = chart.trace
    latest = max((i for i, side in enumerate(trace.side) if side), default=None)
    if latest is None or not chart.shift_side[latest]:
        return None
    if trace.phase[latest] != trace.phase[_latest_value(chart)]:
        return None
    run = trace.run[latest]
    start = next(i for i, r in enumerate(trace.run) if r == run and trace.new_run[i])
    points = trace.run_length[latest]
    if points < REPHASE_POINTS or start + 1 <= trace.start[latest]:
        return None
    return Suggestion(start, points, trace.side[latest])


def _latest_value(chart: RunChart) -> int:
    return max(i for i, v in enumerate(chart.values) if v is not None)
