"""The calendar of a collaborative: months, due dates, sessions, working days."""

from __future__ import annotations

from datetime import date, time, timedelta
from functools import cached_property
from typing import Annotated, Any, Literal

from lcxl import templates
from lcxl.plan.dates import FIRST_REPORT_DAYS, WEEKDAYS, add_months, last_day, month_of
from lcxl.plan.fields import Limits, Model, Month, Short, Weekday
from lcxl.plan.organisations import Team
from lcxl.plan.working_days import WorkingDays

__all__ = [
    "BASELINE_DAYS",
    "Calendar",
    "DayOff",
    "DueRule",
    "MonthlyCall",
    "MovedDueDate",
    "nth_weekday",
    "usual_sessions",
]

BASELINE_DAYS = 14
"""Baseline months are asked for so many days before the kickoff."""


def nth_weekday(month: date, number: int, weekday: str) -> date:
    """The ``number``-th weekday of a month; the last one where the month has fewer."""
    day = month + timedelta(days=(WEEKDAYS.index(weekday) - month.weekday()) % 7)
    weeks = min(number - 1, (last_day(month) - day).days // 7)
    return day + timedelta(days=7 * weeks)


class MonthlyCall(Model):
    """On which day the monthly data call is held; a day off moves it to the next working day."""

    number: Annotated[int, Limits(ge=1, le=5)] = 4
    weekday: Weekday = "Thursday"

    def day(self, month: date, working: WorkingDays) -> date:
        """The call in ``month``."""
        return working.on_or_after(nth_weekday(month, self.number, self.weekday))


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

    def due(self, month: date, working: WorkingDays, call: MonthlyCall) -> date:
        """The due date of the report about ``month``: always a working day.

        A weekend or a day off moves it to the next working day.  The call is the one in the
        month after ``month``.
        """
        following = add_months(month, 1)
        if self.rule == "working days after month end":
            return working.add(last_day(month), self.number)
        if self.rule == "working days before the call":
            return working.add(call.day(following, working), -self.number)
        if self.rule == "weekday of the next month":
            return working.on_or_after(nth_weekday(following, self.number, self.weekday))
        return working.on_or_after(following.replace(day=self.number))

    def in_words(self) -> str:
        """The rule as the sheet Collaborative asks for it."""
        weekday = f", {self.weekday}" if self.rule == "weekday of the next month" else ""
        return f"'{self.rule}' with {self.number}{weekday}"


class DayOff(Model):
    """Days on which the host's people do not work, beside weekends and public holidays."""

    first: date
    last: date | None = None
    name: Short


class MovedDueDate(Model):
    """One month whose report is due on another day than the rule says."""

    month: Month
    due: date
    reason: str = ""


class Calendar(Model):
    """Which months are reported, when each report is due, and when the teams meet."""

    kickoff: date
    months: Annotated[int, Limits(ge=1, le=60)]
    baseline_months: Annotated[int, Limits(ge=0, le=36)] = 0
    due_rule: DueRule = DueRule()
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
    def working(self) -> WorkingDays:
        """The days on which somebody works."""
        own: dict[date, str] = {}
        for off in self.days_off:
            for i in range(((off.last or off.first) - off.first).days + 1):
                own[off.first + timedelta(days=i)] = off.name
        return WorkingDays(self.country, self.subdivision, own)

    def __getstate__(self) -> dict[str, Any]:
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

    def asks(self, team: Team, month: date) -> bool:
        """Whether a team reports a month at all; the baseline months are asked of every team.

        None of those between the kickoff and its first own month, and none due after it left.
        """
        joined, left = team.first_month, team.withdrew_on
        if team.has_withdrawn and (left is None or self.due(month) >= left):
            return False
        return month < self.start or joined is None or month >= joined

    def due(self, month: date) -> date:
        """The due date of the report about ``month``: a working day, unless the host moved it.

        Baseline months are asked for two weeks before kickoff, so that the first session
        can look at them, but none before its own month is due.
        """
        if month in self._moved:
            return self._moved[month]
        if month == self.start and self.first_report > month:
            return self.due(self.first_report)
        usual = self.due_rule.due(month, self.working, self.call)
        return usual if month >= self.start else max(usual, self.baseline_due)

    @cached_property
    def _moved(self) -> dict[date, date]:
        return {moved.month: moved.due for moved in self.due_dates}

    @cached_property
    def baseline_due(self) -> date:
        """The day on which the baseline months are due."""
        return self.working.on_or_before(self.kickoff - timedelta(days=BASELINE_DAYS))

    @cached_property
    def baseline(self) -> tuple[date, ...]:
        """The baseline months."""
        return tuple(month for month in self.reported if month < self.start)

    @cached_property
    def baseline_report(self) -> tuple[date, ...]:
        """The baseline months that are asked for together, before the kickoff.

        A month that is not over by then has a due date of its own and is a report of its own,
        see `own_reports`; there may be none that are asked for together.
        """
        return tuple(m for m in self.baseline if self.due(m) <= self.baseline_due)

    @cached_property
    def own_reports(self) -> tuple[date, ...]:
        """The months that are each asked for on their own: all but `baseline_report`."""
        return tuple(m for m in self.reported if m not in self.baseline_report)

    @cached_property
    def baseline_report_due(self) -> date:
        """The day on which they are asked for."""
        return max(map(self.due, self.baseline_report), default=self.baseline_due)

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
        days = [self.kickoff + timedelta(days=7 * w) for w in self.weeks_of_sessions]
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
