"""timetable.ics and timetable-teams.ics: the timetable for any calendar (iCalendar, RFC 5545).

The host's file has everything with a date; that for teams has what they come to or send, and
nothing that the host typed about its own people.

Each event keeps its UID for ever, and its SEQUENCE counts its changes, so that a calendar that
imports the file again updates what it has.  What was counted before is read from the file that
is replaced; an event that is no longer held stays in it as cancelled.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from lcxl import templates, user_cache
from lcxl.errors import LcxlError
from lcxl.files import content_of
from lcxl.keep.timetable import NOT_NEEDED, TimetableEdits
from lcxl.plan import Collaborative
from lcxl.plan.timetable import Item, Timetable
from lcxl.words import Text, filled

if TYPE_CHECKING:
    from icalendar import Alarm, Event

__all__ = ["CALENDAR", "TEAMS_CALENDAR", "build_calendar_file", "is_for_teams"]

CALENDAR = "timetable.ics"
TEAMS_CALENDAR = "timetable-teams.ics"
FIRST_STAMP = datetime(2000, 1, 1, tzinfo=UTC)
"""DTSTAMP of an event that was never changed: no clock, so that building twice gives the same
bytes; each change is a second later."""
MORNING = timedelta(hours=9)
"""At which hour calendars remind of something that has no time of day."""
REMIND_DAYS: Mapping[str, tuple[int, ...]] = {
    "session": (14, 1),
    "milestone": (7,),
    "report": (7, 1),
    "call": (1,),
    "action period": (),
}
"""How many days before each kind calendars remind; the others do so on the day itself."""
TIMED_CALLS = ("R10.", "R11.")
"""Data calls and coaching calls begin at the plan's hour; the planning group agrees its own."""
FOR_TEAMS = ("session", "report")
"""Kinds of which all is for teams; of the calls those in `TIMED_CALLS` are."""
COMPARED = ("SUMMARY", "DESCRIPTION", "DTSTART", "DTEND", "STATUS", "CATEGORIES", "TRANSP")


@dataclass(frozen=True, slots=True)
class _Entry:
    """What an event is about."""

    key: str
    kind: str
    summary: str
    description: str
    day: date
    since: date | None = None
    at: time | None = None
    minutes: int = 0


def build_calendar_file(
    plan: Collaborative,
    timetable: Timetable,
    edits: TimetableEdits,
    old: Path,
    *,
    for_teams: bool = False,
) -> bytes:
    """The file; ``old`` is the one it replaces, which need not exist.

    ``for_teams``: with sessions, data calls, coaching calls and due dates only.

    Raises:
        LcxlError: the old one cannot be read; without it, events would be doubled.
    """
    entries = list(_entries(plan, timetable, edits, for_teams))
    there = _content_of(old)
    name = _kept_name(plan, entries, there)
    if there and user_cache.recall(name):
        return there
    made = _made(plan, entries, _events(old, there))
    user_cache.keep(_kept_name(plan, entries, made), True)
    return made


def _kept_name(plan: Collaborative, entries: Sequence[_Entry], data: bytes) -> str:
    """What the user's cache calls a file that would be made again as it is."""
    of_all = plan.id, plan.title, plan.calendar
    return user_cache.name_of("calendar", [repr((of_all, entries)).encode(), data], ["icalendar"])


