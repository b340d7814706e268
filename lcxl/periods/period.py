"""One period, and the line of periods that a collaborative has."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property
from typing import NamedTuple, overload

from lcxl import words
from lcxl.periods.days import add_days, month_id, month_number, month_of
from lcxl.periods.frequency import Frequency, Origin
from lcxl.periods.known import frequency_of

__all__ = ["Axis", "Period", "month_period", "starting_places"]


@words.per_language
def _words() -> Mapping[str, Mapping[str, str]]:
    """Frequency -> its words."""
    return words.texts("lists/frequencies.toml")


class Period(NamedTuple):
    """A stretch of time that a report is about, such as a month or a week.

    Two are the same where both begin on the same day and are of the same frequency.  They are in
    the order of their first days.
    """

    start: date
    """Its first day."""
    frequency: str = "month"
    """Id of its frequency: the name of a file of `lcxl.periods`."""

    @property
    def kind(self) -> Frequency:
        """Its frequency; KeyError where there is none of that id."""
        return frequency_of(self.frequency)

    def shift(self, count: int) -> Period:
        """The period ``count`` periods later (earlier, if negative)."""
        return Period(self.kind.step(self.start, count), self.frequency)

    @property
    def next(self) -> Period:
        """The period after it."""
        return self.shift(1)

    @property
    def previous(self) -> Period:
        """The period before it."""
        return self.shift(-1)

    @property
    def last_day(self) -> date:
        """Its last day."""
        return add_days(self.next.start, -1)

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.next.start - self.start).days

    @property
    def season(self) -> int:
        """The month of the year, 1 to 12, in which it begins."""
        return month_number(self.start)

    def contains(self, day: date) -> bool:
        """Whether a day lies in it."""
        return self.start <= day < self.next.start

    def until(self, other: Period) -> int:
        """How many periods ``other``, of the same frequency, comes after it."""
        return self.kind.count(self.start, other.start)

    @property
    def report(self) -> Period:
        """The period under which its report is asked for and stands in tables of months.

        For whole months, their last month; for shorter ones, itself.
        """
        if self.frequency == "month" or not self.kind.of_months:
            return self
        return Period(self.kind.report(self.start))

    @property
    def id(self) -> str:
        """2026-03 for a month, else the first day: 2026-03-02."""
        return month_id(self.start) if self.frequency == "month" else self.start.isoformat()

    def as_json(self) -> str:
        """Its id, as data keep it."""
        return self.id

    def in_words(self) -> str:
        """March 2026, the week of 2 March 2026: as a sentence says it, in the current language."""
        return self._said("period")

    @property
    def label(self) -> str:
        """The same where there is little room, such as along an axis."""
        return self._said("short")

    def _said(self, form: str) -> str:
        last = self.last_day
        return str(_words()[self.frequency][form]).format(
            first=words.date_in_words(self.start),
            month=words.month(self.start) if form == "period" else words.month_narrow(last),
            last_month=words.month(last),
            day=words.date_in_words(self.start, short=True),
        )


def month_period(day: date) -> Period:
    """The month a day lies in."""
    return Period(month_of(day))


class Axis(Sequence[Period]):
    """Periods of one frequency in order, without a gap."""

    def __init__(self, periods: Iterable[Period] = ()) -> None:
        self.periods = tuple(periods)

    @classmethod
    def of(cls, frequency: str, first: date, last: date, origin: Origin) -> Axis:
        """The periods whose report (`Period.report`) begins between two days, both included.

        Args:
            frequency: id of the frequency.
            first: the first day.
            last: the last day.
            origin: what the periods are counted from.
        """
        kind = frequency_of(frequency)
        start = kind.start(first, origin)
        if kind.report(start) < first:
            start = kind.step(start, 1)
        found = []
        while kind.report(start) <= last:
            found.append(Period(start, frequency))
            start = kind.step(start, 1)
        return cls(found)

    @overload
    def __getitem__(self, key: int) -> Period: ...
    @overload
    def __getitem__(self, key: slice) -> tuple[Period, ...]: ...
    def __getitem__(self, key: int | slice) -> Period | tuple[Period, ...]:
        return self.periods[key]

    def __len__(self) -> int:
        return len(self.periods)

    def __iter__(self) -> Iterator[Period]:
        return iter(self.periods)

    def __contains__(self, period: object) -> bool:
        return period in self._places

    def holding(self, day: date) -> Period | None:
        """The period that a day lies in; None outside the axis."""
        i = bisect_right(self.periods, day, key=lambda period: period.start) - 1
        return self.periods[i] if i >= 0 and self.periods[i].contains(day) else None

    def between(self, first: date, last: date) -> tuple[Period, ...]:
        """The periods that begin between two days, both included."""
        return tuple(p for p in self.periods if first <= p.start <= last)

    def place(self, period: Period) -> int | None:
        """Its place, from 0; None where it is not on the axis."""
        return self._places.get(period)

    @cached_property
    def _places(self) -> dict[Period, int]:
        return {period: i for i, period in enumerate(self.periods)}


def starting_places(periods: Sequence[Period], days: Iterable[date]) -> tuple[int, ...]:
    """For each day the place of the first period that begins on it or later, in order.

    Not the first place of all, and none after the last.
    """
    starts = [period.start for period in periods]
    found = {bisect_left(starts, day) for day in days}
    return tuple(sorted(i for i in found if 0 < i < len(starts)))
