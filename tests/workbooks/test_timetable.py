"""The timetable workbook: formulas, and what the host typed into it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from random import Random
from subprocess import CompletedProcess
from typing import Any

import openpyxl
import pytest

from lcxl.books.calendar_files import TimetableFiles, timetable_files
from lcxl.cells import Book, a1
from lcxl.errors import LcxlError, PlanError
from lcxl.keep.folder import Keep
from lcxl.keep.timetable import load_timetable
from lcxl.periods import serial
from lcxl.plan import Collaborative, DueRule, load_example
from lcxl.plan.calendar import DayOff, MovedDueDate
from lcxl.plan.timetable import Timetable
from tests.helpers.a11y import faults
from tests.helpers.office import Office
from tests.helpers.packages import packed, parts
from tests.helpers.recalc import differences, formula_values, recalculated

KICKOFF = date(2026, 1, 14)
RULES = [
    DueRule(rule="day of the next month", number=10),
    DueRule(rule="weekday of the next month", number=5, weekday="Tuesday"),
    DueRule(rule="working days after month end", number=8),
    DueRule(rule="working days before the call", number=3),
    DueRule(rule="day of the next month", number=28),
]
MOVED = MovedDueDate(month=date(2026, 5, 1), due=date(2026, 6, 18))
LENGTHS = (5, 8, 12, 15, 18)


def write_timetable(folder: Path, plan: Collaborative) -> TimetableFiles:
    """Both files, as `lcxl build` writes them."""
    found = timetable_files(folder, plan)
    for path, data in found.files:
        Keep(folder).write(path, data)
    return found


def plan_of(months: int = 12, **calendar: Any) -> Collaborative:
    """The hypertension example with another calendar."""
    plan = load_example("hypertension")
    fields = {"months": months, "kickoff": KICKOFF} | calendar
    return replace(plan, calendar=replace(plan.calendar, **fields))


def write(plan: Collaborative, folder: Path) -> Path:
    """Build it again, as lcxl build does."""
    write_timetable(folder, plan)
    return folder / "timetable.xlsx"


def lines(path: Path) -> dict[str, int]:
    """Key -> row on the sheet, counted from 1."""
    column = Book(path.read_bytes()).column("lines.key")
    return {str(cell.value): row + 1 for row, cell in column.items()}


def letter(path: Path, field: str) -> str:
    return a1(0, Book(path.read_bytes()).anchors[f"lines.{field}"].first_col).rstrip("1")


def edit(path: Path, edits: dict[tuple[int, str], Any]) -> None:
    book = openpyxl.load_workbook(path)
    for (row, field), value in edits.items():
        book["Timetable"][f"{letter(path, field)}{row}"] = value
    book.save(path)


@pytest.mark.parametrize(("months", "rule"), list(zip(LENGTHS, RULES, strict=True)))
def test_formulas_are_the_same_dates_for_two_years_of_kickoffs(
    months: int, rule: DueRule, tmp_path: Path, libreoffice: Office
) -> None:
    """Kickoffs are typed into the workbook; every date is compared with Python's."""
    plan = plan_of(
        months,
        due_rule=rule,
        country="US",
        days_off=(DayOff(first=date(2026, 12, 24), last=date(2027, 1, 3), name="Closed"),),
        due_dates=(MOVED,),
    )
    path = write(plan, tmp_path)
    rows, col = lines(path), letter(path, "planned")
    last = max(rows.values())
    libreoffice.open(path)
    kickoff = Book(path.read_bytes()).anchors["dates.kickoff"]
    step = LENGTHS.index(months)  # the five variants take turns: every day of two years once
    for offset in range(step, 731, len(LENGTHS)):
        day = KICKOFF + timedelta(days=offset)
        libreoffice.type("Timetable", a1(kickoff.first_row, kickoff.first_col), serial(day))
        shown = libreoffice.read("Timetable", f"{col}1:{col}{last}")
        expected = Timetable(replace(plan.calendar, kickoff=day)).planned
        wrong = {
            key: (shown[rows[key] - 1][0], expected[key])
            for key in rows
            if (shown[rows[key] - 1][0] or None)
            != (serial(planned) if (planned := expected[key]) else None)
        }
        assert not wrong, (day, wrong)
    libreoffice.close()


def test_the_workbook_is_whole(
    tmp_path: Path, libreoffice: Office, is_valid_ooxml: Callable[[Path], list[str]]
) -> None:
    """Valid for Excel, accessible, and its values those of a recalculation."""
    plan = plan_of(18, country="US", due_dates=(MOVED,))
    path = write(plan, tmp_path)
    rows = lines(path)
    edit(path, {(rows["S2"], "moved"): date(2026, 6, 10), (rows["M05"], "status"): "done"})
    path = write(plan, tmp_path)
    assert is_valid_ooxml(path) == []
    assert faults(path) == []
    cached = formula_values(path)
    assert differences(cached, recalculated(libreoffice, path, tmp_path / "again.xlsx")) == []


