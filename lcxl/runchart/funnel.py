"""Which teams differ from all together by more than chance: funnel limits and overdispersion.

A team is judged by the exact tail of its own numbers; what is drawn is interpolated so that it
runs smoothly, and never contradicts the judgement.  Where teams differ from each other by more
than chance as a whole, each is judged against that spread instead.

Sources
    Spiegelhalter DJ. Funnel plots for comparing institutional performance.
    Stat Med 2005;24:1185-202, appendix A.1.1 (limits), section 3.3 (overdispersion).
    Spiegelhalter DJ. Handling over-dispersion of performance indicators.
    Qual Saf Health Care 2005;14:347-51 (winsorising, additive model).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import cache
from typing import Literal

from lcxl.runchart.distributions import (
    binomial_at_least,
    binomial_at_most,
    binomial_probability,
    normal_below,
    poisson_at_least,
    poisson_at_most,
    poisson_probability,
)
from lcxl.runchart.interval import Interval

__all__ = [
    "FUNNEL_MIN_TEAMS",
    "TAIL",
    "Z_TAIL",
    "FunnelKind",
    "differs_even_so",
    "funnel_limits",
    "funnel_side",
    "more_than_chance",
    "overdispersion",
    "winsorised_by_chance",
]

TAIL = 0.001
"""Share of sound teams beyond each limit."""
Z_TAIL = 3.09
"""The same in standard errors, where the spread of the teams themselves is judged against."""
FUNNEL_MIN_TEAMS = 10
"""Teams below which nobody is said to differ."""

FunnelKind = Literal["proportion", "rate"]


def funnel_limits(
    centre: float, n: float, kind: FunnelKind = "proportion", per: float = 1.0
) -> Interval:
    """Lower and upper limit to draw for a team of size ``n``, in units of the plotted value.

    Args:
        centre: value of all teams together; a rate is counted per ``per``.
        n: denominator of the team.
        kind: "proportion" or "rate".
        per: what a rate is counted per, for example 1000.

    Raises:
        ValueError: ``kind`` is unknown, ``per`` not positive, or the centre is no such value.
    """
    centre = _checked(centre, kind, per)
    if not n > 0:
        return 0.0, (1.0 if kind == "proportion" else math.inf)
    if math.isinf(n):
        edge = centre * (per if kind == "rate" else 1)
        return edge, edge
    if kind == "rate":
        mean = centre * n
        return max(0.0, _poisson_low(mean) / n) * per, _poisson_high(mean) / n * per
    if centre in (0.0, 1.0):
        return centre, centre
    size = max(1, round(n))
    low, high = _binomial_low(size, centre), _binomial_low(size, 1 - centre)
    return max(0.0, low / size), min(1.0, 1 - high / size)


def funnel_side(
    numerator: float,
    denominator: float,
    centre: float,
    kind: FunnelKind = "proportion",
    per: float = 1.0,
) -> int:
    """1 above what chance explains, -1 below it, 0 within (or without a denominator).

    Judged on exact tails of 0.001 at each side.  ``centre`` is a share, or a rate per ``per``.

    Raises:
        ValueError: as `funnel_limits`.
    """
    centre = _checked(centre, kind, per)
    if not (denominator > 0 and math.isfinite(numerator) and math.isfinite(denominator)):
        return 0
    low, high = math.floor(numerator + 1e-9), math.ceil(numerator - 1e-9)
    if kind == "rate":
        mean = centre * denominator
        tails = poisson_at_most(low, mean), poisson_at_least(high, mean)
    else:
        size = max(1, round(denominator))
        low, high = min(low, size), min(high, size)
        tails = binomial_at_most(low, size, centre), binomial_at_least(high, size, centre)
    return (tails[1] < TAIL) - (tails[0] < TAIL)


def _checked(centre: float, kind: str, per: float) -> float:
    """The centre per one, or ValueError."""
    if kind not in ("proportion", "rate"):
        raise ValueError(f"unknown kind: {kind!r}")
    if not (per > 0 and math.isfinite(per)):
        raise ValueError(f"per must be a positive number, not {per}")
    highest = 1 + 1e-9 if kind == "proportion" else math.inf
    if not -1e-9 <= centre <= highest or math.isinf(centre):
        raise ValueError(f"{centre} is no {kind}")
    centre = max(0.0, centre)  # a pooled share may miss 0 or 1 by rounding
    return centre / per if kind == "rate" else min(1.0, centre)


def _binomial_low(n: int, p: float) -> float:
    """Where the lower tail of a binomial distribution reaches `TAIL`, interpolated."""
    spread = math.sqrt(n * p * (1 - p))
    r = min(n, max(0, math.floor(n * p - 3.09 * spread)))
    below, step = binomial_at_most(r, n, p), binomial_probability(r, n, p)
    while below < TAIL:
        r += 1
        step = binomial_probability(r, n, p)
        below += step
    while r > 0 and below - step >= TAIL:
        below, r = below - step, r - 1
        step = binomial_probability(r, n, p)
    return r - (below - TAIL) / step


def _poisson_low(mean: float) -> float:
    """The same for a Poisson distribution."""
    r = max(0, math.floor(mean - 3.09 * math.sqrt(mean)))
    below, step = poisson_at_most(r, mean), poisson_probability(r, mean)
    while below < TAIL:
        r += 1
        step = poisson_probability(r, mean)
        below += step
    while r > 0 and below - step >= TAIL:
        below, r = below - step, r - 1
        step = poisson_probability(r, mean)
    return r - (below - TAIL) / step


def _poisson_high(mean: float) -> float:
    """The largest number of events whose upper tail is not below `TAIL`, interpolated."""
    if mean <= 0:
        return 0.0
    x = max(0, math.ceil(mean + 3.09 * math.sqrt(mean)))
    above, step = poisson_at_least(x, mean), poisson_probability(x, mean)
    while above < TAIL:
        x -= 1
        step = poisson_probability(x, mean)
        above += step
    while above - step >= TAIL:
        above, x = above - step, x + 1
        step = poisson_probability(x, mean)
    return x + (above - TAIL) / step


def overdispersion(
    values: Sequence[float], errors: Sequence[float], centre: float
) -> tuple[float, float]:
    """How much more teams differ than chance explains: (phi, tau).

    ``phi`` is the mean squared distance from the centre in standard errors, a tenth of the teams
    drawn in at each end, divided by what chance alone gives for that many teams.  ``tau`` is the
    spread between teams in units of the values; 0 where phi is not beyond chance
    (`more_than_chance`).  Teams without a positive standard error are left out; of none, (0, 0).

    Raises:
        ValueError: values and errors are not of one length.
    """
    if len(values) != len(errors):
        raise ValueError(f"{len(values)} values but {len(errors)} standard errors")
    usable = [
        (y, s)
        for y, s in zip(values, errors, strict=True)
        if s > 0 and math.isfinite(s) and math.isfinite(y)
    ]
    teams = len(usable)
    if not teams:
        return 0.0, 0.0
    z = [(y - centre) / s for y, s in usable]
    ordered, cut = sorted(z), teams // 10
    low, high = ordered[cut], ordered[-cut - 1]
    phi = math.fsum(min(max(x, low), high) ** 2 for x in z) / teams / winsorised_by_chance(teams)
    if not more_than_chance(phi, teams):
        return phi, 0.0
    # Weights relative to the largest: 1/s^2 of a tiny s overflows.
    least = min(s for _, s in usable)
    weights = [(least / s) ** 2 for _, s in usable]
    whole = math.fsum(weights)
    spare = whole - math.fsum(w * w for w in weights) / whole
    squared = (teams * phi - (teams - 1)) / spare if spare > 0 else 0.0
    return phi, least * math.sqrt(max(0.0, squared))


def more_than_chance(phi: float, teams: int) -> bool:
    """Whether ``phi`` of that many teams is beyond what chance gives (twice its spread)."""
    return teams > 0 and phi > 1 + 2 * math.sqrt(2 / teams)


def differs_even_so(value: float, error: float, centre: float, tau: float) -> int:
    """1 or -1 where a team differs even from the spread ``tau`` between teams, else 0."""
    whole = math.hypot(error, tau)
    if not whole > 0:
        return 0
    z = (value - centre) / whole
    return (z > Z_TAIL) - (z < -Z_TAIL)


@cache
def winsorised_by_chance(teams: int) -> float:
    """Mean winsorised square of that many standard normal values, from their order statistics.

    Drawing in a tenth at each end makes it less than 1: 0.701 for 10, towards 0.679 for many.
    """
    cut = teams // 10
    if not cut:
        return 1.0
    # The c lowest each give way to the next one; both ends alike.
    lost = math.fsum(_order_square(i, teams) for i in range(1, cut + 1))
    lost -= cut * _order_square(cut + 1, teams)
    return 1 - 2 * lost / teams


def _order_square(rank: int, teams: int) -> float:
    """Mean square of the ``rank``-th smallest of that many standard normal values."""
    log = math.lgamma(teams + 1) - math.lgamma(rank) - math.lgamma(teams - rank + 1)
    width, reach = 0.01, 9.0
    steps = round(2 * reach / width)
    total = 0.0
    for i in range(1, steps):  # the ends weigh nothing: the trapezium is exact to rounding
        z = -reach + i * width
        below, above = normal_below(z), normal_below(-z)
        density = log + (rank - 1) * math.log(below) + (teams - rank) * math.log(above)
        total += z * z * math.exp(density - z * z / 2)
    return total * width / math.sqrt(2 * math.pi)
