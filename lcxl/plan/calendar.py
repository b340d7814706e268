"""The calendar of a collaborative: months, due dates, sessions, working days."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, time
from functools import cached_property
from typing import Annotated, Literal

from lcxl import templates
from lcxl.periods import (
    Axis,
    Origin,
    Period,
    add_days,
    add_months,
    last_day,
    month_of,
    nth_weekday,
    of_schedule,
)
from lcxl.periods.due import Terms, due
from lcxl.plan.dates import FIRST_REPORT_DAYS, WEEKDAYS
from lcxl.plan.fields import Day, Limits, Model, Month, Short, Weekday
from lcxl.plan.organisations import Team
from lcxl.plan.working_days import WorkingDays
from lcxl.words import say

__all__ = [
    "BASELINE_DAYS",
    "Calendar",
    "DayOff",
    "DueRule",
    "MonthlyCall",
    "MovedDueDate",
    "usual_sessions",
]

BASELINE_DAYS = 14
"""Baseline months are asked for so many days before the kickoff."""


class MonthlyCall(Model):
    """On which day the monthly data call is held; a day off moves it to the next working day."""

    number: Annotated[int, Limits(ge=1, le=5)] = 4
    weekday: Weekday = "Thursday"

    def day(self, month: date, working: WorkingDays) -> date:
        """The call in ``month``."""
        return working.on_or_after(nth_weekday(month, self.number, WEEKDAYS.index(self.weekday)))


class DueRule(Model):
    """On which day the report about a month is due."""

    rule: Literal[
        "day of the next month",
        "weekday of the next month",
        "working days after month end",
        "working days before the call",
    ] = "day of the next month"
    number: Annotated[int, Limits(ge=1, le=28)] = 10
    weekday: Weekday = "Friday"

    def due(self, report: Period, working: WorkingDays, call: MonthlyCall) -> date:
        """The due date of a report: see `lcxl.periods.due`."""
        weekday = WEEKDAYS.index(self.weekday)
        terms = Terms(self.number, weekday, lambda month: call.day(month, working), working)
        return due(self.rule, report, terms)

    def in_words(self) -> str:
        """The rule as the sheet Collaborative asks for it."""
        rule = templates.word_of("due_rule", self.rule)
        if self.rule == "weekday of the next month":
            weekday = templates.word_of("weekday", self.weekday)
            return say("plan_parts.rule_weekday", rule=rule, n=self.number, weekday=weekday)
        return say("plan_parts.rule", rule=rule, n=self.number)

    def as_json(self) -> object:
        """What the sheet Collaborative asks for."""
        return self.values()


class DayOff(Model):
    """Days on which the host's people do not work, beside weekends and public holidays."""

    first: date
    last: date | None = None
    name: Short


class MovedDueDate(Model):
    """One month whose report is due on another day than the rule says."""

    month: Month
    due: Day
    reason: str = ""


