"""Control limits: XmR, p, u, Laney's p' and u', c, and t and g for rare events.

Sources
    XmR: Shewhart 1931; Provost LP, Murray SK. The Health Care Data Guide 2011, ch. 5.
    Screening of moving ranges: Nelson LS. J Qual Technol 1982;14:172-3; Provost and
    Murray 2011, pp. 155 and 192.
    p and u with unequal denominators: Provost and Murray 2011, ch. 5.
    p' and u': Laney DB. Improved control charts for attributes. Quality Engineering
    2002;14:531-7.
    c: Montgomery DC. Introduction to Statistical Quality Control, ch. 7.
    t and g: `lcxl.runchart.rare`.
    How many values limits need: docs/statistics.md.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise
from statistics import fmean
from typing import NamedTuple, TypeAlias

from lcxl.runchart.arguments import at_least_one, phase_starts
from lcxl.runchart.control_results import CHART_KINDS, MIN_VALUES, ChartKind, Limits, LimitsTrace
from lcxl.runchart.median import median
from lcxl.runchart.rare import MIN_GAPS, SAME_DAY, from_days, g_upper, to_days

__all__ = ["D2", "MIN_MOVES", "SCREEN", "XMR", "ChartKind", "Limits", "limits"]

XMR = 2.66
"""Mean moving range to three standard deviations: 3 / d2, as printed in the literature."""
D2 = 1.128
"""Mean of a moving range of two in standard deviations."""
SCREEN = 3.267
"""Moving ranges of this many mean moving ranges or more are set aside once (Nelson 1982)."""
MIN_MOVES = 5
"""Moving ranges that limits made from moving ranges need."""

_Points: TypeAlias = Sequence[float | None]


def limits(
    values: Sequence[float | None],
    denominators: Sequence[float | None] | None = None,
    kind: ChartKind = "xmr",
    screened: bool = False,
    *,
    per: float = 1.0,
    baseline: int | None = None,
    phases: Sequence[int] = (),
    due: Sequence[bool] | None = None,
) -> Limits:
    """Centre line and three-sigma limits of a control chart.

    Args:
        values: plotted values for an XmR chart (or numerators, if denominators are
            given too); numerators for p, u, p' and u'; counts for c; days between events for
            t (0, the same day, counts as half a day); cases between events for g.
        denominators: required for p, u, p' and u'; c, t and g have none.
        kind: which chart.
        screened: set aside large moving ranges once (XmR, p', u' and t).
        per: what a rate is counted per, for example 1000.
        baseline: number of first observed points of each phase that set the limits.
        phases: positions (0 = first) at which a new phase starts.
        due: whether a report is due in each period; None: in all.  Periods without one do not
            break a moving range, a missing due report takes out both of its ranges.

    Raises:
        ValueError: denominators are missing, too many or of another length, ``due`` is of
            another length, ``kind`` is unknown, the baseline is below 1, or a phase starts
            outside the series.

    Long: mostly what each argument means, with its source.
    """
    _check(values, denominators, kind, due)
    at_least_one(baseline=baseline)
    starts = phase_starts(phases, len(values))
    if denominators is None:
        denominators, per = [1.0] * len(values), 1.0
    pairs = [_pair(c, n) for c, n in zip(values, denominators, strict=True)]
    plotted = [None if pair is None else pair[0] / pair[1] * per for pair in pairs]
    if kind in ("c", "t", "g"):
        plotted = [None if v is None or v < 0 else v for v in plotted]
    if kind == "t":
        plotted = [None if v is None else max(v, SAME_DAY) for v in plotted]
    asked = [True] * len(plotted) if due is None else list(due)
    columns = _Columns()
    for number, (first, end) in enumerate(pairwise([*starts, len(pairs)])):
        rows = slice(first, end)
        used = _baseline(plotted[rows], baseline)
        steps = _Steps(used, _previous(plotted[rows], asked[rows]))
        columns.phase += [number] * (end - first)
        columns.n_values += [sum(used)] * (end - first)
        if kind in ("xmr", "t"):
            _individuals(columns, plotted[rows], steps, screened, kind)
        elif kind in ("c", "g"):
            _counted(columns, plotted[rows], used, kind)
        else:
            _attribute(columns, pairs[rows], steps, kind, screened, per)
    line = columns.line or columns.centre
    return Limits(
        kind=kind,
        value=tuple(plotted),
        centre=tuple(columns.centre),
        lower=tuple(columns.lower),
        upper=tuple(columns.upper),
        line=tuple(line),
        n_values=tuple(columns.n_values),
        phase=tuple(columns.phase),
        trace=LimitsTrace(
            **{name: tuple(getattr(columns, name)) for name in LimitsTrace.__slots__}
        ),
    )


def _check(
    values: _Points, denominators: _Points | None, kind: str, due: Sequence[bool] | None
) -> None:
    if kind not in CHART_KINDS:
        raise ValueError(f"unknown kind of chart: {kind!r}")
    if denominators is None and kind in ("p", "u", "p'", "u'"):
        raise ValueError(f"a {kind} chart needs denominators")
    if denominators is not None and kind in ("c", "t", "g"):
        raise ValueError(f"a {kind} chart has no denominators")
    if denominators is not None and len(denominators) != len(values):
        raise ValueError(f"{len(values)} numerators but {len(denominators)} denominators")
    if due is not None and len(due) != len(values):
        raise ValueError(f"{len(values)} values but {len(due)} due periods")


class _Columns:
    """The columns while phase after phase is added to them."""

    SAME = ("centre", "lower", "upper", *(n for n in LimitsTrace.__slots__ if n != "enough"))

    def __init__(self) -> None:
        self.phase: list[int] = []
        self.n_values: list[int] = []
        self.centre: list[float | None] = []
        self.lower: list[float | None] = []
        self.upper: list[float | None] = []
        self.line: list[float | None] = []
        self.enough: list[bool] = []
        self.prev: list[float | None] = []
        self.move: list[float | None] = []
        self.mean_move: list[float | None] = []
        self.sigma: list[float | None] = []
        self.z: list[float | None] = []
        self.stretch: list[float | None] = []

    def add(self, n: int, enough: bool, **columns: float | None) -> None:
        """The same entry for ``n`` points; what is not named stays empty."""
        self.enough += [enough] * n
        for name in _Columns.SAME:
            getattr(self, name).extend([columns.get(name)] * n)


def _pair(count: float | None, size: float | None) -> tuple[float, float] | None:
    """Both numbers, or None when either is missing or the denominator is not positive."""
    if count is None or size is None or not math.isfinite(count) or not size > 0:
        return None
    return count, size


def _baseline(plotted: _Points, baseline: int | None) -> list[bool]:
    used, seen = [], 0
    for value in plotted:
        seen += value is not None
        used.append(value is not None and (baseline is None or seen <= baseline))
    return used


def _previous(plotted: _Points, due: Sequence[bool]) -> list[int | None]:
    """Position of the previous period that was due (or reported all the same)."""
    found: list[int | None] = []
    last: int | None = None
    for i, value in enumerate(plotted):
        found.append(last)
        if due[i] or value is not None:
            last = i
    return found


class _Steps(NamedTuple):
    """From which point to which a moving range is taken."""

    used: Sequence[bool]
    """Whether the point sets the limits."""
    before: Sequence[int | None]
    """Position of the report that was due before it."""


def _moves(points: _Points, steps: _Steps) -> tuple[list[float | None], list[float | None]]:
    """What each point is measured from, and the steps between successive due reports."""
    used, before = steps
    prev: list[float | None] = []
    found: list[float | None] = []
    for i, here in enumerate(points):
        last = before[i]
        there = None if last is None or not used[last] else points[last]
        prev.append(there)
        found.append(None if there is None or here is None or not used[i] else abs(here - there))
    return prev, found


def _mean_move(moves: _Points, screened: bool) -> float | None:
    """Mean moving range; screened once if asked.

    A constant series has moving ranges of 0 only, and 0 is not below 3.267 times 0.
    Programs that drop them all are left with no limits and then call a team that is
    always at 100 % inconsistent; here nothing is dropped when nothing would be left.
    """
    ranges = [move for move in moves if move is not None]
    if not ranges:
        return None
    mean = fmean(ranges)
    if screened:
        kept = [r for r in ranges if r < SCREEN * mean]
        mean = fmean(kept) if kept else mean
    return mean


def _enough(used: Sequence[bool], moves: _Points | None, least: int = MIN_VALUES) -> bool:
    """Whether limits may be drawn: from enough values and enough moving ranges."""
    ranges = MIN_MOVES if moves is None else sum(move is not None for move in moves)
    return sum(used) >= least and ranges >= MIN_MOVES


def _individuals(
    c: _Columns,
    plotted: _Points,
    steps: _Steps,
    screened: bool,
    kind: ChartKind,
) -> None:
    """Columns of an XmR chart; a t chart is one of the root of the days (Nelson 1994)."""
    used = steps.used
    rare = kind == "t"
    points = [None if v is None else from_days(v) for v in plotted] if rare else plotted
    base = [v for v, use in zip(points, used, strict=True) if use and v is not None]
    centre = fmean(base) if base else None
    prev, moves = _moves(points, steps)
    mean = _mean_move(moves, screened)
    n = len(plotted)
    lower = upper = None
    enough = _enough(used, moves, MIN_GAPS if rare else MIN_VALUES)
    if enough and centre is not None and mean is not None:
        spread = (3 / D2 if rare else XMR) * mean
        lower, upper = centre - spread, centre + spread
    if rare:
        centre, lower, upper = (None if v is None else to_days(v) for v in (centre, lower, upper))
        days = [v for v, use in zip(plotted, used, strict=True) if use and v is not None]
        c.line += [median(days) if days else None] * n
    c.add(n, enough, centre=centre, lower=lower, upper=upper, mean_move=mean)
    c.prev[-n:], c.move[-n:] = prev, moves


def _counted(c: _Columns, plotted: _Points, used: Sequence[bool], kind: ChartKind) -> None:
    """Columns of a c chart (counts of equal opportunity) and of a g chart (cases between)."""
    base = [v for v, use in zip(plotted, used, strict=True) if use and v is not None]
    mean = fmean(base) if base else None
    n = len(plotted)
    enough = _enough(used, None, MIN_GAPS if kind == "g" else MIN_VALUES)
    if kind == "g":
        upper = g_upper(mean) if enough and mean is not None else None
        c.add(n, enough, centre=median(base) if base else None, upper=upper)
        return
    lower = upper = None
    if enough and mean is not None:
        spread = 3 * math.sqrt(mean)
        lower, upper = max(0.0, mean - spread), mean + spread
    c.add(n, enough, centre=mean, lower=lower, upper=upper)


def _attribute(
    c: _Columns,
    pairs: Sequence[tuple[float, float] | None],
    steps: _Steps,
    kind: ChartKind,
    screened: bool,
    per: float,
) -> None:
    """Columns of p, u, p' and u' charts; the centre is pooled, never a mean of rates."""
    used = steps.used
    base = [pair for pair, use in zip(pairs, used, strict=True) if use and pair is not None]
    n = len(pairs)
    pooled = sum(count for count, _ in base) / sum(size for _, size in base) if base else None
    proportion = kind in ("p", "p'")
    variance = 0.0
    if pooled is not None:
        variance = max(0.0, pooled * (1 - pooled) if proportion else pooled)
    sigma = [
        None if pair is None or pooled is None else math.sqrt(variance / pair[1]) for pair in pairs
    ]
    z: list[float | None] = [None] * n
    moves: list[float | None] = [None] * n
    prev: list[float | None] = [None] * n
    mean: float | None = None
    stretch: float | None = 1.0
    if kind.endswith("'"):
        z = [
            None if pair is None or not s or pooled is None else (pair[0] / pair[1] - pooled) / s
            for pair, s in zip(pairs, sigma, strict=True)
        ]
        prev, moves = _moves(z, steps)
        mean = _mean_move(moves, screened)
        # No spread at all (all 0 % or all 100 %): the limits are the centre line.
        stretch = mean / D2 if mean is not None else (None if variance or pooled is None else 0.0)
    by_moves = kind.endswith("'") and variance > 0
    enough = _enough(used, moves if by_moves else None)
    for s in sigma:
        c.centre.append(None if pooled is None else pooled * per)
        if s is None or stretch is None or pooled is None or not enough:
            c.lower.append(None)
            c.upper.append(None)
            continue
        spread = 3 * s * stretch
        c.lower.append(max(0.0, pooled - spread) * per)
        c.upper.append((min(1.0, pooled + spread) if proportion else pooled + spread) * per)
    c.enough += [enough] * n
    c.prev += prev
    c.move += moves
    c.mean_move += [mean] * n
    c.sigma += sigma
    c.z += z
    c.stretch += [stretch] * n
