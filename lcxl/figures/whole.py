"""The chart of the whole collaborative: a fixed set of teams, period by period.

A set that changes would compare teams where it means to compare periods.  The set is that of the
teams whose change is counted (`lcxl.figures.change`), or all where none can be compared yet.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from lcxl.combine.combine import Row
from lcxl.figures.change import reported, value_of
from lcxl.figures.figures import MetricFigures
from lcxl.metrics import kind_of
from lcxl.periods import Period
from lcxl.runchart.limits import ChartKind, Limits, limits
from lcxl.runchart.states import MIN_BASELINE

__all__ = ["Whole", "whole_of"]


@dataclass(frozen=True)
class Whole:
    """One metric of the set; every column has an entry for each period that is due."""

    months: tuple[Period, ...]
    all_teams: bool
    """No team can be compared yet, so that the set is every team with a value."""
    set_size: int
    teams: tuple[int, ...]
    """How many teams of the set have a value."""
    numerators: tuple[float | None, ...]
    denominators: tuple[float | None, ...]
    values: tuple[float | None, ...]
    limits: Limits | None
    """None for windows that overlap, whose values are not independent."""
    before: int
    """Values before the kickoff, under the newest definition."""
    redefined: bool
    """There are values of an earlier definition too."""

    @property
    def about_limits(self) -> Literal["frozen", "frozen_new", "provisional", "provisional_new"]:
        """Id of the sentence that says which values centre and limits are those of."""
        if self.is_frozen:
            return "frozen_new" if self.redefined else "frozen"
        return "provisional_new" if self.redefined else "provisional"

    @property
    def is_frozen(self) -> bool:
        """Centre and limits are those of the periods before the kickoff."""
        return self.before >= MIN_BASELINE


def whole_of(one: MetricFigures) -> Whole:
    """The chart of one metric."""
    plan, metric = one.plan, one.metric
    compared = list(one.change.result.shares)
    chosen = compared or [team for team, rows in one.by_team.items() if rows]
    months = tuple(m for m in plan.timeline(metric) if plan.is_due(metric, m))
    rows = [
        [one.by_team[team][month] for team in chosen if month in one.by_team[team]]
        for month in months
    ]
    pairs = [_pair(one, of_month) for of_month in rows]
    values = tuple(value_of(metric, of_month) for of_month in rows)
    known = [m for m, value in zip(months, values, strict=True) if value is not None]
    timeline = plan.timeline(metric)
    starts = [timeline[i] for i in plan.phase_starts(metric)]
    first = max((m for m in starts if known and m <= known[-1]), default=timeline[0])
    before = sum(plan.side_of_start(metric, m) < 0 for m in known if m >= first)
    return Whole(
        months,
        not compared,
        len(chosen),
        tuple(map(len, rows)),
        tuple(numerator for numerator, _ in pairs),
        tuple(denominator for _, denominator in pairs),
        values,
        _limits(one, months, values, pairs, before),
        before,
        any(m < first for m in known),
    )


def _pair(one: MetricFigures, rows: Sequence[Row]) -> tuple[float | None, float | None]:
    found = reported(one.metric, rows)
    return (found[0], found[1]) if isinstance(found, tuple) else (None, None)


def _limits(
    one: MetricFigures,
    months: Sequence[Period],
    values: Sequence[float | None],
    pairs: Sequence[tuple[float | None, float | None]],
    before: int,
) -> Limits | None:
    metric, plan = one.metric, one.plan
    if metric.overlaps:
        return None
    baseline = before if before >= MIN_BASELINE else None
    starts = {plan.timeline(metric)[i] for i in plan.phase_starts(metric)}
    phases = [i for i, month in enumerate(months) if i and month in starts]
    if not kind_of(metric).divides:
        return limits(values, baseline=baseline, phases=phases)
    kind: ChartKind = "p'" if kind_of(metric).part_of_whole else "u'"
    numerators, denominators = zip(*pairs, strict=True) if pairs else ((), ())
    return limits(numerators, denominators, kind, per=metric.per, baseline=baseline, phases=phases)