class Calendar(Model):
    """Which months are reported, when each report is due, and when the teams meet."""

    kickoff: Day
    months: Annotated[int, Limits(ge=1, le=60)]
    baseline_months: Annotated[int, Limits(ge=0, le=36)] = 0
    due_rule: DueRule = DueRule()
    week_due: Annotated[int, Limits(ge=1, le=28)] = 3
    """Working days after a week or fortnight on which its report is due."""
    fiscal_month: Annotated[int, Limits(ge=1, le=12)] = 1
    """The month (1 to 12) with which the fiscal year begins."""
    call: MonthlyCall = MonthlyCall()
    call_time: time | None = None
    call_minutes: Annotated[int, Limits(ge=10, le=480)] = 60
    session_weeks: tuple[int, ...] = ()
    """Weeks after the kickoff, 0 for the kickoff itself; empty for the usual ones."""
    session_time: time | None = None
    session_minutes: Annotated[int, Limits(ge=10, le=1440)] = 180
    time_zone: str = ""
    """An IANA name such as America/New_York."""
    country: str = ""
    subdivision: str = ""
    days_off: tuple[DayOff, ...] = ()
    due_dates: tuple[MovedDueDate, ...] = ()

    @cached_property
    def start(self) -> date:
        """The month of the kickoff: the first month of the collaborative."""
        return month_of(self.kickoff)

    @cached_property
    def reported(self) -> tuple[date, ...]:
        """Every month that is reported, the baseline months first."""
        first = add_months(self.start, -self.baseline_months)
        return tuple(add_months(first, i) for i in range(self.baseline_months + self.months))

    @cached_property
    def reports(self) -> tuple[Period, ...]:
        """The same months as periods."""
        return tuple(map(Period, self.reported))

    @property
    def origin(self) -> Origin:
        """What its periods are counted from."""
        return Origin(self.kickoff, self.fiscal_month)

    def axis(self, frequency: str) -> Axis:
        """The periods of a frequency that begin within the months that are reported."""
        if frequency not in self._axes:
            first, last = self.reported[0], last_day(self.reported[-1])
            self._axes[frequency] = Axis.of(frequency, first, last, self.origin)
        return self._axes[frequency]

    def reports_of(
        self, schedule: str, named_months: tuple[date, ...] = ()
    ) -> Mapping[Period, Period]:
        """Report -> the period of the schedule that is asked for in it, in order."""
        key = (schedule, named_months if schedule == "named_periods" else ())
        if key not in self._reports_of:
            self._reports_of[key] = {
                period.report: period
                for period in self.axis(of_schedule(schedule).id)
                if schedule != "named_periods" or period.start in named_months
            }
        return self._reports_of[key]

    @cached_property
    def _reports_of(self) -> dict[tuple[str, tuple[date, ...]], dict[Period, Period]]:
        return {}

    @cached_property
    def _axes(self) -> dict[str, Axis]:
        return {}

    @cached_property
    def working(self) -> WorkingDays:
        """The days on which somebody works."""
        own: dict[date, str] = {}
        for off in self.days_off:
            for i in range(((off.last or off.first) - off.first).days + 1):
                own[add_days(off.first, i)] = off.name
        return WorkingDays(self.country, self.subdivision, own)

    def __getstate__(self) -> dict[str, object]:
        """The working days go along, with the public holidays that are known by now."""
        return super().__getstate__() | {"working": self.working}

    @cached_property
    def first_report(self) -> date:
        """The first month with a report of its own.

        It is the first one that ends 14 days or more after the kickoff; a month that ends
        sooner is reported together with it.
        """
        late = (last_day(self.start) - self.kickoff).days < FIRST_REPORT_DAYS
        return add_months(self.start, 1) if late and self.months > 1 else self.start

    def is_baseline(self, report: Period) -> bool:
        """Whether a report is about the time before the first month, or the kickoff's week."""
        first = self.start if report.frequency == "month" else self.kickoff
        return report.last_day < first

    def asks(self, team: Team, report: Period) -> bool:
        """Whether a team is asked for a report at all; of every team for those of the baseline.

        None of those between the kickoff and its first own month, and none due after it left.
        """
        joined, left = team.first_month, team.withdrew_on
        if team.has_withdrawn and (left is None or self.due(report) >= left):
            return False
        return self.is_baseline(report) or joined is None or report.start >= joined

    def due(self, report: Period) -> date:
        """The due date of a report: a working day, unless the host moved it.

        Those of the baseline are asked for two weeks before kickoff, so that the first session
        can look at them, but none before its own period is due.

        Args:
            report: a month or a shorter period, as `Period.report` gives it.
        """
        if report.frequency == "month":
            if report.start in self._moved:
                return self._moved[report.start]
            if report.start == self.start and self.first_report > self.start:
                return self.due(Period(self.first_report))
            rule = self.due_rule
        else:
            rule = DueRule(number=self.week_due)
        usual = rule.due(report, self.working, self.call)
        return max(usual, self.baseline_due) if self.is_baseline(report) else usual

    @cached_property
    def _moved(self) -> dict[date, date]:
        return {moved.month: moved.due for moved in self.due_dates}

    @cached_property
    def baseline_due(self) -> date:
        """The day on which the baseline months are due."""
        return self.working.on_or_before(add_days(self.kickoff, -BASELINE_DAYS))

    def is_asked_together(self, report: Period) -> bool:
        """Whether a report is one of those on the baseline that are asked for together.

        One on a period that is not over two weeks before the kickoff has a due date of its own
        and is a report of its own.
        """
        return self.is_baseline(report) and self.due(report) <= self.baseline_due

    @cached_property
    def weeks_of_sessions(self) -> tuple[int, ...]:
        """Weeks after the kickoff in which a learning session is held, the kickoff first."""
        return self.session_weeks or usual_sessions(self.months).session_weeks

    @cached_property
    def sessions(self) -> tuple[date, ...]:
        """The learning sessions: the kickoff, the others in between, the wrap-up.

        A day off moves a session to the next working day, the wrap-up to the one before.
        The usual wrap-up keeps within the end, the host's own is left where it was put.
        """
        days = [add_days(self.kickoff, 7 * w) for w in self.weeks_of_sessions]
        if not self.session_weeks:
            days[-1] = min(days[-1], self.end)
        between = [self.working.on_or_after(day) for day in days[1:-1]]
        return (days[0], *between, *(self.working.on_or_before(day) for day in days[1:][-1:]))

    @cached_property
    def end(self) -> date:
        """The last day on which a session may be held.

        It is the end of the month that comes so many months after the kickoff's month: the
        wrap-up of twelve months lies twelve months after the kickoff.
        """
        return last_day(add_months(self.start, self.months))


def usual_sessions(months: int) -> templates.Variant:
    """The usual sessions of a length; other lengths scale those of the nearest usual one.

    Sessions that would come within a week of each other in a very short collaborative are
    held as one.
    """
    variants = templates.milestones().variants
    nearest = min(variants, key=lambda v: abs(v.months - months))
    if nearest.months == months:
        return nearest
    scaled = sorted({round(w * months / nearest.months) for w in nearest.session_weeks})
    return templates.Variant(months, tuple(scaled), nearest.leave_out)
