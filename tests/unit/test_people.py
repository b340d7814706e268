"""What the host writes into the recruiting tracker beside organisations: it reaches the plan."""

from __future__ import annotations

from dataclasses import fields as fields_of
from datetime import date
from pathlib import Path
from typing import get_args, get_type_hints

import openpyxl
import pytest

from lcxl import load_collaborative, templates
from lcxl.errors import PlanError
from lcxl.plan.follow_up import Assessment, Attendance, FacultyScore
from lcxl.plan.organisations import Stage, Team
from lcxl.plan.people import Role, RosterChange
from tests.helpers.host import host_folder
from tests.helpers.plans import SMALL, plan_from
from tests.unit.test_plan import faults

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


PEOPLE = """
[[people]]
team = "oak"
name = "A. Ames"
role = "sponsor"
[[people]]
team = "oak"
name = "B. Bell"
role = "team lead"
[[people]]
team = "oak"
name = "C. Cole"
role = "data contact"
start = 2026-01-14
email = "c@oak.example"
mailing_list = "Yes"
consent = "Yes"
[[people]]
team = "oak"
name = "D. Dale"
role = "backup data contact"
email = "d@oak.example"
consent = "No"
[[people]]
name = "H. Host"
role = "coach"
"""
ONE_TEAM = SMALL.split('[[teams]]\nid = "elm"')[0] + PEOPLE
LEFT = 'start = 2026-01-14\nend = 2026-03-31\nemail = "c@oak.example"\nmailing_list = "No"'
STARTED = 'start = 2026-01-14\nemail = "c@oak.example"\nmailing_list = "Yes"'
LOGGED = """
[[roster_changes]]
effective_on = 2026-03-31
team = "oak"
person = "C. Cole"
change = "left"
replaced_by = "E. Ek"
handover_done = "Yes"
"""
TAKEN_OVER = """
[[people]]
team = "oak"
name = "E. Ek"
role = "data contact"
start = 2026-04-01
"""


def questions(text: str, folder: Path) -> list[str]:
    """What is asked about people; V53 asks about the baseline of these plans."""
    found = plan_from(text, folder).findings
    return [f"{f.code} {f.message}" for f in found if f.code != "V53"]


def test_a_full_team_is_not_asked_about(tmp_path: Path) -> None:
    assert questions(ONE_TEAM, tmp_path) == []
    left = ONE_TEAM.replace(STARTED, LEFT) + TAKEN_OVER + LOGGED
    assert questions(left, tmp_path) == []
    plan = load_collaborative(host_folder(plan_from(left, tmp_path), tmp_path))
    assert [p.name for p in plan.contacts("oak", "data contact")] == ["E. Ek"]
    assert [p.name for p in plan.contacts("oak", "data contact", date(2026, 2, 1))] == ["C. Cole"]
    assert [p.name for p in plan.contacts("")] == ["H. Host"]


@pytest.mark.parametrize(
    ("old", "new", "asked"),
    [
        (
            'name = "D. Dale"\nrole = "backup data contact"',
            'name = "D. Dale"\nrole = "team member"',
            "V42 Oak Street Clinic has no backup data contact.",
        ),
        (
            'name = "D. Dale"',
            'name = "C. Cole"',
            "V42 Oak Street Clinic: C. Cole is data contact and backup at once.",
        ),
        ('"d@oak.example"', '"C@oak.example"', "V44 D. Dale and C. Cole have the same e-mail"),
        ('team = "oak"\nname = "A', 'team = "ash"\nname = "A', "V42 A. Ames is in team 'ash', but"),
        (
            STARTED,
            LEFT.replace('"No"', '"Yes"'),
            "V43 C. Cole has a last day (Tuesday 31 March 2026) and is still on the mailing list.",
        ),
        (
            STARTED,
            LEFT,
            "V46 C. Cole has a last day, but the change log does not say what happened.",
        ),
        (
            STARTED,
            LEFT.replace("03-31", "01-02"),
            "V45 C. Cole: the last day (Friday 2 January 2026) is before the first",
        ),
        (
            "[[people]]\nname = ",
            TAKEN_OVER + "[[people]]\nname = ",
            "V45 E. Ek and C. Cole are both",
        ),
        (
            "[[people]]\nname = ",
            LOGGED + "[[people]]\nname = ",
            "V46 By the change log C. Cole left, but the contact list has no last day.",
        ),
        (
            "[[people]]\nname = ",
            LOGGED + "[[people]]\nname = ",
            "V46 By the change log E. Ek replaced C. Cole, but is not in the contact list.",
        ),
    ],
)
def test_people_are_asked_about(tmp_path: Path, old: str, new: str, asked: str) -> None:
    assert old in ONE_TEAM
    found = questions(ONE_TEAM.replace(old, new, 1), tmp_path)
    assert any(line.startswith(asked) for line in found), found


def test_dropdowns_offer_exactly_the_words_the_plan_allows() -> None:
    for name, allowed in (
        ("role", Role),
        ("stage", Stage),
        ("event", get_type_hints(Attendance)["event"]),
        ("taken", get_type_hints(Assessment)["taken"]),
        ("roster_change", get_type_hints(RosterChange)["change"]),
    ):
        assert templates.ids_of(name) == get_args(allowed), name
    fields = templates.workbook("recruiting-tracker").sheet("organisations").blocks[0].fields
    assert {f.id for f in fields if f.type != "shown"} == {f.name for f in fields_of(Team)}
