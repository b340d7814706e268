"""On which day a report is due: one function for each rule, by its word in the plan."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from types import MappingProxyType
from typing import NamedTuple, Protocol

from lcxl.periods.days import nth_weekday
from lcxl.periods.period import Period

__all__ = ["RULES", "Terms", "Working", "due"]


class Working(Protocol):
    """The days on which somebody works."""

    def on_or_after(self, day: date) -> date:
        """The day itself, or the next working day."""
        ...

    def add(self, day: date, count: int) -> date:
        """The ``count``-th working day after a day (before it, if negative)."""
        ...


class Terms(NamedTuple):
    """What a rule is about."""

    number: int
    weekday: int
    """0 is Monday."""
    call: Callable[[date], date]
    """The day of the monthly data call in a month."""
    working: Working


def _day(report: Period, terms: Terms) -> date:
    return terms.working.on_or_after(report.next.start.replace(day=terms.number))


def _weekday(report: Period, terms: Terms) -> date:
    return terms.working.on_or_after(nth_weekday(report.next.start, terms.number, terms.weekday))


def _after_end(report: Period, terms: Terms) -> date:
    return terms.working.add(report.last_day, terms.number)


def _before_call(report: Period, terms: Terms) -> date:
    return terms.working.add(terms.call(report.next.start), -terms.number)


RULES: Mapping[str, Callable[[Period, Terms], date]] = MappingProxyType(
    {
        "day of the next month": _day,
        "weekday of the next month": _weekday,
        "working days after month end": _after_end,
        "working days before the call": _before_call,
    }
)


def due(rule: str, report: Period, terms: Terms) -> date:
    """The day on which the report about a period is due: always a working day.

    A weekend or a day off moves it to the next working day.  ``report`` is a month or shorter
    (`Period.report`); for one shorter than a month the number is of working days after its end,
    whatever the rule for months.
    """
    if report.frequency != "month":
        return _after_end(report, terms)
    return RULES[rule](report, terms)