def _made(plan: Collaborative, entries: Sequence[_Entry], before: Mapping[str, Event]) -> bytes:
    from icalendar import Calendar

    calendar = Calendar()
    calendar.add("prodid", "-//lcxl//timetable//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("name", plan.title)
    calendar.add("x-wr-calname", plan.title)
    held: dict[str, Event] = {}
    for entry in entries:
        event = _event(plan, entry)
        held[str(event["uid"])] = event
    for uid, gone in before.items():
        if uid not in held:
            held[uid] = _cancelled(gone)
    for uid, event in sorted(held.items()):
        _count_change(event, before.get(uid))
        calendar.add_component(event)
    calendar.add_missing_timezones(
        first_date=date(plan.calendar.kickoff.year - 1, 1, 1),
        last_date=date(plan.calendar.end.year + 3, 1, 1),
    )
    return bytes(calendar.to_ical())


def _content_of(path: Path) -> bytes:
    """The file that is replaced; nothing where there is none."""
    try:
        return content_of(path)
    except FileNotFoundError:
        return b""
    except OSError as e:
        raise LcxlError(Text("files.no_calendar", file=path), Text("files.no_calendar_fix")) from e


def _events(path: Path, data: bytes) -> dict[str, Event]:
    """UID -> event of the file that is replaced."""
    if not data:
        return {}
    from icalendar import Calendar

    try:
        return {str(e["uid"]): e for e in Calendar.from_ical(data).events}
    except (ValueError, KeyError) as e:
        raise LcxlError(Text("files.no_calendar", file=path), Text("files.no_calendar_fix")) from e


def _entries(
    plan: Collaborative, timetable: Timetable, edits: TimetableEdits, for_teams: bool
) -> Iterator[_Entry]:
    """Everything with a date that is to take place: of the plan, then the host's own."""
    words = templates.workbook("timetable").texts
    for item in timetable.items:
        day = timetable.dates[item.key]
        if day is None or item.key in edits.dropped or (for_teams and not is_for_teams(item)):
            continue
        owner = "" if for_teams else edits.line(item).owner
        parts = (
            filled(words["event_owner"], owner=owner) if owner else "",
            filled(words["event_role"], role=item.role) if item.role else "",
            filled(words["event_result"], result=item.deliverable) if item.deliverable else "",
        )
        at, minutes = _hours(plan, item)
        yield _Entry(
            item.key,
            item.kind,
            filled(words["event_title"], title=plan.title, what=timetable.words(item)),
            "\n".join(filter(None, parts)),
            day,
            timetable.since(item),
            at,
            minutes,
        )
    for line in () if for_teams else edits.own:
        day = line.moved if isinstance(line.moved, date) else line.last
        if line.what and day and line.status != NOT_NEEDED:
            owner = filled(words["event_owner"], owner=line.owner) if line.owner else ""
            title = filled(words["event_title"], title=plan.title, what=line.what)
            yield _Entry(line.key, "milestone", title, owner, day)


def is_for_teams(item: Item) -> bool:
    """Whether teams come to it or send something for it."""
    return item.kind in FOR_TEAMS or item.key.startswith(TIMED_CALLS)


def _hours(plan: Collaborative, item: Item) -> tuple[time | None, int]:
    calendar = plan.calendar
    if not calendar.time_zone:
        return None, 0
    if item.kind == "session":
        return calendar.session_time, calendar.session_minutes
    if item.key.startswith(TIMED_CALLS):
        return calendar.call_time, calendar.call_minutes
    return None, 0


def _event(plan: Collaborative, entry: _Entry) -> Event:
    from icalendar import Event

    event = Event()
    event.add("uid", f"{entry.key}.{plan.id}@lcxl")
    event.add("summary", entry.summary)
    if entry.description:
        event.add("description", entry.description)
    event.add("categories", [templates.word_of("timetable_kind", entry.kind)])
    if entry.at is not None:
        zone = ZoneInfo(plan.calendar.time_zone)
        start = datetime.combine(entry.day, entry.at, zone)
        event.add("dtstart", start)
        end = datetime.combine(entry.day, entry.at) + timedelta(minutes=entry.minutes)
        event.add("dtend", end.replace(tzinfo=zone))
        event.add("transp", "OPAQUE")
    else:
        first = min(entry.since or entry.day, entry.day)
        event.add("dtstart", first)
        event.add("dtend", entry.day + timedelta(days=1))
        event.add("transp", "TRANSPARENT")
    event.add("status", "CONFIRMED")
    for days in REMIND_DAYS.get(entry.kind, (0,)):
        event.add_component(_alarm(entry, timedelta(days=days)))
    return event


def _alarm(entry: _Entry, before: timedelta) -> Alarm:
    from icalendar import Alarm

    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", entry.summary)
    alarm.add("trigger", -before if entry.at is not None else MORNING - before)
    return alarm


def _cancelled(event: Event) -> Event:
    """An event that is no longer held, without its reminders."""
    from icalendar import Event

    copy = Event()
    for name, value in event.items():
        if name not in ("STATUS", "SEQUENCE", "DTSTAMP"):
            copy[name] = value
    copy.add("status", "CANCELLED")
    copy["SEQUENCE"] = event.get("sequence", 0)
    return copy


def _count_change(event: Event, old: Event | None) -> None:
    """SEQUENCE: one more if anything that people see is another than before."""
    count = int(old.get("sequence", 0)) if old is not None else 0
    if old is not None and _content(event) != _content(old):
        count += 1
    event.pop("SEQUENCE", None)
    event.add("sequence", count)
    event.add("dtstamp", FIRST_STAMP + timedelta(seconds=count))


def _content(event: Event) -> list[bytes]:
    lines = [event.content_line(name, event[name]).encode() for name in COMPARED if name in event]
    return lines + sorted(alarm.to_ical() for alarm in event.walk("VALARM"))
