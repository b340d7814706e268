"""How many signals chance alone would give.

A run chart of a process that does not change at all still shows a signal now and then, and
more often the longer it is; more often still when the median is frozen on its first points,
because a median of a few points is itself a matter of chance.  The shares are from simulation:
independent standard normal values; a signal when there is a shift, a run too long, too few
crossings, or too few or too many runs.

The same share is far larger with the trend rule, which alone marks one random series of 24
in four (Anhøj 2014); that is why trends are remarks here and no signals.  Series whose windows
overlap are not independent, and are not judged by these rules at all: with a window of three
months 0.83 of unchanged series of 24 would signal, with twelve 0.97.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from random import Random

from lcxl.runchart.chance_table import SHARES
from lcxl.runchart.rules import SHIFT, analyse

__all__ = [
    "BASELINES",
    "LASTING",
    "LENGTHS",
    "SHIFTS",
    "chance_of_lasting",
    "chance_of_signal",
    "simulate",
    "trend_once_in",
]

LENGTHS = range(5, 61)
BASELINES = (None, 3, 6, 8, 10, 12)
SHIFTS = (5, 6, 7, 8, 9)
SERIES = 20_000
_SERIES_AT_ONCE = 4_000

LASTING = {5: 0.07, 6: 0.04, 7: 0.03, 8: 0.02, 9: 0.015}
"""Length of a shift -> share of unchanged charts that show, at one review, a lasting run of that
length on the better side of a line frozen before the start (8 values; with 12 a little less).
``python -m benchmarks.inference`` finds that of 6 again."""


def chance_of_signal(points: int, baseline: int | None, shift: int = SHIFT) -> float:
    """Share of unchanged independent series that signal.

    Args:
        points: values in the series.
        baseline: number of first values that set the median; None, or as many as there are: all.
        shift: points in a row on one side of the median that make a shift.

    What the table does not hold is simulated when first asked for, to within 0.02.

    Raises:
        ValueError: a number below 1 (below 0 for ``points``).
    """
    if points < 0 or shift < 1 or (baseline is not None and baseline < 1):
        raise ValueError(f"no series of {points} points, baseline {baseline}, shift {shift}")
    if baseline is not None and baseline >= points:
        baseline = None
    known = _table().get((baseline, points))
    if known is not None and shift in SHIFTS:
        return known[SHIFTS.index(shift)]
    return _at_once(points, baseline, shift)


@cache
def _table() -> dict[tuple[int | None, int], tuple[float, ...]]:
    found: dict[tuple[int | None, int], tuple[float, ...]] = {}
    for line in SHARES.split("\n"):
        if line:
            baseline, points, *shares = line.split()
            key = None if baseline == "-" else int(baseline), int(points)
            found[key] = tuple(int(share) / 10_000 for share in shares)
    return found


@cache
def _at_once(points: int, baseline: int | None, shift: int) -> float:
    if points < min(shift, 10):
        return 0.0
    return simulate(points, baseline, _SERIES_AT_ONCE, shifts=(shift,))[shift]


def chance_of_lasting(shift: int = SHIFT) -> float:
    """Share of unchanged charts with a lasting improvement since the start (`LASTING`).

    Raises:
        ValueError: a shift that is not between 5 and 9.
    """
    if shift not in LASTING:
        raise ValueError(f"no shift of {shift}")
    return LASTING[shift]


def simulate(
    length: int,
    baseline: int | None,
    series: int = SERIES,
    seed: int = 1,
    shifts: Iterable[int] = SHIFTS,
) -> dict[int, float]:
    """Share of random series of ``length`` with a signal, for each shift rule."""
    rng = Random(f"{seed} {length}")  # noqa: S311 - a simulation, no secret
    found = dict.fromkeys(shifts, 0)
    for _ in range(series):
        now = analyse([rng.gauss(0, 1) for _ in range(length)], baseline, trend=None).current
        other = now.signal_anhoej or now.signal_runs
        for shift in found:
            found[shift] += other or now.longest_run >= shift
    return {shift: count / series for shift, count in found.items()}


def trend_once_in(points: int) -> int | None:
    """At one given month chance gives a trend of that many points once in so many charts.

    Two of the ``points!`` orders of distinct values are a trend; longer trends than 7 are said
    to be at least as rare as one of 7.  None below 5 points: no trend.
    """
    return {5: 60, 6: 360}.get(points, 2_520) if points >= 5 else None


if __name__ == "__main__":
    for frozen in BASELINES:
        for n in LENGTHS:
            shares = simulate(n, frozen)
            print("-" if frozen is None else frozen, n, *(round(shares[s] * 1e4) for s in SHIFTS))