def test_lines_are_overdue_as_of_a_day(tmp_path: Path, libreoffice: Office) -> None:
    """What has to be done is overdue, what takes place is past, what is near comes soon."""
    path = write(plan_of(), tmp_path)
    rows = lines(path)
    place = Book(path.read_bytes()).anchors["dates.as_of"]
    book = openpyxl.load_workbook(path)
    book["Timetable"].cell(place.first_row + 1, place.first_col + 1).value = date(2026, 1, 6)
    book.save(path)
    edit(path, {(rows["M25"], "status"): "Done", (rows["M21"], "status"): "not needed"})
    path = write(plan_of(), tmp_path)
    state = Book(path.read_bytes()).column("lines.state")
    said = {key: state[row - 1].value for key, row in lines(path).items()}
    expected = {
        "M24": "overdue", "M25": "done", "M21": "not needed", "R17.-1": "past", "M26": "soon",
        "S1": "soon", "S2": "planned", "M34": "open",
    }  # fmt: skip
    assert {key: said[key] for key in expected} == expected
    cached = formula_values(path)
    assert differences(cached, recalculated(libreoffice, path, tmp_path / "again.xlsx")) == []


@pytest.mark.parametrize("builds", [6, pytest.param(20, marks=pytest.mark.thorough)])
def test_builds_with_edits_between_lose_and_double_nothing(tmp_path: Path, builds: int) -> None:
    rng = Random(7)
    plan = plan_of()
    path = write(plan, tmp_path)
    typed: dict[tuple[str, str], Any] = {}
    own: list[tuple[str, date]] = []
    planned = Timetable(plan.calendar)
    movable = [i.key for i in planned.items if i.kind in ("milestone", "task")]
    for build in range(builds):
        rows = lines(path)
        edits: dict[tuple[int, str], Any] = {}
        for field, value in (
            ("status", rng.choice(["in hand", "done", "not needed"])),
            ("owner", f"Owner {build}"),
            ("notes", f'note {build} = "quoted" & <more>'),
        ):
            key = rng.choice(sorted(rows))
            if key.startswith("M") or field != "status":
                typed[key, field] = edits[rows[key], field] = value
        key = rng.choice(movable)
        if key != "M18":
            day = KICKOFF + timedelta(days=rng.randrange(20, 300))
            typed[key, "moved"] = edits[rows[key], "moved"] = day
        free = first_free(path)
        own.append((f"Our own line {build}", KICKOFF + timedelta(days=7 * build)))
        edits[free, "what"], edits[free, "moved"] = own[-1]
        edit(path, edits)
        path = write(plan, tmp_path)
        kept = load_timetable(tmp_path, plan).edits
        found = {
            (line.key, field): value
            for line in (*kept.lines.values(), *kept.own)
            for field in ("status", "owner", "notes", "moved")
            if (value := getattr(line, field)) and (line in kept.lines.values() or field != "moved")
        }
        assert found == typed
        assert [(line.what, line.moved) for line in kept.own] == sorted(own, key=lambda o: o[1])
        assert len(lines(path)) == len(planned.items) + len(own)
    assert path.read_bytes() == write(plan, tmp_path).read_bytes()


def first_free(path: Path) -> int:
    book = Book(path.read_bytes())
    filled = book.column("lines.what")
    place = book.anchors["lines.what"]
    rows = range(place.first_row, place.last_row + 1)
    return next(r for r in rows if r not in filled or filled[r].value is None) + 1


def test_lines_that_the_plan_no_longer_has_are_kept_and_come_back(
    tmp_path: Path, libreoffice: Office
) -> None:
    path = write(plan_of(12), tmp_path)
    note = f"{letter(path, 'notes')}{lines(path)['R08.12']}"
    libreoffice.open(path)
    libreoffice.type("Timetable", note, "Ask Oak about the slides")
    libreoffice.save(path)
    libreoffice.close()
    shorter = plan_of(8)
    path = write(shorter, tmp_path)
    edits = load_timetable(tmp_path, shorter).edits
    (line,) = edits.own
    assert (line.key, line.notes) == ("R08.12", "Ask Oak about the slides")
    assert line.what == "Coach's feedback to each team: December 2026"
    assert line.last == Timetable(plan_of(12).calendar).planned["R08.12"]
    write(shorter, tmp_path)
    write(plan_of(12), tmp_path)
    edits = load_timetable(tmp_path, plan_of(12)).edits
    assert edits.own == ()
    assert edits.lines["R08.12"].notes == "Ask Oak about the slides"
    assert edits.moved == {}


