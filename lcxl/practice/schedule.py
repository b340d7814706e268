"""The meetings of a collaborative, and what lcxl proposes for each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, time

from lcxl import templates
from lcxl.plan import Collaborative
from lcxl.plan.timetable import Item, Timetable
from lcxl.templates.meetings import AgendaItem

__all__ = ["Meeting", "Schedule", "is_usual", "minutes_of", "part_of"]

MEETINGS = {"orientation": "M19", "codesign": "M21", "input meeting": "M03"}
"""Meetings that are held once, and their line in the timetable."""
CALLS = {"data call": "R10", "coaching call": "R11"}
"""Meetings that recur, and what their lines in the timetable begin with."""
STEP = 5
"""Minutes to which items of an agenda are rounded."""


@dataclass(frozen=True, slots=True)
class Meeting:
    """A learning session, or another meeting.

    ``key`` is the session's in the timetable, such as S1, or an id of the list "meeting".
    ``number`` is that of a session, and 0 for others; ``minutes`` 0 where none are planned.
    """

    key: str
    what: str
    day: date | None
    begins: time | None
    minutes: int
    number: int = 0


class Schedule:
    """The meetings of a plan, on the days that count."""

    def __init__(self, plan: Collaborative, timetable: Timetable) -> None:
        self.plan, self.timetable = plan, timetable
        self.sessions = tuple(
            Meeting(
                item.key,
                timetable.words(item),
                timetable.dates[item.key],
                plan.calendar.session_time,
                plan.calendar.session_minutes,
                number,
            )
            for number, item in enumerate(timetable.sessions, start=1)
        )
        self.meetings = (*self.sessions, *self._others())

    def _others(self) -> Iterator[Meeting]:
        calendar, agendas = self.plan.calendar, templates.meeting_defaults().agendas
        for choice in templates.lists()["meeting"][1]:
            key = MEETINGS.get(choice.id, "")
            day = self.timetable.dates.get(key)
            is_data = choice.id == "data call"
            begins = calendar.call_time if is_data else None
            minutes = calendar.call_minutes if is_data else agendas[choice.id].minutes
            yield Meeting(choice.id, choice.meaning, day, begins, minutes)

    @property
    def calls(self) -> list[tuple[Item, date, str]]:
        """Each call of the timetable with its day and kind, by day."""
        found = [
            (item, day, kind)
            for kind, line in (("data", CALLS["data call"]), ("coaching", CALLS["coaching call"]))
            for item in self.timetable.items
            if item.key.startswith(f"{line}.") and (day := self.timetable.dates[item.key])
        ]
        return sorted(found, key=lambda one: (one[1], one[0].key))

    def agenda(self, meeting: Meeting) -> Iterator[tuple[AgendaItem, int]]:
        """The usual items of a meeting, each with its minutes."""
        name = part_of(meeting.number, len(self.sessions)) if meeting.number else meeting.key
        agenda = templates.meeting_defaults().agendas[name]
        return zip(agenda.items, minutes_of(agenda.items, meeting.minutes), strict=True)

    def due(self, day: date, days: int) -> date:
        """The working day so many days after a day (before it, if negative)."""
        working, found = self.plan.calendar.working, date.fromordinal(day.toordinal() + days)
        if not days:
            return found
        return working.on_or_before(found) if days < 0 else working.on_or_after(found)


def is_usual(rows: Sequence[Mapping[str, object]], schedule: Schedule, meeting: Meeting) -> bool:
    """Whether the rows of a meeting's agenda are those that were proposed, of whatever length."""
    total = sum(took for row in rows if isinstance(took := row.get("minutes"), float))
    usual = [
        (number, minutes, item.what, item.lead, item.how or None)
        for number, (item, minutes) in enumerate(
            schedule.agenda(replace(meeting, minutes=int(total))), start=1
        )
    ]
    typed = [tuple(row.get(n) for n in ("order", "minutes", "what", "lead", "how")) for row in rows]
    extra = any(
        row.get(name) for row in rows for name in ("reserve", "material", "format", "notes")
    )
    return typed == usual and not extra


def part_of(number: int, sessions: int) -> str:
    """Which usual agenda a session has: that of the first, of one in the middle, of the last."""
    return "first" if number == 1 else "last" if number == sessions else "middle"


def minutes_of(items: tuple[AgendaItem, ...], total: int) -> list[int]:
    """The minutes of each item, which add up to ``total`` where they are shares of it.

    They are rounded to 5; what is left over goes to the longest item in which teams learn from
    each other.
    """
    if not any(item.share for item in items):
        return [item.minutes for item in items]
    found = [max(STEP, STEP * round(item.share * total / (100 * STEP))) for item in items]
    peer = {one.id for one in templates.meeting_defaults().content if one.kind == "peer"}
    longest = max(
        (i for i, item in enumerate(items) if item.area_id in peer),
        key=lambda i: found[i],
        default=0,
    )
    found[longest] = max(STEP, found[longest] + total - sum(found))
    return found
