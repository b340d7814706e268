"""What the host writes into the recruiting tracker beside organisations: it reaches the plan."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import openpyxl
import pytest

from lcxl import load_collaborative
from lcxl.errors import PlanError
from lcxl.plan.follow_up import Assessment, Attendance, FacultyScore
from tests.plans import SMALL, plan_from
from tests.test_plan import faults, host_folder

FOLLOW_UP = (
    SMALL
    + """excused = ["2026-04", "2026-05"]

[[attendance]]
team = "OAK"
event = "learning session"
held_on = 2026-01-14
people = 4
[[attendance]]
team = "elm"
event = "data call"
held_on = 2026-02-26
people = 0
[[faculty_scores]]
team = "oak"
month = 2026-02-01
director = 2.0
advisor = 3.0
score = 2.5
[[assessments]]
team = "oak"
taken = "before"
taken_on = 2026-01-05
score = 46.5
"""
)


def test_attendance_scores_and_assessments_reach_the_plan(tmp_path: Path) -> None:
    plan = load_collaborative(host_folder(plan_from(FOLLOW_UP, tmp_path), tmp_path))
    assert plan.attendance == (
        Attendance(team="oak", event="learning session", held_on=date(2026, 1, 14), people=4),
        Attendance(team="elm", event="data call", held_on=date(2026, 2, 26), people=0),
    )
    assert plan.faculty_scores == (
        FacultyScore(team="oak", month=date(2026, 2, 1), director=2.0, advisor=3.0, score=2.5),
    )
    assert plan.assessments == (
        Assessment(team="oak", taken="before", taken_on=date(2026, 1, 5), score=46.5),
    )
    assert plan.team("elm").excused == (date(2026, 4, 1), date(2026, 5, 1))


def test_excel_makes_a_date_of_a_month_that_stands_alone(tmp_path: Path) -> None:
    folder = host_folder(plan_from(SMALL, tmp_path), tmp_path)
    tracker = folder / "recruiting-tracker.xlsx"
    book = openpyxl.load_workbook(tracker)
    sheet = book["Organisations"]
    head = next(c for row in sheet.iter_rows() for c in row if c.value == "Excused months")
    sheet.cell(head.row + 2, head.column, date(2026, 4, 1)).number_format = "mmm-yy"
    book.save(tracker)
    assert load_collaborative(folder).teams[0].excused == (date(2026, 4, 1),)


@pytest.mark.parametrize(
    ("old", "new", "code", "words"),
    [
        ('team = "OAK"', 'team = "ash"', "V35", "There is no team with the id 'ash'"),
        ("score = 2.5", "score = 2.4", "V33", "Agreed is 2.4."),
        ("score = 2.5", "score = 5.5", "V33", "Agreed"),
        ("month = 2026-02-01", "month = 2062-02-01", "V35", "February 2062 is not a month of the"),
        ('"2026-05"', '"2027-05"', "V35", "May 2027 is not a month of the collaborative"),
        (
            'event = "learning session"\nheld_on = 2026-01-14\npeople = 4',
            'event = "data call"\nheld_on = 2026-02-26\npeople = 4\n[[attendance]]\nteam = "oak"\n'
            'event = "data call"\nheld_on = 2026-02-26\npeople = 3',
            "V34",
            "oak has two rows for data call on Thursday 26 February 2026",
        ),
    ],
)
def test_faults_in_them_are_named(
    tmp_path: Path, old: str, new: str, code: str, words: str
) -> None:
    assert old in FOLLOW_UP
    found = faults(FOLLOW_UP.replace(old, new), tmp_path)
    assert [(f.code, words in f.message) for f in found] == [(code, True)], found


def test_a_fault_in_the_tracker_is_named_with_its_cell(tmp_path: Path) -> None:
    folder = host_folder(plan_from(FOLLOW_UP, tmp_path), tmp_path)
    tracker = folder / "recruiting-tracker.xlsx"
    book = openpyxl.load_workbook(tracker)
    cell = next(c for row in book["Attendance"].iter_rows() for c in row if c.value == "oak")
    cell.value = "aok"
    book.save(tracker)
    with pytest.raises(PlanError) as caught:
        load_collaborative(folder)
    (fault,) = caught.value.findings
    assert (fault.file, fault.sheet, fault.cell) == (
        "recruiting-tracker.xlsx",
        "Attendance",
        cell.coordinate,
    )