@pytest.mark.parametrize(
    ("moves", "code", "words", "fix"),
    [
        (
            {"S2": date(2026, 9, 16)},
            "V39",
            "Learning session 2 and Learning session 3 (spread and sustaining) are on the same day",
            "Thursday 17 September 2026 is free",
        ),
        ({"S4": date(2027, 2, 3)}, "V39", "is after the end", "Friday 29 January 2027"),
        (
            {"S2": date(2026, 10, 1)},
            "V39",
            "is before Learning session 2 on Thursday 1 October 2026",
            "Friday 2 October 2026 is free",
        ),
        ({"S3": date(2025, 12, 1)}, "V39", "is before the kickoff", "hold the others after it"),
        (
            {"M18": date(2026, 3, 2)},
            "V40",
            "would go out before the reporting workbooks are sent",
            "Monday 2 March 2026 or later",
        ),
    ],
)
def test_dates_that_cannot_be_met_are_refused(
    tmp_path: Path, moves: dict[str, date], code: str, words: str, fix: str
) -> None:
    path = write(plan_of(), tmp_path)
    before = path.read_bytes()
    rows = lines(path)
    edit(path, {(rows[key], "moved"): day for key, day in moves.items()})
    typed = path.read_bytes()
    with pytest.raises(PlanError) as caught:
        write(plan_of(), tmp_path)
    first = caught.value.findings[0]
    assert (first.code, first.file, first.sheet) == (code, "timetable.xlsx", "Timetable")
    assert words in first.message
    assert fix in first.fix
    assert path.read_bytes() == typed != before


def test_what_cannot_be_used_as_typed_is_asked_about_and_kept(tmp_path: Path) -> None:
    path = write(plan_of(), tmp_path)
    rows = lines(path)
    kickoff = Book(path.read_bytes()).anchors["dates.kickoff"]
    book = openpyxl.load_workbook(path)
    book["Timetable"].cell(kickoff.first_row + 1, kickoff.first_col + 1).value = date(2026, 3, 4)
    book.save(path)
    edit(
        path, {(rows["M05"], "moved"): "after Easter", (rows["R01.3"], "moved"): date(2026, 4, 20)}
    )
    write(plan_of(), tmp_path)
    edits = load_timetable(tmp_path, plan_of()).edits
    assert edits.lines["M05"].moved == "after Easter"
    assert {f.code for f in edits.findings} == {"V47"}
    said = " ".join(f.message for f in edits.findings)
    assert "'after Easter' is not a date" in said
    assert "a due date is not moved here" in said


def test_a_damaged_sheet_is_told_and_left_as_it_is(tmp_path: Path) -> None:
    path = write(plan_of(), tmp_path)
    whole, refused = parts(path.read_bytes()), 0
    for name in whole:
        if not name.startswith("xl/worksheets/sheet"):
            continue
        path.write_bytes(packed(whole | {name: whole[name][: len(whole[name]) // 2]}))
        damaged = path.read_bytes()
        with suppress(LcxlError):
            load_timetable(tmp_path, plan_of())
            continue
        with pytest.raises(LcxlError, match="was left as it is") as caught:
            write(plan_of(), tmp_path)
        assert caught.value.message.startswith(f"{path} cannot be read")
        assert path.read_bytes() == damaged
        refused += 1
    assert refused > 1


def test_a_tried_kickoff_is_told_and_the_plan_holds(tmp_path: Path) -> None:
    path = write(plan_of(), tmp_path)
    book = openpyxl.load_workbook(path)
    kickoff = Book(path.read_bytes()).anchors["dates.kickoff"]
    book["Timetable"].cell(kickoff.first_row + 1, kickoff.first_col + 1).value = date(2026, 3, 4)
    book.save(path)
    timetable, edits, _ = load_timetable(tmp_path, plan_of())
    assert timetable.dates["S1"] == KICKOFF
    (asked,) = edits.findings
    assert "You tried Wednesday 4 March 2026 as kickoff" in asked.message


def test_build_writes_both_and_says_so(
    lcxl: Callable[..., CompletedProcess[str]], tmp_path: Path
) -> None:
    lcxl("new", "ht", "--example", "hypertension")
    done = lcxl("build", "ht")
    assert done.returncode == 0, done.stderr
    for name in ("timetable.xlsx", "timetable.ics", "timetable-teams.ics"):
        assert (tmp_path / "ht" / name).exists()
        assert name in done.stdout
