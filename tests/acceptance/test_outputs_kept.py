"""What an output that is named with -o may replace, and what it may not."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import openpyxl
import pytest

from tests.acceptance.test_keep import (
    Run,
    add_sheet,
    built,
    home,
    lcxl,
)

__all__ = ["built", "home", "lcxl"]


PLACES = [
    "metric-definitions.xlsx", "Metric-Definitions.XLSX", "recruiting-tracker.xlsx",
    "timetable.xlsx", "timetable.ics", "timetable-teams.ics", "reporting/oak.xlsx",
    "reporting/new.xlsx",
    "submissions/oak.xlsx", "submissions/new.xlsx", "earlier/x.xlsx", "lcxl-memory/x.xlsx",
    "planning.xlsx", "meetings.xlsx", "tools/oak.xlsx", "templates/a.xlsx", "contact-sheet.xlsx",
    "reporting/../timetable.xlsx", "link/timetable.xlsx", "link.xlsx", "hard.xlsx",
    "questions/oak.xlsx", "own.xlsx", "typed.xlsx",
]  # fmt: skip


@pytest.mark.parametrize("command", ["merge", "validate", "addin"])
def test_what_an_output_may_not_replace(lcxl: Run, home: Path, command: str) -> None:
    (home / "link").symlink_to(home, target_is_directory=True)
    (home / "link.xlsx").symlink_to(home / "metric-definitions.xlsx")
    os.link(home / "submissions" / "oak.xlsx", home / "hard.xlsx")
    add = openpyxl.Workbook()
    add.save(home / "own.xlsx")
    (home / "typed.xlsx").write_text("a text of mine")
    for name in ("earlier", "tools", "templates"):
        (home / name).mkdir(exist_ok=True)
    before = {p: p.read_bytes() for p in home.rglob("*.*") if p.is_file()}
    for place in PLACES:
        target = home / place
        words = {
            "merge": ["merge", "h", "-o", target],
            "validate": ["validate", "h/submissions", "--format", "xlsx", "-o", target],
            "addin": ["addin", "build", "-o", target],
        }[command]
        done = lcxl(*words)
        assert (done.returncode, done.stdout) == (2, ""), (place, done.stdout)
        assert "Name another file with -o" in done.stderr or "is a folder" in done.stderr
    assert {p: p.read_bytes() for p in home.rglob("*.*") if p.is_file()} == before


def test_what_lcxl_wrote_is_replaced_and_what_was_typed_there_kept(lcxl: Run, home: Path) -> None:
    for words in (["merge", "h"], ["validate", "h/submissions", "--format", "xlsx"]):
        for place in ("h/out.xlsx", "out.xlsx"):
            path = home.parent / place
            path.unlink(missing_ok=True)
            for _ in range(2):
                done = lcxl(*words, "-o", place)
                assert (done.stderr, done.stdout.splitlines()[-1]) == ("", str(Path(place)))
            book = openpyxl.load_workbook(path)
            add_sheet(book)
            book.save(path)
            before = path.read_bytes()
            assert "the sheet Notes" in lcxl(*words, "-o", place).stderr
            assert before in [p.read_bytes() for p in (home / "earlier").iterdir()]


def test_a_text_that_lcxl_did_not_write_is_no_output(lcxl: Run, home: Path) -> None:
    mine = home.parent / "mine.txt"
    mine.write_text("mine")
    done = lcxl("validate", "h/submissions", "-o", "mine.txt")
    assert done.returncode == 2
    assert "mine.txt is there already, and lcxl did not write it as it is now." in done.stderr
    assert mine.read_text() == "mine"
    for _ in range(2):
        assert lcxl("validate", "h/submissions", "-o", "out.txt").returncode == 1
    copy = home.parent / "copy.xlsx"
    shutil.copy(home / "submissions" / "oak.xlsx", copy)
    done = lcxl("validate", copy, "--dir", "h", "-o", copy)
    assert (done.returncode, "is one of the files that are to be read" in done.stderr) == (2, True)
    assert lcxl("validate", "h/submissions", "-o", "/dev/null").returncode == 2


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_what_lies_beside_an_output_is_not_replaced_either(
    lcxl: Run, home: Path, form: str
) -> None:
    (home.parent / "out-dictionary.csv").write_text("mine")
    done = lcxl("merge", "h", "--to", form, "-o", f"out.{form}")
    assert done.returncode == (2 if form == "csv" else 1)
    assert (home.parent / "out-dictionary.csv").read_text() == "mine"
    assert (home.parent / "out.csv").exists() is False


def test_a_name_ends_as_what_is_written_there(lcxl: Run, home: Path) -> None:
    """Or a double click opens nothing, or Excel says that the file is damaged."""
    check = ("validate", "h/submissions")
    for words, wrong, told in (
        (("merge", "h"), "out.txt", "Possible endings: .xlsx."),
        (("merge", "h"), "out", "Possible endings: .xlsx."),
        (("merge", "h", "--to", "csv"), "out", "Possible endings: .csv."),
        ((*check, "--format", "xlsx"), "found", "Possible endings: .xlsx."),
        ((*check, "--format", "xlsx"), "f.txt", "Add --format text, or end the name in .xlsx."),
        (check, "found.xlsx", "Add --format xlsx, or end the name in .txt."),
        (check, "found.docx", "Possible endings: .txt."),
        (
            (*check, "--format", "json"),
            "found.xlsx",
            "Add --format xlsx, or end the name in .json.",
        ),
        (("language", "export", "nl"), "nl.txt", "Possible endings: .xlsx, .po."),
        (("addin", "build"), "add.xlsm", "Possible endings: .xlam."),
        (("page", "h"), "check.xlsx", "Possible endings: .html, .htm."),
    ):
        done = lcxl(*words, "-o", wrong)
        assert (done.returncode, done.stdout) == (2, ""), wrong
        assert f"{wrong} is no name for what" in done.stderr
        assert told in done.stderr
        assert not (home.parent / wrong).exists()


def test_a_file_holds_no_colours(lcxl: Run, home: Path) -> None:
    assert lcxl("validate", "h/submissions", "-o", "found.txt").returncode == 1
    found = (home.parent / "found.txt").read_text(encoding="utf-8")
    assert "error V04" in found
    assert "\x1b" not in found
