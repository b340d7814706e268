"""Dates of a timetable that do not fit together."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from lcxl.findings import RuleInfo
from lcxl.plan import rules
from lcxl.plan.calendar import Calendar
from lcxl.plan.dates import add_months, day_in_words, month_in_words
from lcxl.plan.timetable import DATA_ASK, Timetable, report_key
from lcxl.words import say

__all__ = ["Conflict", "conflicts"]

REMINDER = "R02"
WEEKS_LOOKED_AT = 520


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two dates of a timetable that do not fit: the item at fault, what is wrong, the cure."""

    rule: RuleInfo
    key: str
    message: str
    fix: str
    day: date
    """The nearest date that fits."""


def conflicts(timetable: Timetable) -> Iterator[Conflict]:
    """Sessions on one day or after the end, and reminders before the workbooks are sent."""
    calendar = timetable.calendar
    held: dict[date, str] = {}
    latest = ("", calendar.kickoff)
    for item in timetable.sessions:
        day = timetable.dates[item.key]
        assert day is not None
        if day in held:
            free = _free_day(calendar, day, held)
            yield Conflict(
                rules.SESSIONS,
                item.key,
                f"{held[day]} and {item.what} are on the same day, {day_in_words(day)}.",
                f"Hold one of them on another day; {day_in_words(free)} is free.",
                free,
            )
        elif day > calendar.end:
            free = _free_day(calendar, calendar.end, held)
            yield Conflict(
                rules.SESSIONS,
                item.key,
                f"{item.what} on {day_in_words(day)} is after the end: a collaborative of "
                f"{say('counts.months', n=calendar.months)} that begins on "
                f"{day_in_words(calendar.kickoff)} ends on {day_in_words(calendar.end)}.",
                f"Hold it by then, at the latest on {day_in_words(free)}, or add months.",
                free,
            )
        elif day < calendar.kickoff:
            yield Conflict(
                rules.SESSIONS,
                item.key,
                f"{item.what} on {day_in_words(day)} is before the kickoff.",
                "The kickoff is the first session; hold the others after it.",
                calendar.kickoff + timedelta(days=7),
            )
        elif day < latest[1]:
            free = _free_day(calendar, latest[1], held)
            yield Conflict(
                rules.SESSIONS,
                item.key,
                f"{item.what} on {day_in_words(day)} is before {latest[0]} on "
                f"{day_in_words(latest[1])}.",
                f"Keep their order; {day_in_words(free)} is free.",
                free,
            )
        held.setdefault(day, item.what)
        latest = max(latest, (item.what, day), key=lambda one: one[1])
    sent = timetable.dates[DATA_ASK]
    assert sent is not None
    for month in range(calendar.months):
        reminder = timetable.dates.get(report_key(REMINDER, month))
        if reminder is not None and reminder < sent:
            first = calendar.working.on_or_after(sent)
            yield Conflict(
                rules.REMINDER,
                report_key(REMINDER, month),
                f"The reminder about {month_in_words(add_months(calendar.start, month))} on "
                f"{day_in_words(reminder)} would go out before the reporting workbooks are "
                f"sent, on {day_in_words(sent)}.",
                f"Send the workbooks earlier, or remind on {day_in_words(first)} or later.",
                first,
            )


def _free_day(calendar: Calendar, day: date, held: dict[date, str]) -> date:
    """The working day nearest to ``day`` without a session, up to the end."""
    for away in range(1, WEEKS_LOOKED_AT):
        for near in (day + timedelta(days=away), day - timedelta(days=away)):
            fits = calendar.kickoff < near <= calendar.end and near not in held
            if fits and calendar.working.is_working(near):
                return near
    return day
