"""meetings.xlsx: what the host types stays, clock times add up, and its figures are true."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, time
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from lcxl.cells import Book, a1
from lcxl.plan import Collaborative
from tests.helpers.a11y import faults as a11y_faults
from tests.helpers.folder_book import column, line, rows_of, typed, written
from tests.helpers.office import Office
from tests.helpers.recalc import differences, formula_values, recalculated
from tests.workbooks.test_timetable import plan_of

TYPED: dict[tuple[str, str, Any], Any] = {
    ("meetings", "form", "S1"): "in person",
    ("meetings", "begins", "S1"): time(9, 30),
    ("meetings", "minutes", "S2"): 240,
    ("meetings", "place", "S2"): "Blue hall",
    ("structure", "technical_help", 0): "Mira, on Mondays",
    ("structure", "coach_hours", 0): 3.5,
    ("content", "welcome", "S1"): 20,
    ("present", "people", 0): 4,
    ("agenda", "minutes", ("S1", 2)): 25,
    ("agenda", "what", ("S1", 3)): "Teams draw themselves",
    ("agenda", "reserve", ("S1", 4)): "A. Reserve",
    ("agenda", "notes", ("S2", 1)): "too long",
    ("logistics", "done_on", "S1-L02"): date(2026, 1, 5),
    ("logistics", "item", "S1-L03"): "Speakers asked by telephone",
    ("as_of", "as_of", 0): date(2026, 2, 1),
    ("calls", "held_on", "R10.2"): date(2026, 3, 30),
    ("calls", "came", "R10.2"): "ashgrove; cedar",
    ("calls", "promised", "R11.3"): "Call list by Friday",
    ("calls", "due", "R11.3"): date(2026, 4, 30),
    ("calls", "private", "R11.3"): "for me alone",
    ("answers", "session", 0): "S1",
    ("answers", "s1", 0): "4 - useful",
    ("answers", "s3", 0): "Less talk",
    ("agenda_page", "version", 0): "participants",
    ("call_page", "team", 0): "cedar",
    ("items", "sent_on", "W2"): date(2025, 12, 1),
    ("items", "item", "W9"): "Bring a cuff",
    ("done", "w2", "ashgrove"): "waived",
}
OWN = {
    ("agenda", 115): {"session": "S2", "order": 2.5, "minutes": 5, "what": "A song"},
    ("logistics", 55): {"session": "S2", "item": "Flowers", "days": -1, "owner": "Ada"},
    ("calls", 60): {"held_on": date(2026, 5, 6), "team": "cedar", "kind": "coaching", "people": 0},
}
"""Lines of the host's own: table and row -> what is typed."""


def plans(number: int) -> Collaborative:
    """The plan as it is at the n-th build: another kickoff, further sessions, other metrics."""
    weeks = [(0, 17, 35, 52), (0, 12, 24, 36, 52), (0, 10, 20, 30, 40, 52)][number % 3]
    plan = plan_of(kickoff=date(2026, 1, 14 + number % 5), session_weeks=weeks)
    return replace(plan, metrics=plan.metrics[: len(plan.metrics) - number % 2])


def typed_values(path: Path) -> dict[Any, Any]:
    """What stands now where `TYPED` was typed."""
    return {
        place: column(path, f"{place[0]}.{place[1]}")[
            place[2] if isinstance(place[2], int) else line(path, place[0], place[2])
        ]
        for place in TYPED
    }


def test_everything_typed_stays_through_twenty_builds_with_another_plan(tmp_path: Path) -> None:
    path = written("meetings", plans(0), tmp_path)
    typed(path, TYPED)
    typed(path, {(b, f, i): v for (b, i), row in OWN.items() for f, v in row.items()})
    before = typed_values(path)
    for number in range(1, 21):
        path = written("meetings", plans(number), tmp_path)
    assert typed_values(path) == before
    assert ("S2", 2.5, 5.0, "A song") in rows_of(
        path, "agenda", "session", "order", "minutes", "what"
    )
    assert ("Flowers", -1.0, "Ada") in rows_of(path, "logistics", "item", "days", "owner")
    assert ("cedar", "coaching", 0.0) in rows_of(path, "calls", "team", "kind", "people")
    assert "S6" in column(path, "meetings.id")
    assert "S6" in column(path, "agenda.session")


def test_dates_follow_the_timetable_and_what_was_taken_out_does_not_come_back(
    tmp_path: Path,
) -> None:
    path = written("meetings", plan_of(), tmp_path)
    gone = line(path, "agenda", ("S1", 5))
    fields = ("session", "order", "minutes", "area", "what", "how", "lead")
    due = column(path, "logistics.due")[line(path, "logistics", "S2-L02")]
    typed(path, {("agenda", field, gone): None for field in fields})
    path = written("meetings", plan_of(), tmp_path, S2=date(2026, 6, 17))
    assert ("S1", 5.0) not in rows_of(path, "agenda", "session", "order")
    assert ("S1", 6.0) in rows_of(path, "agenda", "session", "order")
    moved = column(path, "logistics.due")[line(path, "logistics", "S2-L02")]
    assert moved - due > 20


def test_clock_times_add_up_and_fill_the_session(tmp_path: Path) -> None:
    plan = plan_of(session_time=time(9, 0), session_minutes=200)
    path = written("meetings", plan, tmp_path)
    rows = rows_of(path, "agenda", "session", "order", "minutes", "begins")
    for session in ("S1", "S2", "S4"):
        own = [row for row in rows if row[0] == session]
        assert sum(row[2] for row in own) == 200
        clock = 9 * 60
        for _, _, minutes, begins in own:
            assert round(begins * 1440) == clock
            clock += minutes


