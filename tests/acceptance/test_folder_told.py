"""What the commands tell of a folder: numbers typed there, copies, names and dates that differ."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from tests.acceptance.test_keep import Run, built, earlier, home, lcxl, today
from tests.helpers.host import edit
from tests.helpers.plans import OPTIONAL, plan_from
from tests.helpers.tables import workbook

__all__ = ["built", "home", "lcxl"]


def test_numbers_typed_under_reporting_are_told_by_every_command(lcxl: Run, home: Path) -> None:
    edit(home / "reporting" / "elm.xlsx", {"Data!B9": 12, "Data!B10": 20})
    before = (home / "reporting" / "elm.xlsx").read_bytes()
    told = "elm.xlsx holds 2 numbers that stand in no file under"
    assert told in lcxl("status", "h").stdout
    assert told in lcxl("validate", "h/submissions").stderr
    assert told in lcxl("merge", "h").stderr
    done = lcxl("build", "h")
    assert "2 numbers stand in reporting/elm.xlsx and in no file that was sent" in done.stdout
    assert (home / "earlier" / f"elm {today()}.xlsx").read_bytes() == before
    sheet = openpyxl.load_workbook(home / "reporting" / "elm.xlsx")["Data"]
    assert (sheet["B9"].value, sheet["B10"].value) == (12, 20)
    # They still stand where nothing uses them, though lcxl wrote the file itself.
    assert told in lcxl("status", "h").stdout
    assert "2 numbers stand in reporting/elm.xlsx" in lcxl("build", "h").stdout
    shutil.copy(home / "reporting" / "elm.xlsx", home / "submissions" / "elm.xlsx")
    for command in (["status", "h"], ["validate", "h/submissions"], ["merge", "h"]):
        done = lcxl(*command)
        assert "in no file under" not in done.stdout + done.stderr
    assert len(earlier(home)) == 1


def test_one_number_is_one_number(lcxl: Run, home: Path) -> None:
    edit(home / "reporting" / "elm.xlsx", {"Data!B9": 12})
    assert "elm.xlsx holds a number that stands in no file" in lcxl("status", "h").stdout


def test_a_second_copy_is_named(lcxl: Run, home: Path) -> None:
    names = ("metric-definitions-PC1.xlsx", "metric-definitions (1).xlsx",
             "recruiting-tracker (Conflict).xlsx", "Copy of timetable.xlsx",
             "metric_definitions.xlsx", "Metric definitions.xlsx", "recruiting tracker.xlsx",
             "Copy of metric-definitions.xlsx", "Recruiting-Tracker.ods")  # fmt: skip
    for name in names:
        shutil.copy(home / "master.xlsx", home / name)
    for command in (["status", "h"], ["build", "h"], ["validate", "h/submissions"], ["merge", "h"]):
        done = lcxl(*command)
        for name in names:
            assert f"{name} looks like a second copy of" in done.stdout + done.stderr


@pytest.mark.parametrize("known", ["metric-definitions.xlsx", "recruiting-tracker.xlsx"])
def test_a_workbook_under_a_wrong_name_is_named(lcxl: Run, home: Path, known: str) -> None:
    other, third = home / known.replace("-", "_"), home / f"Copy of {known}"
    (home / known).rename(other)
    for command in ("status", "build", "merge"):
        done = lcxl(command, "h")
        assert done.returncode == 2
        assert f"There is no {known}" in done.stderr
        assert f"{other.name} looks like it" in done.stderr
    shutil.copy(other, third)
    told = lcxl("build", "h").stderr
    assert all(path.name in told for path in (other, third))
    assert "look like it" in told


def test_a_kickoff_that_differs_is_told(lcxl: Run, home: Path) -> None:
    book = openpyxl.load_workbook(home / "recruiting-tracker.xlsx")
    place = book.defined_names["lcxl.targets.kickoff"].attr_text.replace("$", "")
    edit(home / "recruiting-tracker.xlsx", {place: date(2026, 1, 28)})
    told = f"28 January 2026 in recruiting-tracker.xlsx, {place}"
    for command in ("build", "status"):
        done = lcxl(command, "h")
        assert told in done.stdout + done.stderr
        assert "14 January 2026 in metric-definitions.xlsx" in done.stdout + done.stderr
    book = openpyxl.load_workbook(home / "timetable.xlsx")
    place = book.defined_names["lcxl.dates.kickoff"].attr_text.replace("$", "")
    edit(home / "timetable.xlsx", {place: date(2026, 2, 4)})
    assert f"4 February 2026 in timetable.xlsx, {place}" in lcxl("status", "h").stdout


def test_numbers_under_an_id_that_is_gone_are_named_by_every_command(lcxl: Run, home: Path) -> None:
    """Elm has another id now; what was typed into its old workbook is in no other file."""
    old = home / "reporting" / "elm.xlsx"
    tracker = openpyxl.load_workbook(home / "recruiting-tracker.xlsx")
    for sheet in tracker:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.value == "elm":
                    cell.value = "elm2"
    tracker.save(home / "recruiting-tracker.xlsx")
    told = f"{Path('reporting', 'elm.xlsx')} holds what was typed there (Data!B9)"
    for command in (("status", "h"), ("validate", "h/submissions"), ("merge", "h")):
        done = lcxl(*command)
        assert "elm.xlsx" not in done.stdout + done.stderr
    edit(old, {"Data!B9": 17})
    for command in (("status", "h"), ("validate", "h/submissions"), ("merge", "h")):
        done = lcxl(*command)
        assert told in done.stdout + done.stderr, command
        assert "no team of the plan has the id elm:" in done.stdout + done.stderr


def test_what_no_longer_belongs_is_named(lcxl: Run, home: Path) -> None:
    shutil.copy(home / "reporting" / "elm.xlsx", home / "reporting" / "ash.xlsx")
    (home / "questions" / "ash.txt").write_text("Dear Ash")
    book = openpyxl.load_workbook(home / "contact-sheet.xlsx")
    book.worksheets[0]["A5"] = "Somebody who left"
    book.save(home / "contact-sheet.xlsx")
    done = lcxl("build", "h")
    assert str(Path("reporting", "ash.xlsx")) + " belongs to no team that takes part" in done.stderr
    assert "contact-sheet.xlsx is from an earlier build" in done.stderr
    checked = lcxl("validate", "h/submissions").stderr
    assert str(Path("questions", "ash.txt")) + " is about something" in checked
    assert (home / "questions" / "ash.txt").exists()
    assert (home / "reporting" / "ash.xlsx").exists()
    plan = plan_from(OPTIONAL, home.parent)
    sent = workbook(plan, "month  BP  BP/\n2026-01  13  20")
    (home / "submissions" / "oak.xlsx").write_bytes(sent)
    assert (
        "there is nothing to ask Oak Street Clinic any more"
        in lcxl("validate", "h/submissions").stderr
    )
    assert "nothing to ask" not in lcxl("validate", "h/submissions").stderr


def test_a_workbook_that_is_to_be_sent_answers_no_letter(lcxl: Run, home: Path) -> None:
    lcxl("validate", "h/submissions")
    letters = {path: path.read_bytes() for path in (home / "questions").iterdir()}
    assert letters
    plan = plan_from(OPTIONAL, home.parent)
    clean = workbook(plan, "month  BP  BP/\n2026-01  13  20")
    (home / "reporting" / "oak.xlsx").write_bytes(clean)
    for place in ("h/reporting", "h/reporting/oak.xlsx"):
        done = lcxl("validate", place)
        assert (done.returncode, "nothing to ask" in done.stderr) == (0, False)
        assert {path: path.read_bytes() for path in (home / "questions").iterdir()} == letters


def test_an_id_in_other_capital_letters_is_the_same_team(lcxl: Run, home: Path) -> None:
    edit(home / "reporting" / "elm.xlsx", {"Data!B9": 12, "Data!B10": 20})
    edit(home / "recruiting-tracker.xlsx", {"Organisations!A8": "ELM"})
    told = "elm.xlsx holds 2 numbers that stand in no file under"
    assert told in lcxl("status", "h").stdout
    assert "2 numbers stand in reporting/elm.xlsx" in lcxl("build", "h").stdout
    assert sorted(p.name for p in (home / "reporting").iterdir()) == ["elm.xlsx", "oak.xlsx"]
    sheet = openpyxl.load_workbook(home / "reporting" / "elm.xlsx")["Data"]
    assert (sheet["B9"].value, sheet["B10"].value) == (12, 20)
    assert told in lcxl("status", "h").stdout


def test_the_master_of_another_collaborative_is_not_replaced(lcxl: Run, home: Path) -> None:
    shutil.copytree(home, home.parent / "other")
    for name in ("master.xlsx", "master.csv", "master-for-funders.xlsx"):
        done = lcxl("merge", "h", "-o", f"other/{name}", "--to", name.rpartition(".")[2])
        assert (done.returncode, "belongs to the collaborative in" in done.stderr) == (2, True)
    assert lcxl("merge", "h", "-o", "h/master.xlsx").returncode == 1
