"""Which reports are compared: those before the kickoff and the newest ones, never the same.

The kickoff's own month belongs to neither side.  A metric whose patients are followed up is cut
by the month in which they were counted in, which lies before the month of the report
(`Collaborative.side_of_start`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import NamedTuple

from lcxl.periods import Period
from lcxl.plan import Collaborative, Metric
from lcxl.plan.dates import add_months, months_between

__all__ = ["RECENT", "Periods", "compared", "later", "newest", "year_earlier"]

RECENT = 3
"""Months taken together to say where things stand; one month of a small team says little."""
YEAR = 12
OFTEN = 0.5
"""A report counts as the newest where it has come from half as many teams as any lately."""


class Periods(NamedTuple):
    """Months of the reports on both sides; they never have one in common."""

    before: tuple[date, ...] = ()
    after: tuple[date, ...] = ()
    fewest: int = 1
    """Reports that a team must have on each side to be compared."""


def compared(
    plan: Collaborative,
    metric: Metric,
    with_data: Sequence[date],
    count: Callable[[date], int],
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
    before = tuple(m for m in with_data if plan.side_of_start(metric, Period(m)) < 0)
    after = tuple(m for m in with_data if plan.side_of_start(metric, Period(m)) > 0)
    if metric.overlaps:
        return Periods(_newest(before, count), _newest(after, count))
    if not _adds_up(metric):
        return Periods(before, _newest(after, count))
    latest = after[-1:]
    recent = tuple(m for m in after if months_between(m, latest[0]) < RECENT)
    return Periods(before, recent, 2)


def later(
    metric: Metric, periods: Periods, with_data: Sequence[date], count: Callable[[date], int]
) -> Periods:
    """The time before the kickoff beside all months ``with_data``, or the newest report of them."""
    after = tuple(with_data) if _adds_up(metric) else _newest(with_data, count)
    return periods._replace(after=after)


def newest(metric: Metric, with_data: Sequence[date]) -> tuple[date, ...]:
    """The months that say where teams stand before anything can be compared."""
    return tuple(with_data[-RECENT if _adds_up(metric) else -1 :])


def _adds_up(metric: Metric) -> bool:
    """Whether several reports are taken together."""
    return metric.schedule == "monthly" and not metric.overlaps


def _newest(months: Sequence[date], count: Callable[[date], int]) -> tuple[date, ...]:
    """The newest month of which most reports have come."""
    lately = months[-RECENT:]
    most = max(map(count, lately), default=0)
    return tuple([m for m in lately if count(m) >= OFTEN * most][-1:])


def year_earlier(plan: Collaborative, metric: Metric, periods: Periods) -> Periods | None:
    """The newest months beside the same months of the last year before the kickoff.

    None where one of them has no counterpart that is reported.
    """
    found = []
    reported = frozenset(plan.calendar.reported)
    for month in periods.after:
        earlier = add_months(month, -YEAR)
        while plan.side_of_start(metric, Period(earlier)) >= 0:
            earlier = add_months(earlier, -YEAR)
        if earlier not in reported:
            return None
        found.append(earlier)
    return periods._replace(before=tuple(found)) if found else None
