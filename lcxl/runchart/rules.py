"""The run-chart rules: median, shift, trend, runs and crossings.

Sources of the rules
    Shift, trend and runs: Perla RJ, Provost LP, Murray SK. The run chart: a simple
    analytical tool for learning from variation in healthcare processes.
    BMJ Qual Saf 2011;20:46-51, doi 10.1136/bmjqs.2009.037895.
    Longest run and crossings: Anhøj J, Olesen AV. Run charts revisited.
    PLoS ONE 2014;9:e113825, doi 10.1371/journal.pone.0113825.

Conventions (docs/statistics.md gives the reasons)
    * A *useful* point is one that does not lie on the median.  Points on the median
      and missing points neither make nor break a run.
    * Of equal successive values only the first counts for a trend.
    * Each phase has its own median and is judged on its own; runs and trends end
      where a phase ends.
    * Every comparison is made after rounding the difference to nine places.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import cache
from itertools import pairwise
from typing import get_args

from lcxl.runchart.arguments import at_least_one, phase_starts
from lcxl.runchart.median import median as median_of
from lcxl.runchart.results import Direction, Phase, RunChart, Trace, Worse
from lcxl.runchart.rounding import sign
from lcxl.runchart.runs_table import runs_limits

__all__ = ["SHIFT", "TREND", "analyse", "crossings_limit", "longest_run_limit"]

SHIFT = 6
"""Points in a row on one side of the median that make a shift (Perla 2011)."""
TREND = 5
"""Points all going one way that make a trend (Perla 2011)."""

_DIRECTIONS = frozenset(get_args(Direction))


@cache
def longest_run_limit(n_useful: int) -> int | None:
    """Longest run still expected by chance: round(log2 n) + 3 (Anhøj 2014); None for n = 0."""
    return round(math.log2(n_useful)) + 3 if n_useful else None


@cache
def crossings_limit(n_useful: int) -> int | None:
    """Fewest crossings still expected by chance (Anhøj 2014); None for n = 0.

    The 5 % point of a binomial distribution with n - 1 trials and probability one half.
    """
    if not n_useful:
        return None
    trials = n_useful - 1
    cumulated, k = 1, 0
    while cumulated * 20 < 2**trials:
        k += 1
        cumulated += math.comb(trials, k)
    return k


def analyse(
    values: Sequence[float | None],
    baseline: int | None = None,
    phases: Sequence[int] = (),
    direction: Direction = "increase",
    shift: int = SHIFT,
    trend: int | None = TREND,
    worse: Worse = "both",
) -> RunChart:
    """Judge one series by the run-chart rules.

    Args:
        values: one entry for each month, in order of time; None (or NaN, or an infinite
            number, as 1/0 gives) where there is no value.
        baseline: number of first observed points of each phase that set its median,
            which is then extended to the phase's end; None takes all of them.
        phases: positions (0 = first value) at which a new phase starts.
        direction: what is better: "increase", "decrease", "maintain" or "monitor".
        shift: points in a row on one side of the median that make a shift.
        trend: points all going one way that make a trend; None switches the rule off.
            Show it as a remark only: on a chart of 24 random points it fires one time
            in four (Anhøj 2014; docs/statistics.md).
        worse: for "maintain", the side on which the metric gets worse.

    Raises:
        ValueError: a rule or baseline below 1, a phase start outside the series, or an
            unknown direction.

    Long: mostly what each argument means, with its source.
    """
    at_least_one(baseline=baseline, shift=shift, trend=trend)
    if direction not in _DIRECTIONS:
        raise ValueError(f"unknown direction: {direction!r}")
    points = tuple(v if v is not None and math.isfinite(v) else None for v in values)
    starts = phase_starts(phases, len(points))
    columns = _Columns(len(points))
    bounds = list(pairwise([*starts, len(points)]))
    for number, (first, end) in enumerate(bounds, start=1):
        _follow_phase(points, columns, number, first, end, baseline)
    _measure_runs_and_trends(columns, bounds)

    shift_side = tuple(
        side if length >= shift else 0
        for side, length in zip(columns.side, columns.run_length, strict=True)
    )
    trend_side = tuple(
        _trend_side(columns, points, i, trend) if trend is not None else 0
        for i in range(len(points))
    )
    judged = tuple(_judge(columns, first, end, shift_side, trend_side) for first, end in bounds)
    latest = max((i for i, v in enumerate(points) if v is not None), default=0)
    return RunChart(
        values=points,
        median=tuple(columns.median),
        shift_side=shift_side,
        trend_side=trend_side,
        phases=judged,
        current=judged[columns.phase[latest] - 1] if points else judged[0],
        direction=direction,
        worse=worse,
        trace=columns.freeze(),
    )


class _Columns:
    """The working columns while they are filled, row by row."""

    def __init__(self, n: int) -> None:
        self.phase = [0] * n
        self.start = [0] * n
        self.observed = [0] * n
        self.in_median = [False] * n
        self.median: list[float | None] = [None] * n
        self.side = [0] * n
        self.previous_side = [0] * n
        self.new_run = [0] * n
        self.run = [0] * n
        self.run_length = [0] * n
        self.last: list[float | None] = [None] * n
        self.step = [0] * n
        self.last_step = [0] * n
        self.trend_id = [0] * n
        self.trend_in = [0] * n
        self.trend_out = [0] * n
        self.next_step = [0] * n

    def freeze(self) -> Trace:
        return Trace(**{name: tuple(getattr(self, name)) for name in Trace.__slots__})


def _follow_phase(
    points: Sequence[float | None],
    c: _Columns,
    number: int,
    first: int,
    end: int,
    baseline: int | None,
) -> None:
    """Fill the columns that look at one phase from its first month to its last."""
    seen = 0
    for i in range(first, end):
        if points[i] is not None:
            seen += 1
            c.in_median[i] = baseline is None or seen <= baseline
        c.phase[i], c.start[i], c.observed[i] = number, first + 1, seen
    base = [
        v
        for v, used in zip(points[first:end], c.in_median[first:end], strict=True)
        if used and v is not None
    ]
    centre = median_of(base) if base else None
    side = step = 0
    last: float | None = None
    run = c.run[first - 1] if first else 0
    trend_id = c.trend_id[first - 1] if first else 0
    for i in range(first, end):
        value = points[i]
        c.median[i], c.previous_side[i], c.last[i], c.last_step[i] = centre, side, last, step
        if value is not None and centre is not None:
            c.side[i] = sign(value - centre)
        if value is not None and last is not None:
            c.step[i] = sign(value - last)
        if c.side[i] and c.side[i] != side:
            c.new_run[i] = 1
            run += 1
        if c.step[i] and c.step[i] != step:
            trend_id += 1
        c.run[i], c.trend_id[i] = run, trend_id
        side = c.side[i] or side
        step = c.step[i] or step
        last = value if value is not None else last


def _measure_runs_and_trends(c: _Columns, bounds: Sequence[tuple[int, int]]) -> None:
    """Fill the columns that need the whole series: lengths, and what comes next."""
    run_members = [0] * (max(c.run, default=0) + 1)
    trend_steps = [0] * (max(c.trend_id, default=0) + 1)
    for i, side in enumerate(c.side):
        run_members[c.run[i]] += side != 0
        trend_steps[c.trend_id[i]] += c.step[i] != 0
    for i, side in enumerate(c.side):
        if side:
            c.run_length[i] = run_members[c.run[i]]
        if c.step[i]:
            c.trend_in[i] = trend_steps[c.trend_id[i]] + 1
    for first, end in bounds:
        for i in range(end - 2, first - 1, -1):
            ahead = i + 1
            c.trend_out[i] = c.trend_in[ahead] if c.step[ahead] else c.trend_out[ahead]
            c.next_step[i] = c.step[ahead] or c.next_step[ahead]


def _trend_side(c: _Columns, points: Sequence[float | None], i: int, rule: int) -> int:
    """1 or -1 on a member of a trend; at a turning point, the trend that ends there."""
    counts = points[i] is not None and (c.step[i] != 0 or c.last[i] is None)
    if counts and c.trend_in[i] >= rule:
        return c.step[i]
    if counts and c.trend_out[i] >= rule:
        return c.next_step[i]
    return 0


def _judge(
    c: _Columns,
    first: int,
    end: int,
    shift_side: Sequence[int],
    trend_side: Sequence[int],
) -> Phase:
    rows = slice(first, end)
    n_useful = sum(side != 0 for side in c.side[rows])
    n_runs = sum(c.new_run[rows])
    return Phase(
        first=first,
        last=end - 1,
        median=c.median[first] if end > first else None,
        n_observed=c.observed[end - 1] if end > first else 0,
        n_useful=n_useful,
        longest_run=max(c.run_length[rows], default=0),
        n_runs=n_runs,
        n_crossings=max(0, n_runs - 1),
        longest_run_limit=longest_run_limit(n_useful),
        n_crossings_limit=crossings_limit(n_useful),
        runs_limits=runs_limits(n_useful),
        shift=any(shift_side[rows]),
        trend=any(trend_side[rows]),
    )
