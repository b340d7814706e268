"""Rules V72 to V79: silent until somebody begins the sheet, then in plain words."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import docx
import pytest

from lcxl.books.meetings import doubts_about
from lcxl.combine.combine import TeamTools
from lcxl.combine.tools import open_before_the_end
from lcxl.documents.papers.clauses import unused_clauses
from lcxl.findings import Finding
from lcxl.intake.submission import TextRow
from lcxl.plan import Collaborative
from lcxl.plan.follow_up import Attendance
from lcxl.plan.timetable import Timetable
from tests.helpers.folder_book import column, typed, written
from tests.workbooks.test_timetable import plan_of


@pytest.fixture(scope="module")
def offered(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A meetings.xlsx into which nobody typed."""
    return written("meetings", plan_of(), tmp_path_factory.mktemp("offered")).read_bytes()


def doubts(
    offered: bytes, folder: Path, values: dict[Any, Any], plan: Collaborative | None = None
) -> list[Finding]:
    path = folder / "meetings.xlsx"
    path.write_bytes(offered)
    typed(path, values)
    plan = plan or plan_of()
    return doubts_about(path.read_bytes(), plan, Timetable(plan.calendar))


def told(found: list[Finding]) -> list[tuple[str, str]]:
    return [(f.code, f.message) for f in found]


def test_nothing_is_said_of_what_nobody_began(offered: bytes, tmp_path: Path) -> None:
    assert doubts(offered, tmp_path, {}) == []
    longer = plan_of(session_minutes=240)
    assert doubts(offered, tmp_path, {}, longer) == []


def test_attendance_in_two_places_or_of_nobody_is_asked_about(
    offered: bytes, tmp_path: Path
) -> None:
    day = date(2026, 1, 14)
    noted = Attendance(team="cedar", event="learning session", held_on=day, people=2)
    plan = replace(plan_of(), attendance=(noted,))
    values = {("present", "people", 3): 4, ("calls", "came", "R10.2"): "cedar; ceder"}
    found = [f for f in doubts(offered, tmp_path, values, plan) if f.code == "V72"]
    assert told(found) == [
        ("V72", "'ceder' is the id of no team, so nobody's attendance was noted from it."),
        (
            "V72",
            "The attendance of Wednesday 14 January 2026 stands in meetings.xlsx and in "
            "recruiting-tracker.xlsx. What stands in meetings.xlsx is taken.",
        ),
    ]
    assert [(f.sheet, f.severity) for f in found] == [
        ("Calls", "question"),
        ("Sessions", "question"),
    ]


def test_an_agenda_that_does_not_add_up_or_is_talk(offered: bytes, tmp_path: Path) -> None:
    values = {("agenda", "minutes", ("S1", 4)): 45, ("agenda", "minutes", ("S1", 6)): 45}
    found = doubts(offered, tmp_path, values)
    assert {code for code, _ in told(found)} == {"V73", "V75"}
    said = [message for code, message in told(found) if code == "V73"]
    assert said[0].endswith("the session has 180.")
    assert said[1] == "Learning session 1 (kickoff): talks take 90 of 180 minutes."
    quiet = {("agenda", "reserve", ("S1", 4)): "A. Reserve"}
    assert doubts(offered, tmp_path, quiet) == []


def test_items_that_nobody_leads_and_speakers_without_a_reserve(
    offered: bytes, tmp_path: Path
) -> None:
    values = {("agenda", "lead", ("S2", 1)): None, ("agenda", "notes", ("S2", 2)): "too long"}
    found = told(doubts(offered, tmp_path, values))
    assert ("V75", "Learning session 2: nobody leads 'Arrive; what changed since last time'.") in (
        found
    )
    assert any(
        message.startswith("Learning session 2: nobody steps in for") for _, message in found
    )


def test_a_long_call_and_few_answers(offered: bytes, tmp_path: Path) -> None:
    values: dict[Any, Any] = {("meetings", "form", "S2"): "virtual"}
    assert doubts(offered, tmp_path, values) == []
    values |= {("meetings", "minutes", "S2"): 240}
    assert told(doubts(offered, tmp_path, values)) == [
        (
            "V74",
            "Learning session 2 is held on a call and lasts 240 minutes; "
            "180 is the most that works.",
        )
    ]
    answers: dict[Any, Any] = {("answers", "session", i): "S1" for i in range(3)}
    present: dict[Any, Any] = {("present", "people", 0): 7}
    assert [f.code for f in doubts(offered, tmp_path, answers | present)] == ["V76"]
    assert doubts(offered, tmp_path, answers) == []
    enough = answers | {("present", "people", 0): 6}
    assert doubts(offered, tmp_path, enough) == []


def test_calls_without_notes_before_one_that_has_some(offered: bytes, tmp_path: Path) -> None:
    (tmp_path / "x.xlsx").write_bytes(offered)
    first = column(tmp_path / "x.xlsx", "calls.id")[:3]
    found = doubts(offered, tmp_path, {("calls", "promised", first[2]): "A list"})
    assert [f.code for f in found] == ["V77"]
    assert found[0].message.startswith("Calls before the newest that you noted")
    assert doubts(offered, tmp_path, {("calls", "promised", first[0]): "A list"}) == []


def test_lessons_and_what_stays_are_asked_for_two_weeks_before_the_end() -> None:
    plan = replace(plan_of(), teams=plan_of().teams[:2])
    row = TextRow("Lessons", 5, {"id": "L1", "answer": "Calls by name"})
    tools = [TeamTools("ashgrove", "a.xlsx", None, {"lessons": [row]})]
    last = plan.calendar.sessions[-1]
    assert list(open_before_the_end(plan, tools, date(2026, 11, 1))) == []
    assert list(open_before_the_end(plan, [], last)) == []
    found = list(open_before_the_end(plan, tools, last))
    assert [(f.team_id, f.text) for f in found] == [
        ("ashgrove", "sustain"), ("birchwood", "lessons"), ("birchwood", "sustain"),
    ]  # fmt: skip
    assert found[0].message == (
        "Ashgrove Family Practice: no change stands on Sustain, and the last session is on "
        "Wednesday 13 January 2027."
    )


def test_clauses_that_the_hosts_own_agreement_leaves_out(tmp_path: Path) -> None:
    assert list(unused_clauses(tmp_path)) == []
    (tmp_path / "templates").mkdir()
    paper = docx.Document()
    paper.add_paragraph("{team} of {organisation} and {host}: {aim}. {kickoff}. {session_dates}")
    paper.add_paragraph("{required_metrics}. {display_words}. {deliverables.what}. {support}")
    paper.save(str(tmp_path / "templates" / "agreement.docx"))
    (found,) = unused_clauses(tmp_path)
    assert (found.code, found.parameters["clause"]) == ("V79", "When")
    assert "{reports.due}" in found.message
