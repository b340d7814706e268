"""What the host typed into meetings.xlsx, as it counts: attendance, promises, ratings, lessons."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Literal

from lcxl import templates
from lcxl.cells import Book, Unreadable, a1
from lcxl.files import content_of, is_in_store
from lcxl.periods import parse_day
from lcxl.plan import Collaborative
from lcxl.plan.follow_up import Attendance
from lcxl.plan.notes import Lesson, Notes, Promise, SessionRating
from lcxl.plan.survey import rating
from lcxl.words import in_language_of

__all__ = ["MEETINGS", "Meetings", "day_in", "is_all", "load_meetings", "notes_of_meetings"]

MEETINGS = "meetings.xlsx"
Event = Literal["learning session", "data call", "coaching call"]
EVENTS: Mapping[str, Event] = {"data": "data call", "coaching": "coaching call"}
"""Kind of call -> what it is called where attendance is counted."""
QUOTED = ("s2", "s3", "s4", "s5")

Row = Mapping[str, object]


class Meetings:
    """The rows of the workbook, by their block, and where each stands."""

    def __init__(self, book: Book) -> None:
        """Read an opened workbook.

        Raises:
            Unreadable: a part of it is broken.
        """
        # Slow to import, and many folders have no such book.
        from lcxl.keep.declared import typed_rows

        spec = templates.workbook("meetings")
        self.rows: Mapping[str, Sequence[Row]] = typed_rows(book, spec).rows
        self._anchors = book.anchors

    def where(self, block: str, field: str, line: int = 0) -> tuple[str | None, str | None]:
        """Sheet and cell of a field in a row, counted from 0."""
        place = self._anchors.get(f"{block}.{field}")
        return (place.sheet, a1(place.first_row + line, place.first_col)) if place else (None, None)

    def of(self, block: str) -> Sequence[Row]:
        """The rows of a table, or the one of a form; none where it has none."""
        return self.rows.get(block, ())


def load_meetings(folder: Path) -> Meetings | None:
    """The workbook of a folder; None if there is none.

    Raises:
        Unreadable: it is broken.
        OSError: it cannot be opened.
    """
    try:
        content = content_of(folder / MEETINGS)
    except FileNotFoundError:
        return None
    book = Book(content)
    with in_language_of(book.machine):
        return Meetings(book)


def notes_of_meetings(folder: Path, plan: Collaborative) -> Notes:
    """What counts of it; a workbook that cannot be read is told by a finding."""
    try:
        meetings = load_meetings(folder)
    except Unreadable as e:
        return _unreadable(e.text, e.places)
    except OSError as e:
        if is_in_store(folder):  # which may refuse to say that there is none
            return Notes()
        why = {"why": str(e.strerror or e)}
        return _unreadable("not_opened", why)
    if meetings is None:
        return Notes()
    ids = {team.id.casefold(): team.id for team in plan.teams}
    calls = list(_calls(meetings, ids))
    return Notes(
        attendance=tuple(dict.fromkeys((*_present(meetings, ids), *_came(calls, ids)))),
        ratings=tuple(_ratings(meetings)),
        promises=tuple(_promises(calls)),
        lessons=tuple(_shared(calls)),
    )


def _unreadable(text: str, places: Mapping[str, object]) -> Notes:
    from lcxl.intake import rules

    return Notes(findings=(rules.unreadable(text, places, MEETINGS),))


def day_in(value: object) -> date | None:
    """The day that a cell holds, also one typed as 2026-03-01; None for anything else."""
    if isinstance(value, date):
        return value
    if isinstance(value, str):
        try:
            return parse_day(value)[0]
        except ValueError:
            return None
    return None


def is_all(text: str) -> bool:
    """Whether what stands in the place of a team means every one."""
    return templates.chosen("all_teams", text) is not None


def _people(value: object) -> int | None:
    is_count = isinstance(value, float) and 0 <= value <= 500 and value == int(value)
    return int(value) if is_count and isinstance(value, float) else None


def _team(value: object, ids: Mapping[str, str]) -> str | None:
    """A team's id as the plan writes it; None where it has none of that name."""
    return ids.get(str(value or "").strip().casefold())


def _present(meetings: Meetings, ids: Mapping[str, str]) -> Iterator[Attendance]:
    days = {str(row.get("id")): day_in(row.get("day")) for row in meetings.of("meetings")}
    for row in meetings.of("present"):
        team, day = _team(row.get("team"), ids), days.get(str(row.get("id")))
        people = _people(row.get("people"))
        if team and day and people is not None:
            yield Attendance(team=team, event="learning session", held_on=day, people=people)


class _Call:
    """A row of the sheet Calls that counts: it has a day."""

    def __init__(self, row: Row, day: date, team: str) -> None:
        self.row, self.day, self.team = row, day, team
        kind = templates.chosen("call_kind", str(row.get("kind") or ""))
        self.event: Event | None = EVENTS.get(kind or "")


def _calls(meetings: Meetings, ids: Mapping[str, str]) -> Iterator[_Call]:
    for row in meetings.of("calls"):
        day = day_in(row.get("held_on")) or day_in(row.get("planned"))
        if day is not None:
            yield _Call(row, day, _team(row.get("team"), ids) or "")


def _came(calls: Iterable[_Call], ids: Mapping[str, str]) -> Iterator[Attendance]:
    """Of a call with one team its people; of one with all the teams that are named."""
    for call in calls:
        people, came = _people(call.row.get("people")), str(call.row.get("came") or "")
        if call.event is None:
            continue
        if call.team and people is not None:
            yield Attendance(team=call.team, event=call.event, held_on=call.day, people=people)
            continue
        named = [name.strip() for name in came.replace("\n", ";").replace(",", ";").split(";")]
        if not any(named):
            continue
        here = (
            set(ids.values()) if any(map(is_all, named)) else {_team(name, ids) for name in named}
        )
        for team in ids.values():
            here_too = int(team in here)
            yield Attendance(team=team, event=call.event, held_on=call.day, people=here_too)


def _promises(calls: Iterable[_Call]) -> Iterator[Promise]:
    for call in calls:
        text = str(call.row.get("promised") or "").strip()
        if text:
            kept = str(call.row.get("kept") or "")
            yield Promise(
                call.team,
                "call",
                call.day,
                text,
                due=day_in(call.row.get("due")),
                kept=templates.chosen("matched", kept) or kept,
            )


def _shared(calls: Iterable[_Call]) -> Iterator[Lesson]:
    for call in calls:
        text = str(call.row.get("share") or "").strip()
        if text:
            yield Lesson(call.team, "call", call.day, "share", text)


def _ratings(meetings: Meetings) -> Iterator[SessionRating]:
    answers, present = meetings.of("answers"), meetings.of("present")
    for row in meetings.of("meetings"):
        key = str(row.get("id") or "")
        found = rating(answers, present, key)
        if found.answered:
            quotes = tuple(
                (name, str(answer[name]))
                for answer in answers
                if str(answer.get("session") or "").casefold() == key.casefold()
                for name in QUOTED
                if answer.get(name)
            )
            what, day = str(row.get("what") or ""), day_in(row.get("day"))
            yield SessionRating(key, what, day, found, quotes)
