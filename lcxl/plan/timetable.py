"""The timetable: everything that has a date, and how each date follows from the kickoff.

How a date follows is a value (`Timing`), so that the same rule is computed here and written
as a formula into the timetable workbook.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Literal

from lcxl import templates
from lcxl.periods import Period, add_days, add_months, last_day, nth_weekday
from lcxl.plan.calendar import Calendar, usual_sessions
from lcxl.plan.dates import WEEKDAYS, month_in_words
from lcxl.words import filled

__all__ = [
    "DATA_ASK",
    "After",
    "Halfway",
    "InMonth",
    "Item",
    "LateReport",
    "Later",
    "MonthEnd",
    "OwnReport",
    "Report",
    "Roll",
    "Timetable",
    "Timing",
    "WorkingDaysAfter",
    "report_key",
    "session_key",
]

DATA_ASK = "M18"
"""The milestone at which each team is sent its reporting workbook."""
REPORT = "R01"
DATA_CALL = "R10"
LATE_BASELINE = 2
"""The last baseline months, which another kickoff may make due after the others; those before are
due with the baseline, unless the host moved the date of one or the rule is a late one."""

Roll = Literal["exact", "back", "forward", "end"]
"""What a day off does: nothing, back or forward to a working day; "end": back, and not after
the end of the collaborative."""


@dataclass(frozen=True, slots=True)
class After:
    """So many days after the item ``base`` (before it, if negative); "" is the kickoff."""

    base: str
    days: int
    roll: Roll


@dataclass(frozen=True, slots=True)
class WorkingDaysAfter:
    """So many working days after an item (before it, if negative)."""

    base: str
    count: int


@dataclass(frozen=True, slots=True)
class Halfway:
    """Half the weeks from the kickoff to an item."""

    base: str


@dataclass(frozen=True, slots=True)
class Report:
    """The due date of the report about the ``month``-th month, the kickoff's being 0."""

    month: int


@dataclass(frozen=True, slots=True)
class InMonth:
    """The n-th weekday of a month after the kickoff's; a day off moves it forward."""

    month: int
    number: int
    weekday: str


@dataclass(frozen=True, slots=True)
class MonthEnd:
    """The last working day of the month in which an item lies."""

    base: str


@dataclass(frozen=True, slots=True)
class Later:
    """The later one of two."""

    one: Timing
    other: Timing


@dataclass(frozen=True, slots=True)
class OwnReport:
    """Only if the kickoff's month has a report of its own; otherwise there is no date."""

    timing: Timing


@dataclass(frozen=True, slots=True)
class LateReport:
    """The due date of a baseline month that is due after the others; otherwise there is none."""

    month: int


Timing = (
    After
    | WorkingDaysAfter
    | Halfway
    | Report
    | InMonth
    | MonthEnd
    | Later
    | OwnReport
    | LateReport
)


@dataclass(frozen=True, slots=True)
class Item:
    """One line of the timetable.

    ``key`` never changes while the collaborative lasts: it is what a host's own notes and a
    calendar's copy of the event hold on to.  ``what`` may have a place for ``{month}``, the
    ``month``-th one after the kickoff's.  ``since`` is set for what has a first day too.
    """

    key: str
    kind: str
    phase: str
    what: str
    role: str
    timing: Timing
    deliverable: str = ""
    month: int | None = None
    since: Timing | None = None

    @property
    def is_fixed(self) -> bool:
        """Its date is decided in metric-definitions.xlsx, not in the timetable."""
        return self.kind == "report" or self.key == session_key(1)


def session_key(number: int) -> str:
    """S1 is the kickoff."""
    return f"S{number}"


def report_key(item: str, month: int) -> str:
    """R01.1 belongs to the kickoff's month (month 0), R01.0 to the one before."""
    return f"{item}.{month + 1}"


class Timetable:
    """The dates of a calendar; ``moved`` has those that the host moved, by key.

    ``planned`` holds the date that follows from the plan, ``dates`` the one that counts; both
    are None for an item that this kickoff does without.
    """

    def __init__(self, calendar: Calendar, moved: Mapping[str, date] | None = None) -> None:
        self.calendar = calendar
        self.moved = dict(moved or {})
        self.items = tuple(_items(calendar))
        self.planned: dict[str, date | None] = {}
        self.dates: dict[str, date | None] = {}
        for item in self.items:
            planned = self._date(item.timing)
            self.planned[item.key] = planned
            own = None if item.is_fixed else self.moved.get(item.key)
            self.dates[item.key] = own or planned

    @cached_property
    def by_key(self) -> dict[str, Item]:
        """Key -> item."""
        return {item.key: item for item in self.items}

    def since(self, item: Item) -> date | None:
        """The first day of what lasts longer than a day."""
        return self._date(item.since) if item.since else None

    def words(self, item: Item) -> str:
        """What the item is, with its month."""
        if item.month is None:
            return item.what
        month = add_months(self.calendar.start, item.month)
        return filled(item.what, month=month_in_words(month))

    @property
    def sessions(self) -> list[Item]:
        """The learning sessions."""
        return [item for item in self.items if item.kind == "session"]

    def _base(self, key: str) -> date:
        if not key:
            return self.calendar.kickoff
        day = self.dates[key]
        assert day is not None, key
        return day

    def _date(self, timing: Timing) -> date | None:
        calendar, working = self.calendar, self.calendar.working
        match timing:
            case After(base, days, roll):
                day = add_days(self._base(base), days)
                if roll == "end":
                    return working.on_or_before(min(day, calendar.end))
                if roll == "exact":
                    return day
                return working.on_or_before(day) if roll == "back" else working.on_or_after(day)
            case WorkingDaysAfter(base, count):
                return working.add(self._base(base), count)
            case Halfway(base):
                weeks = (self._base(base) - calendar.kickoff).days // 14
                return working.on_or_after(add_days(calendar.kickoff, 7 * weeks))
            case Report(month):
                return calendar.due(Period(add_months(calendar.start, month)))
            case InMonth(month, number, weekday):
                first = add_months(calendar.start, month)
                return working.on_or_after(nth_weekday(first, number, WEEKDAYS.index(weekday)))
            case MonthEnd(base):
                return working.on_or_before(last_day(self._base(base)))
            case Later(one, other):
                both = [self._date(one), self._date(other)]
                return max((day for day in both if day is not None), default=None)
            case LateReport(month):
                due = calendar.due(Period(add_months(calendar.start, month)))
                return due if due > calendar.baseline_due else None
            case OwnReport(inner):
                return self._date(inner) if calendar.first_report == calendar.start else None


