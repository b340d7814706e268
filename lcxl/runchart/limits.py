"""Control limits: XmR, p, u, and Laney's p' and u'.

Sources
    XmR: Shewhart 1931; Provost LP, Murray SK. The Health Care Data Guide 2011, ch. 5.
    Screening of moving ranges: Nelson LS. J Qual Technol 1982;14:172-3; Provost and
    Murray 2011, pp. 155 and 192.
    p and u with unequal denominators: Provost and Murray 2011, ch. 5.
    p' and u': Laney DB. Improved control charts for attributes. Quality Engineering
    2002;14:531-7.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import fmean
from typing import Literal, TypeAlias

__all__ = ["D2", "SCREEN", "XMR", "ChartKind", "Limits", "LimitsTrace", "limits"]

ChartKind = Literal["xmr", "p", "u", "p'", "u'"]

XMR = 2.66
"""Mean moving range to three standard deviations: 3 / d2, as printed in the literature."""
D2 = 1.128
"""Mean of a moving range of two in standard deviations."""
SCREEN = 3.267
"""Moving ranges of this many mean moving ranges or more are set aside once (Nelson 1982)."""

_Points: TypeAlias = Sequence[float | None]
_Column: TypeAlias = tuple[float | None, ...]


@dataclass(frozen=True, slots=True)
class LimitsTrace:
    """The working columns behind the limits, one entry for each point.

    ``move``: moving range of the plotted value (XmR) or of z (p', u'), within the baseline.
    ``mean_move``: their mean.  ``sigma``: standard deviation of an attribute chart, before
    ``per``.  ``z``: distance from the centre in sigmas.  ``stretch``: Laney's factor.
    """

    move: _Column
    mean_move: _Column
    sigma: _Column
    z: _Column
    stretch: _Column


@dataclass(frozen=True, slots=True)
class Limits:
    """Centre line and limits, one entry for each point; None where there is none.

    In the units of the plotted value.  ``centre`` runs to the end of its phase;
    limits of p and u charts stand only where there is a denominator, because they
    depend on it.  One point alone has a centre and no XmR limits.
    """

    value: _Column
    centre: _Column
    lower: _Column
    upper: _Column
    trace: LimitsTrace

    def outside(self) -> tuple[int, ...]:
        """1 above the upper limit, -1 below the lower one, 0 otherwise, for each point."""
        return tuple(
            0 if v is None or lo is None or hi is None else (v - hi > 1e-9) - (lo - v > 1e-9)
            for v, lo, hi in zip(self.value, self.lower, self.upper, strict=True)
        )


def limits(
    values: Sequence[float | None],
    denominators: Sequence[float | None] | None = None,
    kind: ChartKind = "xmr",
    screened: bool = False,
    *,
    per: float = 1.0,
    baseline: int | None = None,
    phases: Sequence[int] = (),
) -> Limits:
    """Centre line and three-sigma limits of a control chart.

    Args:
        values: plotted values for an XmR chart (or numerators, if denominators are
            given too); numerators for the other kinds.
        denominators: required for p, u, p' and u'.
        kind: which chart.
        screened: set aside large moving ranges once (XmR, p' and u').
        per: what a rate is counted per, for example 1000.
        baseline: number of first observed points of each phase that set the limits.
        phases: positions (0 = first) at which a new phase starts.

    Raises:
        ValueError: denominators are missing or of another length, or ``kind`` is unknown.
    """
    if kind not in ("xmr", "p", "u", "p'", "u'"):
        raise ValueError(f"unknown kind of chart: {kind!r}")
    if denominators is None and kind != "xmr":
        raise ValueError(f"a {kind} chart needs denominators")
    if denominators is not None and len(denominators) != len(values):
        raise ValueError(f"{len(values)} numerators but {len(denominators)} denominators")
    if denominators is None:
        denominators, per = [1.0] * len(values), 1.0
    pairs = [_pair(c, n) for c, n in zip(values, denominators, strict=True)]
    plotted = [None if pair is None else pair[0] / pair[1] * per for pair in pairs]
    columns = _Columns()
    for first, end in pairwise([*sorted({0, *phases}), len(pairs)]):
        rows = slice(first, end)
        used = _baseline(plotted[rows], baseline)
        if kind == "xmr":
            _xmr(columns, plotted[rows], used, screened)
        else:
            _attribute(columns, pairs[rows], used, kind, screened, per)
    return Limits(
        value=tuple(plotted),
        centre=tuple(columns.centre),
        lower=tuple(columns.lower),
        upper=tuple(columns.upper),
        trace=LimitsTrace(
            **{name: tuple(getattr(columns, name)) for name in LimitsTrace.__slots__}
        ),
    )


class _Columns:
    """The columns while phase after phase is added to them."""

    def __init__(self) -> None:
        self.centre: list[float | None] = []
        self.lower: list[float | None] = []
        self.upper: list[float | None] = []
        self.move: list[float | None] = []
        self.mean_move: list[float | None] = []
        self.sigma: list[float | None] = []
        self.z: list[float | None] = []
        self.stretch: list[float | None] = []


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


def _moves(points: _Points, used: Sequence[bool]) -> list[float | None]:
    """Steps between neighbouring months; a blank month takes out both of its steps."""
    found: list[float | None] = [None] * len(points)
    for i in range(1, len(points)):
        before, here = points[i - 1], points[i]
        if used[i - 1] and used[i] and before is not None and here is not None:
            found[i] = abs(here - before)
    return found


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


def _xmr(c: _Columns, plotted: _Points, used: Sequence[bool], screened: bool) -> None:
    base = [v for v, use in zip(plotted, used, strict=True) if use and v is not None]
    centre = fmean(base) if base else None
    moves = _moves(plotted, used)
    mean = _mean_move(moves, screened)
    spread = None if mean is None or centre is None else XMR * mean
    n = len(plotted)
    c.centre += [centre] * n
    c.lower += [None if spread is None or centre is None else centre - spread] * n
    c.upper += [None if spread is None or centre is None else centre + spread] * n
    c.move += moves
    c.mean_move += [mean] * n
    for unused in (c.sigma, c.z, c.stretch):
        unused += [None] * n


def _attribute(
    c: _Columns,
    pairs: Sequence[tuple[float, float] | None],
    used: Sequence[bool],
    kind: ChartKind,
    screened: bool,
    per: float,
) -> None:
    """Columns of p, u, p' and u' charts; the centre is pooled, never a mean of rates."""
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
    mean: float | None = None
    stretch: float | None = 1.0
    if kind.endswith("'"):
        z = [
            None if pair is None or not s or pooled is None else (pair[0] / pair[1] - pooled) / s
            for pair, s in zip(pairs, sigma, strict=True)
        ]
        moves = _moves(z, used)
        mean = _mean_move(moves, screened)
        # No spread at all (all 0 % or all 100 %): the limits are the centre line.
        stretch = mean / D2 if mean is not None else (None if variance or pooled is None else 0.0)
    for s in sigma:
        c.centre.append(None if pooled is None else pooled * per)
        if s is None or stretch is None or pooled is None:
            c.lower.append(None)
            c.upper.append(None)
            continue
        spread = 3 * s * stretch
        c.lower.append(max(0.0, pooled - spread) * per)
        c.upper.append((min(1.0, pooled + spread) if proportion else pooled + spread) * per)
    c.move += moves
    c.mean_move += [mean] * n
    c.sigma += sigma
    c.z += z
    c.stretch += [stretch] * n
