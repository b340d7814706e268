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

__all__ = ["D2", "SCREEN", "XMR", "ChartKind", "Limits", "limits"]

ChartKind = Literal["xmr", "p", "u", "p'", "u'"]

XMR = 2.66
"""Mean moving range to three standard deviations: 3 / d2, as printed in the literature."""
D2 = 1.128
"""Mean of a moving range of two in standard deviations."""
SCREEN = 3.267
"""Moving ranges of this many mean moving ranges or more are set aside once (Nelson 1982)."""

_Points: TypeAlias = Sequence[float | None]


@dataclass(frozen=True, slots=True)
class Limits:
    """Centre line and limits, one entry for each point; None where there is none.

    In the units of the plotted value.  ``centre`` runs to the end of its phase;
    limits of p and u charts stand only where there is a denominator, because they
    depend on it.  One point alone has a centre and no XmR limits.
    """

    value: tuple[float | None, ...]
    centre: tuple[float | None, ...]
    lower: tuple[float | None, ...]
    upper: tuple[float | None, ...]

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
        counts: _Points = values
        sizes: _Points = [1.0 if v is not None else None for v in values]
        per = 1.0
    else:
        counts, sizes = values, denominators
    pairs = [_pair(c, n) for c, n in zip(counts, sizes, strict=True)]
    plotted = [None if pair is None else pair[0] / pair[1] * per for pair in pairs]
    centre: list[float | None] = []
    lower: list[float | None] = []
    upper: list[float | None] = []
    bounds = pairwise([*sorted({0, *phases}), len(pairs)])
    for first, end in bounds:
        rows = slice(first, end)
        used = _baseline(plotted[rows], baseline)
        if kind == "xmr":
            middle, spread = _xmr(plotted[rows], used, screened)
            spreads: list[float | None] = [spread] * (end - first)
        else:
            middle, spreads = _attribute(pairs[rows], used, kind, screened, per)
        for spread_here in spreads:
            centre.append(middle)
            if middle is None or spread_here is None:
                lower.append(None)
                upper.append(None)
                continue
            low, high = middle - spread_here, middle + spread_here
            if kind != "xmr":
                low = max(0.0, low)
            if kind in ("p", "p'"):
                high = min(per, high)
            lower.append(low)
            upper.append(high)
    return Limits(tuple(plotted), tuple(centre), tuple(lower), tuple(upper))


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


def _moving_ranges(points: _Points, used: Sequence[bool]) -> list[float]:
    """Steps between neighbouring months; a blank month takes out both of its steps."""
    return [
        abs(b - a)
        for (a, b), (use_a, use_b) in zip(pairwise(points), pairwise(used), strict=True)
        if use_a and use_b and a is not None and b is not None
    ]


def _mean_moving_range(ranges: Sequence[float], screened: bool) -> float | None:
    """Mean moving range; screened once if asked.

    A constant series has moving ranges of 0 only, and 0 is not below 3.267 times 0.
    Programs that drop them all are left with no limits and then call a team that is
    always at 100 % inconsistent; here nothing is dropped when nothing would be left.
    """
    if not ranges:
        return None
    mean = fmean(ranges)
    if screened:
        kept = [r for r in ranges if r < SCREEN * mean]
        mean = fmean(kept) if kept else mean
    return mean


def _xmr(
    plotted: _Points, used: Sequence[bool], screened: bool
) -> tuple[float | None, float | None]:
    base = [v for v, use in zip(plotted, used, strict=True) if use and v is not None]
    if not base:
        return None, None
    mean_range = _mean_moving_range(_moving_ranges(plotted, used), screened)
    return fmean(base), None if mean_range is None else XMR * mean_range


def _attribute(
    pairs: Sequence[tuple[float, float] | None],
    used: Sequence[bool],
    kind: ChartKind,
    screened: bool,
    per: float,
) -> tuple[float | None, list[float | None]]:
    """Centre and three-sigma spread of p, u, p' and u' charts, from pooled counts."""
    base = [pair for pair, use in zip(pairs, used, strict=True) if use and pair is not None]
    if not base:
        return None, [None] * len(pairs)
    pooled = sum(count for count, _ in base) / sum(size for _, size in base)
    proportion = kind in ("p", "p'")
    variance = max(0.0, pooled * (1 - pooled)) if proportion else max(0.0, pooled)
    sigmas = [None if pair is None else math.sqrt(variance / pair[1]) for pair in pairs]
    stretch: float | None = 1.0
    if kind.endswith("'"):
        z = [
            None if pair is None or not sigma else (pair[0] / pair[1] - pooled) / sigma
            for pair, sigma in zip(pairs, sigmas, strict=True)
        ]
        mean_range = _mean_moving_range(_moving_ranges(z, used), screened)
        # No spread at all (all 0 % or all 100 %): the limits are the centre line.
        stretch = mean_range / D2 if mean_range is not None else (None if variance else 0.0)
    spreads = [
        None if sigma is None or stretch is None else 3 * sigma * stretch * per for sigma in sigmas
    ]
    return pooled * per, spreads
