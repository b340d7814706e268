"""Dates of a timetable that do not fit together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from lcxl.findings import RuleInfo
from lcxl.periods import Period, add_days, add_months
from lcxl.plan import rules
from lcxl.plan.calendar import Calendar
from lcxl.plan.timetable import DATA_ASK, Item, Timetable, report_key
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
    yield from _of_sessions(timetable)
    yield from _of_reminders(timetable)


def _of_sessions(timetable: Timetable) -> Iterator[Conflict]:
    calendar = timetable.calendar
    held: dict[date, str] = {}
    latest = ("", calendar.kickoff)
    for item in timetable.sessions:
        day = timetable.dates[item.key]
        assert day is not None
        found = _of_session(calendar, item, day, held, latest)
        if found is not None:
            yield found
        held.setdefault(day, item.what)
        latest = max(latest, (item.what, day), key=lambda one: one[1])


def _of_session(
    calendar: Calendar, item: Item, day: date, held: dict[date, str], latest: tuple[str, date]
) -> Conflict | None:
    """What is said of one session; ``held`` and ``latest`` are those before it."""
    places: dict[str, object] = {"session": item.what, "day": day, "week": ""}
    if day in held:
        near, text = day, "same_day"
        more: dict[str, object] = {"other": held[day]}
    elif day > calendar.end:
        near, text = calendar.end, "after_end"
        months = Text("counts.months", n=calendar.months)
        more = {"months": months, "kickoff": calendar.kickoff, "end": calendar.end}
    elif day < calendar.kickoff:
        after = add_days(calendar.kickoff, 7)
        return Conflict(rules.SESSIONS, item.key, "before_kickoff", places, after)
    elif day < latest[1]:
        near, text = latest[1], "order"
        more = {"other": latest[0], "other_day": latest[1]}
    else:
        return None
    free = _free_day(calendar, near, held)
    return Conflict(rules.SESSIONS, item.key, text, {**places, **more, "free": free}, free)


def _of_reminders(timetable: Timetable) -> Iterator[Conflict]:
    calendar, sent = timetable.calendar, timetable.dates[DATA_ASK]
    assert sent is not None
    for month in range(calendar.months):
        key = report_key(REMINDER, month)
        reminder = timetable.dates.get(key)
        if reminder is not None and reminder < sent:
            first = calendar.working.on_or_after(sent)
            places = {
                "month": Period(add_months(calendar.start, month)),
                "day": reminder,
                "sent": sent,
                "first": first,
            }
            yield Conflict(rules.REMINDER, key, "early", places, first)


def _free_day(calendar: Calendar, day: date, held: dict[date, str]) -> date:
    """The working day nearest to ``day`` without a session, up to the end."""
    for away in range(1, WEEKS_LOOKED_AT):
        for near in (add_days(day, away), add_days(day, -away)):
            fits = calendar.kickoff < near <= calendar.end and near not in held
            if fits and calendar.working.is_working(near):
                return near
    return day
