"""What a frequency is: how long its periods are, and where they begin."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from lcxl.periods.days import DAYS_OF_A_YEAR, add_days, add_months, months_between, week_of

__all__ = ["Frequency", "Months", "Origin", "Weeks"]


class Origin(NamedTuple):
    """What the periods of a collaborative are counted from."""

    kickoff: date
    fiscal_month: int = 1
    """The month (1 to 12) with which the host's fiscal year begins."""


@dataclass(frozen=True)
class Frequency(ABC):
    """One frequency: `lcxl.periods` finds one in each of its files.

    Its words stand in ``templates_src/lists/frequencies.toml`` under its id.
    """

    id: str
    schedule: str
    """Word of the plan for a metric that is reported so often, such as "weekly"."""
    per_year: int
    """Periods in a year, to find the same one a year earlier."""

    @property
    def usual_days(self) -> float:
        """How many days its periods have, on average."""
        return DAYS_OF_A_YEAR / self.per_year

    @abstractmethod
    def start(self, day: date, origin: Origin) -> date:
        """First day of the period that a day lies in."""

    @abstractmethod
    def step(self, start: date, count: int) -> date:
        """First day of the period ``count`` periods after the one that begins on ``start``."""

    @abstractmethod
    def count(self, first: date, second: date) -> int:
        """How many periods the one that begins on ``second`` comes after the other."""

    @abstractmethod
    def report(self, start: date) -> date:
        """The day that names the report in which a period is asked for.

        Periods of whole months are reported with their last month, under its first day;
        shorter ones have a report of their own, under their own first day.
        """

    @property
    @abstractmethod
    def of_months(self) -> bool:
        """Its periods are whole months and are reported with months."""


@dataclass(frozen=True)
class Months(Frequency):
    """Periods of whole months."""

    months: int = 1

    def begins(self, origin: Origin) -> date:
        """A month with which a period begins: January, if nothing else is said."""
        return date(origin.kickoff.year, 1, 1)

    def start(self, day: date, origin: Origin) -> date:
        """First day of the period that a day lies in."""
        return add_months(day, -(months_between(self.begins(origin), day) % self.months))

    def step(self, start: date, count: int) -> date:
        """First day of the period ``count`` periods later."""
        return add_months(start, count * self.months)

    def count(self, first: date, second: date) -> int:
        """How many periods the second comes after the first."""
        return months_between(first, second) // self.months

    def report(self, start: date) -> date:
        """The first day of its last month."""
        return add_months(start, self.months - 1)

    @property
    def of_months(self) -> bool:
        """Always."""
        return True


@dataclass(frozen=True)
class Weeks(Frequency):
    """Periods of whole weeks, from Monday to Sunday."""

    weeks: int = 1

    @property
    def usual_days(self) -> float:
        """How many days each has."""
        return 7.0 * self.weeks

    def start(self, day: date, origin: Origin) -> date:
        """First day of the period that a day lies in, counted from the kickoff's week."""
        monday, first = week_of(day), week_of(origin.kickoff)
        return add_days(monday, -((monday - first).days % (7 * self.weeks)))

    def step(self, start: date, count: int) -> date:
        """First day of the period ``count`` periods later."""
        return add_days(start, count * 7 * self.weeks)

    def count(self, first: date, second: date) -> int:
        """How many periods the second comes after the first."""
        return (second - first).days // (7 * self.weeks)

    def report(self, start: date) -> date:
        """Its own first day."""
        return start

    @property
    def of_months(self) -> bool:
        """Never."""
        return False