def _items(calendar: Calendar) -> Iterator[Item]:
    """Every item, each after those it is counted from."""
    spec = templates.milestones()
    left_out = usual_sessions(calendar.months).leave_out
    yield from _sessions(calendar, spec)
    recurring = [r for r in spec.recurring if r.id not in left_out]
    for one in recurring:
        yield from _recurring(calendar, one)
    last = len(calendar.weeks_of_sessions)
    bases = {
        "": "",
        "first report": report_key(REPORT, 0),
        "last report": report_key(REPORT, calendar.months - 1),
        "session 2": session_key(2),
        "wrap-up": session_key(last),
    }
    for milestone in spec.milestones:
        yield _milestone(milestone, bases, session_key(last))


def _sessions(calendar: Calendar, spec: templates.Milestones) -> Iterator[Item]:
    words, weeks = spec.sessions, calendar.weeks_of_sessions
    last = len(weeks)
    for number, week in enumerate(weeks, start=1):
        part: Literal["first", "middle", "spread", "last"]
        part = "first" if number == 1 else "last" if number == last else "middle"
        if number == last - 1 and number > 1:
            part = "spread"
        roll: Roll = "exact" if number == 1 else "back" if number == last else "forward"
        if number == last and not calendar.session_weeks:
            roll = "end"
        yield Item(
            session_key(number),
            "session",
            "close" if number == last else "run",
            filled(words[part]["what"], n=number),
            words["role"],
            After("", 7 * week, roll),
            words[part]["deliverable"],
        )
    between = words["action_period"]
    for number in range(1, last):
        yield Item(
            f"A{number}",
            "action period",
            "run",
            filled(between["what"], n=number),
            between["role"],
            After(session_key(number + 1), -1, "exact"),
            between["deliverable"],
            since=After(session_key(number), 1, "exact"),
        )


def _recurring(calendar: Calendar, one: templates.Recurring) -> Iterator[Item]:
    def item(key: str, what: str, timing: Timing, month: int | None = None) -> Item:
        phase = "plan" if month is not None and month < 0 else "run"
        return Item(key, one.kind, phase, what, one.role, timing, month=month)

    if one.every == "session":
        for number in range(one.first, len(calendar.weeks_of_sessions) + 1):
            timing = _offset(one, session_key(number))
            yield item(f"{one.id}.{number}", filled(one.what, n=number), timing)
        return
    if one.every == "report":
        if one.id == REPORT:
            for month in range(-calendar.baseline_months, 0):
                report = Period(add_months(calendar.start, month))
                if month >= -LATE_BASELINE or not calendar.is_asked_together(report):
                    yield item(report_key(REPORT, month), one.what, LateReport(month), month)
        for month in range(calendar.months):
            if one.id == REPORT:
                yield item(report_key(REPORT, month), one.what, Report(month), month)
                continue
            timing = _offset(one, report_key(one.after, month))
            if one.not_before:
                limit = After(report_key(one.not_before["after"], month), 0, "exact")
                timing = Later(timing, limit)
            if month == 0 and calendar.months > 1:
                timing = OwnReport(timing)
            yield item(report_key(one.id, month), one.what, timing, month)
        return
    for month in range(one.first, calendar.months - one.before_end + 1, one.step):
        timing = _in_month(calendar, one, month)
        yield item(f"{one.id}.{month}", one.what, timing, month)


def _in_month(calendar: Calendar, one: templates.Recurring, month: int) -> Timing:
    if one.id == DATA_CALL:
        return InMonth(month, calendar.call.number, calendar.call.weekday)
    if one.weekday:
        return InMonth(month, one.number, one.weekday)
    return _offset(one, f"{one.after}.{month}")


def _offset(one: templates.Recurring, base: str) -> Timing:
    if one.month_end:
        return MonthEnd(base)
    if one.working_days:
        return WorkingDaysAfter(base, one.working_days)
    return After(base, one.days, "back" if one.days < 0 else "forward")


def _milestone(one: templates.Milestone, bases: Mapping[str, str], wrap_up: str) -> Item:
    base = bases[one.after]
    roll: Roll = "back" if one.weeks < 0 else "forward"
    timing: Timing = After(base, 7 * one.weeks, roll if one.weeks else "exact")
    if one.halfway:
        timing = Halfway(wrap_up)
    if one.not_before:
        limit = After(bases[one.not_before["after"]], one.not_before["days"], "forward")
        timing = Later(timing, limit)
    kind = "report" if one.after in ("first report", "last report") else "milestone"
    return Item(one.id, kind, one.phase, one.what, one.role, timing, one.deliverable)
