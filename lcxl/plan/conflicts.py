"""Dates of a timetable that do not fit together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from lcxl.findings import RuleInfo
from lcxl.periods import Period, add_days, add_months
from lcxl.plan import rules
from lcxl.plan.calendar import Calendar
from lcxl.plan.timetable import DATA_ASK, Timetable, report_key
from lcxl.words import Text

__all__ = ["Conflict", "conflicts"]

REMINDER = "R02"
WEEKS_LOOKED_AT = 520


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two dates of a timetable that do not fit: the item at fault, what is said of it."""

    rule: RuleInfo
    key: str
    text: str
    """The sentence's id in plan.toml, below the rule's code."""
    places: Mapping[str, object]
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
        places: dict[str, object] = {"session": item.what, "day": day, "week": ""}
        if day in held:
            free = _free_day(calendar, day, held)
            yield Conflict(
                rules.SESSIONS,
                item.key,
                "same_day",
                {**places, "other": held[day], "free": free},
                free,
            )
        elif day > calendar.end:
            free = _free_day(calendar, calendar.end, held)
            yield Conflict(
                rules.SESSIONS,
                item.key,
                "after_end",
                {
                    **places,
                    "months": Text("counts.months", n=calendar.months),
                    "kickoff": calendar.kickoff,
                    "end": calendar.end,
                    "free": free,
                },
                free,
            )
        elif day < calendar.kickoff:
            yield Conflict(
                rules.SESSIONS,
                item.key,
                "before_kickoff",
                places,
                add_days(calendar.kickoff, 7),
            )
        elif day < latest[1]:
            free = _free_day(calendar, latest[1], held)
            yield Conflict(
                rules.SESSIONS,
                item.key,
                "order",
                {**places, "other": latest[0], "other_day": latest[1], "free": free},
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
                "early",
                {
                    "month": Period(add_months(calendar.start, month)),
                    "day": reminder,
                    "sent": sent,
                    "first": first,
                },
                first,
            )


def _free_day(calendar: Calendar, day: date, held: dict[date, str]) -> date:
    """The working day nearest to ``day`` without a session, up to the end."""
    for away in range(1, WEEKS_LOOKED_AT):
        for near in (add_days(day, away), add_days(day, -away)):
            fits = calendar.kickoff < near <= calendar.end and near not in held
            if fits and calendar.working.is_working(near):
                return near
    return day