def test_without_a_time_to_begin_an_agenda_counts_from_its_start(
    tmp_path: Path, libreoffice: Office
) -> None:
    plan = plan_of(session_minutes=180)
    path = written("meetings", plan, tmp_path)
    typed(path, {("agenda_page", "line", 0): 3, ("agenda_page", "now", 0): time(10, 20)})
    path = written("meetings", plan, tmp_path)
    again = recalculated(libreoffice, path, tmp_path / "again.xlsx")
    assert differences(formula_values(path), again) == []
    shown = {str(value) for value in again.values()}
    assert "Learning session 1 (kickoff). Planned end: +3:00" in shown
    assert not any("min late" in value or "In time" in value for value in shown)
    libreoffice.open(path)
    place = Book(path.read_bytes()).anchors["agenda.begins"]
    second = a1(place.first_row + 1, place.first_col)
    assert libreoffice.displayed(place.sheet, second) == "+0:10"


def test_a_build_without_a_change_makes_nothing_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = plan_of()
    for _ in range(2):
        path = written("meetings", plan, tmp_path)

    def refuse(*_: object) -> None:
        raise AssertionError("made again")

    monkeypatch.setattr("lcxl.books.folder._build", refuse)
    assert written("meetings", plan, tmp_path) == path
    with pytest.raises(AssertionError, match="made again"):
        written("meetings", plan, tmp_path, S2=date(2026, 6, 17))


def test_its_figures_are_true_recalculated_and_it_is_a_sound_workbook(
    tmp_path: Path, libreoffice: Office, is_valid_ooxml: Callable[[Path], list[str]]
) -> None:
    path = written("meetings", plans(1), tmp_path)
    ratings = ["4", "5 - very", "4/5", 3, "2", 5, "hm", "10", "1"]
    answers = {("answers", "s1", i): v for i, v in enumerate(ratings)}
    sessions = {("answers", "session", i): "S1" for i in range(len(ratings))}
    page = {("agenda_page", "line", 0): 3, ("agenda_page", "now", 0): time(10, 20)}
    last = {("calls", "team", "R11.3"): "cedar", ("agenda_page", "version", 0): "facilitators"}
    typed(path, TYPED | answers | sessions | page | last)
    path = written("meetings", plans(1), tmp_path)
    again = recalculated(libreoffice, path, tmp_path / "again.xlsx")
    assert differences(formula_values(path), again) == []
    assert is_valid_ooxml(path) == []
    assert a11y_faults(path) == []
    assert column(path, "answers.score")[: len(ratings)] == [4, 5, 4, 3, 2, 5, None, None, 1]
    shown = {str(value) for value in formula_values(path).values()}
    assert "3.4 on average, of 5. 2 gave 1 or 2." in shown
    assert "Call list by Friday" in shown
    assert any(value.startswith("Learning session 1 (kickoff). Planned end: ") for value in shown)
    assert any("min late. Without cuts the meeting ends at" in value for value in shown)


def test_an_agenda_that_nobody_changed_is_as_long_as_its_session(tmp_path: Path) -> None:
    path = written("meetings", plan_of(session_minutes=180), tmp_path)
    typed(path, {("agenda", "what", ("S2", 1)): "Arrive", ("meetings", "minutes", "S3"): 90})
    path = written("meetings", plan_of(session_minutes=240), tmp_path)
    rows = rows_of(path, "agenda", "session", "minutes")
    sums = {key: sum(n for k, n in rows if k == key) for key in ("S1", "S2", "S3")}
    assert sums == {"S1": 240, "S2": 180, "S3": 90}


def test_an_export_of_a_form_on_a_sheet_of_its_own_is_copied_once(tmp_path: Path) -> None:
    path = written("meetings", plan_of(), tmp_path)
    typed(path, {("answers", "session", 0): "S1", ("answers", "s1", 0): "2"})
    heads = ["Timestamp", "Anything else?", "Session", "What was best?",
             "How useful was this session for your work? (1 not at all, 5 very)"]  # fmt: skip
    answers: list[list[Any]] = [
        [date(2026, 1, 14), None, "Session 1", "The speed rounds", "4 - useful"],
        [date(2026, 1, 15), "Coffee", None, "Nothing", 3],
        [date(2026, 5, 20), None, None, "The charts", "5/5"],
        [date(2026, 5, 20), None, None, "The charts", "5/5"],
    ]

    def paste(rows: list[list[Any]], name: str) -> None:
        book = openpyxl.load_workbook(path)
        sheet = book.create_sheet(name)
        for row in [heads, *rows]:
            sheet.append(row)
        book.save(path)

    def copied() -> list[tuple[Any, ...]]:
        return rows_of(path, "answers", "session", "s1", "s2", "s5")

    paste(answers, "Form responses")
    expected = {
        ("S1", "4 - useful", "The speed rounds", None),
        ("S1", "3", "Nothing", "Coffee"),
        ("S2", "5/5", "The charts", None),
        ("S1", "2", None, None),
    }
    for _ in range(3):
        path = written("meetings", plan_of(), tmp_path)
        assert set(copied()) == expected
        assert len(copied()) == 5
    typed(path, {("answers", field, 0): None for field in ("session", "s1", "s2")})
    paste([*answers, [date(2026, 5, 21), None, None, "Late", 1]], "Form responses later")
    path = written("meetings", plan_of(), tmp_path)
    kept = [row for row in copied() if any(row)]
    assert len(kept) == 5
    assert ("S2", "1", "Late", None) in kept
