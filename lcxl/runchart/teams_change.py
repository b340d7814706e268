"""The change of all teams together, with an interval in which the team is the unit.

Patients of one team are alike and teams drift, so an interval that takes every patient as
independent is far too narrow, and sums of different teams before and after compare the teams and
not the periods.  Here each team is compared with itself, and weighs the same in both periods.

Sources
    Weights: Mantel N, Haenszel W. J Natl Cancer Inst 1959;22:719-48, for differences Greenland S,
    Robins JM. Biometrics 1985;41:55-68.
    Interval robust to unequal teams (CR2), and its degrees of freedom: Bell RM, McCaffrey DF.
    Bias reduction in standard errors for linear regression with multi-stage samples.
    Survey Methodology 2002;28:169-81; in closed form for a weighted mean.
    Which interval holds when: docs/statistics.md and ``python -m benchmarks.inference``.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from statistics import fmean
from typing import Literal

from lcxl.runchart.distributions import t95
from lcxl.runchart.interval import Interval
from lcxl.runchart.median import median
from lcxl.runchart.rounding import sign

__all__ = [
    "ALIKE",
    "MIN_DF",
    "MIN_MONTHS",
    "MIN_TEAMS",
    "ChangeKind",
    "Reported",
    "TeamsChange",
    "change_of_teams",
    "half_width_by_months",
]

MIN_TEAMS = 5
"""Teams below which no interval is given."""
MIN_DF = 3
"""Degrees of freedom below which the average team is the headline: one team holds most."""
MIN_MONTHS = 3
"""Months on each side from which on an interval by months is taken."""
ALIKE = 1e-9
"""A standard error below this: the teams changed alike, and no interval can be taken."""

_LARGEST = 1e100
"""Beyond this, and below its reciprocal for a size, nobody has counted; squares would overflow."""

ChangeKind = Literal["proportion", "rate", "value"]
Reported = float | tuple[float | None, float | None] | Sequence[float | None] | None
"""What one team reported in a period: (numerator, denominator), or a value."""


@dataclass(frozen=True, slots=True)
class TeamsChange:
    """What changed between two periods; in units of the plotted value (rates times ``per``).

    ``before``, ``after``, ``change``: of the teams with a value in both periods, each weighing
    the same in both; None without such a team.  ``lower``, ``upper``: 95 % interval of
    ``change``; None below five teams, where the teams changed alike and below three degrees of
    freedom.  ``average`` and its interval: of the average team, each team counting once.
    ``better``: teams that changed for the better.  ``shares``: team -> its weight, in sum 1.
    ``by_months``: the headline's interval is the one by months, being the wider of the two.
    """

    before: float | None = None
    after: float | None = None
    change: float | None = None
    lower: float | None = None
    upper: float | None = None
    df: float | None = None
    average: float | None = None
    average_lower: float | None = None
    average_upper: float | None = None
    median_change: float | None = None
    better: int = 0
    teams: int = 0
    left_out: tuple[str, ...] = ()
    alike: bool = False
    by_months: bool = False
    shares: Mapping[str, float] = field(default_factory=dict)
    changes: Mapping[str, float] = field(default_factory=dict)

    @property
    def one_team_holds_most(self) -> bool:
        """Too few degrees of freedom: read the average team, not the weighted change."""
        return self.df is not None and math.floor(self.df + 1e-9) < MIN_DF

    @property
    def headline(self) -> tuple[float, Interval | None] | None:
        """The change that is said first, with its interval where it has one."""
        if self.change is None or self.average is None:
            return None
        if self.one_team_holds_most:
            return self.average, _both(self.average_lower, self.average_upper)
        return self.change, _both(self.lower, self.upper)


def _both(lower: float | None, upper: float | None) -> Interval | None:
    return None if lower is None or upper is None else (lower, upper)


def change_of_teams(
    before: Mapping[str, Reported],
    after: Mapping[str, Reported],
    *,
    kind: ChangeKind = "proportion",
    per: float = 1.0,
    months: tuple[Sequence[float | None], Sequence[float | None]] | None = None,
    direction: str = "increase",
) -> TeamsChange:
    """Compare teams with themselves between two periods that share no month.

    Args:
        before: team -> (numerator, denominator) summed over the period, for a proportion or a
            rate; team -> mean of its reported values for a value.  A team without a usable
            pair counts as one that did not report.
        after: the same for the later period.
        kind: "proportion", "rate" or "value".
        per: what a rate is counted per, for example 1000.
        months: values of the fixed set of teams by month, before and after, in the units of the
            result; with three or more on each side the headline's interval is the wider of two.
        direction: "decrease" counts falls as better, everything else rises.

    Raises:
        ValueError: ``kind`` is unknown, ``per`` is not positive, or ``months`` is no pair.

    Long: mostly what each argument and result means, with its source.
    """
    if kind not in ("proportion", "rate", "value"):
        raise ValueError(f"unknown kind: {kind!r}")
    if not (per > 0 and math.isfinite(per)):
        raise ValueError(f"per must be a positive number, not {per}")
    if months is not None and len(months) != 2:
        raise ValueError("months must be two sequences: before and after")
    usable = _usable(before, kind), _usable(after, kind)
    teams = [team for team in before if team in usable[0] and team in usable[1]]
    left_out = tuple(sorted({*before, *after} - set(teams), key=str))
    if not teams:
        return TeamsChange(left_out=left_out)
    pairs = [(usable[0][team], usable[1][team]) for team in teams]
    scale = 1.0 if kind == "value" else per
    found = _Weighted([(b[0], a[0]) for b, a in pairs], _weights([(b[1], a[1]) for b, a in pairs]))
    k = len(teams)
    ends, around, by_months = found.interval(), found.average_interval(), False
    half = None if months is None else half_width_by_months(*months)
    if half is not None and found.enough:
        ends, by_months = _wider(ends, half / scale)
    elif half is not None:
        around, by_months = _wider(around, half / scale)
    if ends is not None and kind == "proportion":
        ends = max(ends[0], -found.before), min(ends[1], 1 - found.before)
    down = -1 if direction == "decrease" else 1
    return TeamsChange(
        before=found.before * scale,
        after=found.after * scale,
        change=found.change * scale,
        lower=None if ends is None else ends[0] * scale,
        upper=None if ends is None else ends[1] * scale,
        df=found.df if k >= MIN_TEAMS else None,
        average=found.average * scale,
        average_lower=None if around is None else around[0] * scale,
        average_upper=None if around is None else around[1] * scale,
        median_change=median(found.changes) * scale,
        better=sum(sign(down * d * scale) > 0 for d in found.changes),
        teams=k,
        left_out=left_out,
        alike=k >= MIN_TEAMS and found.alike,
        by_months=by_months,
        shares=dict(zip(teams, found.shares, strict=True)),
        changes={team: d * scale for team, d in zip(teams, found.changes, strict=True)},
    )


def _wider(ends: Interval | None, half: float) -> tuple[Interval | None, bool]:
    """The interval, or one with that half-width about the same middle if it is wider."""
    if ends is None or 2 * half <= ends[1] - ends[0]:
        return ends, False
    middle = (ends[0] + ends[1]) / 2
    return (middle - half, middle + half), True


def half_width_by_months(
    before: Sequence[float | None], after: Sequence[float | None]
) -> float | None:
    """Half of a 95 % interval of the change with the month as the unit; None below three months.

    Shocks common to all teams (a month of influenza) are in no interval by teams.
    """
    sides = [[v for v in side if v is not None and abs(v) <= _LARGEST] for side in (before, after)]
    m0, m1 = len(sides[0]), len(sides[1])
    if min(m0, m1) < MIN_MONTHS:
        return None
    df = m0 + m1 - 2
    squares = math.fsum(_squares(side) for side in sides)
    return t95(df) * math.sqrt(squares / df * (1 / m0 + 1 / m1))


def _squares(values: Sequence[float]) -> float:
    """Sum of squared distances from the mean, as DEVSQ.

    Not by `sum`, whose last digit depends on the version of Python.
    """
    mean = fmean(values)
    return math.fsum((v - mean) ** 2 for v in values)


def _usable(
    reported: Mapping[str, Reported], kind: ChangeKind
) -> dict[str, tuple[float, float | None]]:
    """Team -> (value, denominator or None) of the teams with a usable report."""
    found: dict[str, tuple[float, float | None]] = {}
    for team, entry in reported.items():
        if kind == "value":
            if isinstance(entry, int | float) and abs(entry) <= _LARGEST:
                found[team] = (float(entry), None)
            continue
        if entry is None or isinstance(entry, int | float):
            continue
        count, size = entry
        if count is None or size is None or not 1 / _LARGEST <= size <= _LARGEST:
            continue
        if abs(count / size) <= _LARGEST:
            found[team] = (count / size, float(size))
    return found


def _weights(sizes: Sequence[tuple[float | None, float | None]]) -> list[float]:
    """n0 n1 / (n0 + n1) of each team: the same in both periods.  Values: all alike."""
    return [
        1.0 if before is None or after is None else 1 / (1 / before + 1 / after)
        for before, after in sizes
    ]


class _Weighted:
    """Weighted mean of the teams' changes and its standard error."""

    def __init__(self, values: Sequence[tuple[float, float]], weights: Sequence[float]) -> None:
        largest = max(weights)
        parts = [w / largest for w in weights]
        whole = math.fsum(parts)
        self.shares = [part / whole for part in parts]
        self.changes = [after - before for before, after in values]
        self.before = math.fsum(h * v[0] for h, v in zip(self.shares, values, strict=True))
        self.after = math.fsum(h * v[1] for h, v in zip(self.shares, values, strict=True))
        self.change = self.after - self.before
        self.average = fmean(self.changes)
        self.error, self.df = self._error(parts, whole)

    def _error(self, parts: Sequence[float], whole: float) -> tuple[float, float]:
        """CR2 standard error and Bell-McCaffrey degrees of freedom."""
        others = [
            (whole - part if part < whole / 2 else math.fsum([*parts[:i], *parts[i + 1 :]])) / whole
            for i, part in enumerate(parts)
        ]
        if min(others) <= 0:
            return 0.0, 1.0
        a = [h * h / rest for h, rest in zip(self.shares, others, strict=True)]
        squares = (x * (d - self.change) ** 2 for x, d in zip(a, self.changes, strict=True))
        error = math.sqrt(math.fsum(squares))
        below = math.fsum(h * h for h in self.shares)
        below += math.fsum(a) ** 2 - math.fsum(x * x for x in a)
        return error, 1 / below

    @property
    def enough(self) -> bool:
        return math.floor(self.df + 1e-9) >= MIN_DF

    @property
    def alike(self) -> bool:
        """No spread to take an interval from: with few degrees of freedom, none between teams."""
        return (self.error if self.enough else self.average_error) < ALIKE

    @property
    def average_error(self) -> float:
        """Standard error of the average team's change; 0 of one team."""
        k = len(self.changes)
        return math.sqrt(_squares(self.changes) / (k - 1) / k) if k > 1 else 0.0

    @property
    def half_width(self) -> float:
        return t95(max(1, math.floor(self.df + 1e-9))) * self.error

    def interval(self) -> Interval | None:
        """Interval of the weighted change; None where there is none to be given."""
        if len(self.changes) < MIN_TEAMS or self.alike or not self.enough:
            return None
        return self.change - self.half_width, self.change + self.half_width

    def average_interval(self) -> Interval | None:
        """Interval of the average team's change."""
        k = len(self.changes)
        if k < MIN_TEAMS:
            return None
        if self.average_error < ALIKE:
            return None
        half = t95(k - 1) * self.average_error
        return self.average - half, self.average + half
