"""What stands in meetings.xlsx counts: attendance, promises, ratings and lessons of the master."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from lcxl.books.copies import views
from lcxl.books.master import build_master_workbook
from lcxl.cells import Book
from lcxl.combine import Master, merge
from lcxl.keep.meetings import notes_of_meetings
from lcxl.plan.follow_up import Assessment, Attendance
from lcxl.plan.notes import Notes, engagement, with_notes
from lcxl.plan.survey import rating, score_in
from tests.helpers.folder_book import typed, written
from tests.workbooks.test_timetable import plan_of

RATINGS = ["4", "5 - very", "4/5", "3", "2", "10", "5"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a meetings.xlsx in which the host typed."""
    home = tmp_path_factory.mktemp("folder")
    path = written("meetings", plan_of(), home)
    values: dict[Any, Any] = {("present", "people", i): 4 for i in range(8)}
    values |= {("present", "people", 7): 0, ("calls", "came", "R10.2"): "Ashgrove; nobody"}
    values |= {("answers", "session", i): "S1" for i in range(len(RATINGS))}
    values |= {("answers", "s1", i): text for i, text in enumerate(RATINGS)}
    values |= {
        ("answers", "s2", 0): "Speed rounds",
        ("calls", "team", "R11.3"): "cedar",
        ("calls", "people", "R11.3"): 2,
        ("calls", "promised", "R11.3"): "Call list by Friday",
        ("calls", "due", "R11.3"): date(2026, 5, 1),
        ("calls", "share", "R11.3"): "A list on the wall",
        ("calls", "private", "R11.3"): "Their lead is about to leave",
        ("calls", "promised", "R11.4"): "Charts to all",
        ("calls", "kept", "R11.4"): "Partly",
    }
    typed(path, values)
    return home


def master_of(folder: Path) -> Master:
    return merge(folder, plan=plan_of(), needs_files=False)


def texts(data: bytes) -> list[str]:
    book = Book(data)
    cells = (book.cells(sheet.name).values() for sheet in book.sheets)
    return [str(cell.value) for sheet in cells for cell in sheet if cell.value is not None]


def test_attendance_promises_ratings_and_lessons_are_read(folder: Path) -> None:
    notes = notes_of_meetings(folder, plan_of())
    came = {(a.team, a.event, a.held_on, a.people) for a in notes.attendance}
    assert ("ashgrove", "learning session", date(2026, 1, 14), 4) in came
    assert ("harwick", "learning session", date(2026, 1, 14), 0) in came
    calls = {(a.team, a.people) for a in notes.attendance if a.event == "data call"}
    assert calls == {(t.id, int(t.id == "ashgrove")) for t in plan_of().teams}
    assert ("cedar", "coaching call", date(2026, 4, 8), 2) in came
    assert [(p.team_id, p.text, p.due, p.kept) for p in notes.promises] == [
        ("cedar", "Call list by Friday", date(2026, 5, 1), ""),
        ("", "Charts to all", None, "Partly"),
    ]
    (found,) = notes.ratings
    assert (found.session, found.rating.present, found.rating.answered) == ("S1", 28, 7)
    assert found.rating.counts == (0, 1, 1, 2, 2)
    assert found.quotes == (("s2", "Speed rounds"),)
    assert [(one.team_id, one.text) for one in notes.lessons] == [("cedar", "A list on the wall")]


def test_the_day_of_a_meeting_counts_as_meetings_has_it_and_others_as_the_tracker() -> None:
    plan = replace(
        plan_of(),
        attendance=tuple(
            Attendance(team="cedar", event="data call", held_on=day, people=9)
            for day in (date(2026, 2, 26), date(2026, 3, 26))
        ),
        assessments=(Assessment(team="cedar", taken="before", score=30),),
    )
    notes = Notes(
        attendance=(
            Attendance(team="oak", event="data call", held_on=date(2026, 3, 26), people=1),
        ),
        assessments=(
            Assessment(team="cedar", taken="before", score=1),
            Assessment(team="cedar", taken="after", score=44),
        ),
    )
    found = with_notes(plan, notes)
    assert [(a.team, a.held_on.month) for a in found.attendance] == [("cedar", 2), ("oak", 3)]
    assert [(a.taken, a.score) for a in found.assessments] == [("before", 30), ("after", 44)]


def test_how_all_teams_took_part_is_counted_once_for_each_team_and_time(folder: Path) -> None:
    notes = notes_of_meetings(folder, plan_of())
    plan = with_notes(plan_of(), notes)
    found = engagement(plan, notes)
    assert found.events == 3
    assert found.attended == pytest.approx((7 + 1 + 1) / 24)
    assert (found.answered, found.present) == (7, 28)
    assert found.mean == pytest.approx((2 + 3 + 8 + 10) / 6)
    assert found.before is None
    few = rating([{"session": "S1", "s1": "4"}] * 4, (), "S1")
    assert few.mean is None
    assert [score_in(v) for v in ("5", 3.0, "4 - useful", "4/5", "45", "0", "", None, "six")] == [
        5, 3, 4, 4, None, None, None, None, None,
    ]  # fmt: skip


def test_the_master_tells_the_host_of_them_and_others_what_they_may_see(folder: Path) -> None:
    master = master_of(folder)
    shown = texts(build_master_workbook(master))
    for text in ("Call list by Friday", "Charts to all", "A list on the wall", "25%", "3.8"):
        assert text in shown, text
    assert not any("about to leave" in text or "Speed rounds" in text for text in shown)
    (for_funders,) = views(master, "funders")
    outside = texts(for_funders.workbook(""))
    assert any(text.startswith("Survey after sessions: 7 answers, from 25%") for text in outside)
    assert not any("Call list" in text or "on the wall" in text for text in outside)
    (for_teams,) = views(master, "teams")
    others = texts(for_teams.workbook(""))
    assert "A list on the wall" in others
    assert "Call list by Friday" not in others
    for display in ("coded", "aggregate"):
        hidden = replace(master, plan=replace(master.plan, display=display))
        for view in views(hidden, "teams"):
            assert "A list on the wall" not in texts(view.workbook(""))


def test_a_meetings_workbook_that_cannot_be_read_stops_nothing(tmp_path: Path) -> None:
    (tmp_path / "meetings.xlsx").write_bytes(b"PK\x03\x04 half a file")
    master = master_of(tmp_path)
    assert [(f.code, f.file) for f in master.findings] == [("V31", "meetings.xlsx")]
    assert build_master_workbook(master)
