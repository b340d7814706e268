"""Which reports are compared: those before the kickoff and the newest ones, never the same.

The kickoff's own month belongs to neither side.  A metric whose patients are followed up is cut
by the month in which they were counted in, which lies before the month of the report
(`Collaborative.side_of_start`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from lcxl.periods import Period, add_days, add_months, month_of
from lcxl.plan import Collaborative, Metric

__all__ = ["RECENT", "Periods", "compared", "later", "newest", "year_earlier"]

RECENT = 3
"""Months taken together to say where things stand; one month of a small team says little."""
RECENT_DAYS = 91
"""As many in weeks: thirteen of them."""
OFTEN = 0.5
"""A report counts as the newest where it has come from half as many teams as any lately."""


class Periods(NamedTuple):
    """Months of the reports on both sides; they never have one in common."""

    before: tuple[Period, ...] = ()
    after: tuple[Period, ...] = ()
    fewest: int = 1
    """Reports that a team must have on each side to be compared."""


def compared(
    plan: Collaborative,
    metric: Metric,
    with_data: Sequence[Period],
    count: Callable[[Period], int],
) -> Periods:
    """The periods of a metric.

    All months before the kickoff's, and the last three months after it; of a metric that is
    not monthly, its newest report.  Where the window of one report overlaps that of the next,
    the last report before the kickoff and the newest one: such reports are never added up.

    Args:
        plan: the plan.
        metric: one of its metrics.
        with_data: months in which at least one team has a value, in order.
        count: how many teams have a value in a month.
    """
    before = tuple(m for m in with_data if plan.side_of_start(metric, m) < 0)
    after = tuple(m for m in with_data if plan.side_of_start(metric, m) > 0)
    if metric.overlaps:
        return Periods(_newest(before, count), _newest(after, count))
    if not _adds_up(metric):
        return Periods(before, _newest(after, count))
    return Periods(before, _of_last_months(after), 2)


def later(
    metric: Metric, periods: Periods, with_data: Sequence[Period], count: Callable[[Period], int]
) -> Periods:
    """The time before the kickoff beside all months ``with_data``, or the newest report of them."""
    after = tuple(with_data) if _adds_up(metric) else _newest(with_data, count)
    return periods._replace(after=after)


def newest(metric: Metric, with_data: Sequence[Period]) -> tuple[Period, ...]:
    """The reports that say where teams stand before anything can be compared."""
    if not _adds_up(metric):
        return tuple(with_data[-1:])
    if metric.frequency.of_months:
        return tuple(with_data[-RECENT:])
    return _of_last_months(with_data)


def _of_last_months(reports: Sequence[Period]) -> tuple[Period, ...]:
    """Those that begin in the last three months of the newest one, such as thirteen weeks."""
    if not reports:
        return ()
    after = add_months(month_of(reports[-1].last_day), 1 - RECENT)
    if reports[-1].frequency != "month":
        after = add_days(reports[-1].next.start, -RECENT_DAYS)
    return tuple(report for report in reports if report.start >= after)


def _adds_up(metric: Metric) -> bool:
    """Whether several reports are taken together: those of a month and of shorter periods."""
    often = metric.schedule == "monthly" or not metric.frequency.of_months
    return often and not metric.overlaps


def _newest(months: Sequence[Period], count: Callable[[Period], int]) -> tuple[Period, ...]:
    """The newest month of which most reports have come."""
    lately = months[-RECENT:]
    most = max(map(count, lately), default=0)
    return tuple([m for m in lately if count(m) >= OFTEN * most][-1:])


def year_earlier(plan: Collaborative, metric: Metric, periods: Periods) -> Periods | None:
    """The newest months beside the same months of the last year before the kickoff.

    None where one of them has no counterpart that is reported.
    """
    found = []
    reported = frozenset(plan.timeline(metric))
    for report in periods.after:
        year = report.kind.per_year
        earlier = report.shift(-year)
        while plan.side_of_start(metric, earlier) >= 0:
            earlier = earlier.shift(-year)
        if earlier not in reported:
            return None
        found.append(earlier)
    return periods._replace(before=tuple(found)) if found else None
