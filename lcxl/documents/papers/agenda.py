"""What fills the places of a meeting's papers: its agenda with clock times, room and survey."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta

from lcxl import templates
from lcxl.documents.papers.places import Rows
from lcxl.documents.papers.values import AWAY, Places, open_place, or_open
from lcxl.documents.source import Source, number_in
from lcxl.plan.dates import day_in_words
from lcxl.practice.schedule import Meeting
from lcxl.words import say

__all__ = ["of_meeting"]


def of_meeting(source: Source, meeting: Meeting) -> Places:
    """Places about a session or another meeting."""
    own = _own(source, meeting)
    typed = own.get("begins")
    begins = typed if isinstance(typed, time) else meeting.begins
    items = list(_items(source, meeting, begins))
    survey = {f"survey_{i}": q.what for i, q in
              enumerate(templates.meeting_defaults().survey, start=1)}  # fmt: skip
    return {
        "meeting": meeting.what[:1].upper() + meeting.what[1:],
        "meeting_file": AWAY.sub("-", meeting.key),
        "meeting_day": open_place("day") if meeting.day is None else day_in_words(meeting.day),
        "meeting_place": or_open(str(own.get("place") or ""), "place"),
        "meeting_minutes": str(own.get("minutes") or meeting.minutes),
        "items": Rows(items),
        **survey,
    }


def _names_of(meeting: Meeting) -> set[str]:
    """What tables of meetings.xlsx call a meeting."""
    return {meeting.key, templates.word_of("meeting", meeting.key)}


def _own(source: Source, meeting: Meeting) -> Mapping[str, object]:
    names = _names_of(meeting)
    rows = source.meetings.get("meetings", ())
    return next((row for row in rows if str(row.get("id")) in names), {})


def _items(source: Source, meeting: Meeting, begins: time | None) -> Iterator[dict[str, str]]:
    """The agenda, with the time at which each item begins."""
    names = _names_of(meeting)
    typed = [row for row in source.meetings.get("agenda", ()) if str(row.get("session")) in names]
    rows: list[Mapping[str, object]] = sorted(typed, key=lambda row: number_in(row.get("order")))
    if not rows:
        rows = [
            {"minutes": minutes, "what": item.what, "how": item.how, "lead": item.lead}
            for item, minutes in source.schedule.agenda(meeting)
        ]
    done = 0
    for row in rows:
        minutes = int(number_in(row.get("minutes")))
        told = {name: str(row.get(name) or "") for name in ("what", "how", "lead", "reserve",
                                                            "material")}  # fmt: skip
        yield {"begins": _clock(begins, done), "minutes": str(minutes), **told}
        done += minutes


def _clock(begins: time | None, done: int) -> str:
    """A time of day; minutes since the beginning, where that is not known."""
    if begins is None:
        return say("papers.offset", hours=done // 60, minutes=done % 60)
    at = datetime.combine(date(2000, 1, 1), begins) + timedelta(minutes=done)
    return at.time().isoformat("minutes")
