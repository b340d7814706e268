"""What people put into a workbook of lcxl is in the one that takes its place, or is told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import openpyxl
from openpyxl.comments import Comment
from openpyxl.styles import Color, PatternFill

from lcxl.books.calendar_files import TimetableFiles
from lcxl.cells import Book
from lcxl.cells.any_book import NAME_PREFIX, PART
from lcxl.plan import Collaborative, DueRule
from lcxl.plan.calendar import DayOff, MovedDueDate
from lcxl.xl.book import BookWriter
from tests.helpers.host import host_folder
from tests.helpers.office import Office
from tests.helpers.paths import DATA
from tests.helpers.plans import SMALL, plan_from
from tests.workbooks.test_timetable import letter, lines, plan_of, write_timetable

ORANGE = PatternFill("solid", fgColor="FFC000")


def timetable(folder: Path, change: Callable[[Any], None] | None = None) -> Any:
    """The workbook as openpyxl has it, after a change."""
    path = folder / "timetable.xlsx"
    book = openpyxl.load_workbook(path)
    if change is not None:
        change(book)
        book.save(path)
    return book


def at(folder: Path, key: str, field: str) -> str:
    path = folder / "timetable.xlsx"
    return f"{letter(path, field)}{lines(path)[key]}"


def build(folder: Path, **calendar: Any) -> TimetableFiles:
    return write_timetable(folder, plan_of(**calendar))


def test_the_hosts_own_things_in_the_timetable_stay_through_ten_builds(tmp_path: Path) -> None:
    build(tmp_path, country="US")

    def type_all(book: Any) -> None:
        sheet = book["Timetable"]
        row = lines(tmp_path / "timetable.xlsx")
        sheet["N8"] = "Room"  # a column of the host's own
        sheet[f"N{row['S2']}"] = "Blue hall"
        sheet[f"N{row['R01.6']}"] = 31  # the report about June
        sheet[f"N{row['M24']}"] = date(2026, 3, 4)
        sheet[at(tmp_path, "S2", "what")].comment = Comment("Ask Mira for the key", "Host")
        sheet[at(tmp_path, "S2", "notes")].comment = Comment("Twice", "Host")
        sheet[at(tmp_path, "M24", "owner")].fill = ORANGE
        sheet[at(tmp_path, "M24", "status")] = "in hand"
        sheet[at(tmp_path, "M24", "what")].fill = PatternFill(
            "solid", fgColor=Color(theme=5, tint=0.4)
        )
        sheet["P2"] = "Beside the title"
        budget = book.create_sheet("Budget")
        budget["A1"], budget["B1"], budget["B2"], budget["B3"] = "Hall", 120.5, 80, "=B1+B2"
        budget["B4"] = "=Timetable!C5"
        budget["C1"] = date(2026, 5, 6)
        budget["A1"].comment = Comment("Excl. tax", "Host")
        budget["A2"].fill = ORANGE
        book["Start"]["C7"] = "Read this first"

    timetable(tmp_path, type_all)
    first = build(tmp_path, country="US")
    assert [t.words for t in first.workbook.left] == [
        "Budget!B4: a formula (its value was kept, the formula was not)"
    ]
    for i in range(10):
        due = DueRule(rule="day of the next month", number=5 + i)
        kickoff = date(2026, 1, 14) + timedelta(days=9 * i)
        again = build(tmp_path, country="US", kickoff=kickoff, due_rule=due, months=12 + i % 3)
        assert again.workbook.left == ()
    book = timetable(tmp_path)
    sheet, row = book["Timetable"], lines(tmp_path / "timetable.xlsx")
    assert sheet["N8"].value == "Room"
    assert sheet[f"N{row['S2']}"].value == "Blue hall"
    assert sheet[f"N{row['R01.3']}"].value == 31
    assert kickoff.month == 4
    assert sheet[f"N{row['M24']}"].value.date() == date(2026, 3, 4)
    assert sheet[at(tmp_path, "S2", "what")].comment.text == "Ask Mira for the key"
    assert sheet[at(tmp_path, "S2", "notes")].comment.text == "Twice"
    assert sheet[at(tmp_path, "M24", "owner")].fill.fgColor.rgb == "FFFFC000"
    assert sheet[at(tmp_path, "M24", "status")].value == "in hand"
    assert sheet[at(tmp_path, "M24", "what")].fill.fgColor.rgb == "FFD99694"
    assert sheet["P2"].value == "Beside the title"
    budget = book["Budget"]
    assert [budget[c].value for c in ("A1", "B1", "B2", "B3")] == ["Hall", 120.5, 80, "=B1+B2"]
    assert budget["C1"].value.date() == date(2026, 5, 6)
    assert budget["A1"].comment.text == "Excl. tax"
    assert budget["A2"].fill.fgColor.rgb == "FFFFC000"
    assert book["Start"]["C7"].value == "Read this first"
    assert book.sheetnames == [
        "Start",
        "Timetable",
        "One page",
        "Days off",
        "Lists",
        "_lcxl",
        "Budget",
    ]


def test_a_column_put_in_between_goes_to_the_right(tmp_path: Path) -> None:
    """Excel moves lcxl's own columns then, and the marks with them."""
    build(tmp_path)
    path = tmp_path / "timetable.xlsx"
    row, status = lines(path)["S2"], letter(path, "status")
    book = openpyxl.load_workbook(path)
    sheet = book["Timetable"]
    col = openpyxl.utils.column_index_from_string(status)
    sheet.insert_cols(col)
    for name, defined in book.defined_names.items():
        if name.startswith("lcxl.lines."):
            at_col = defined.attr_text.split("$")[1]
            number = openpyxl.utils.column_index_from_string(at_col)
            if number >= col:
                letters = openpyxl.utils.get_column_letter(number + 1)
                defined.attr_text = defined.attr_text.replace(f"${at_col}$", f"${letters}$")
    del book["_lcxl"]
    sheet.cell(row, col).value = "Mira"
    sheet.cell(row, col + 1).value = "in hand"
    book.save(path)
    done = build(tmp_path)
    assert done.workbook.left == ()
    sheet = timetable(tmp_path)["Timetable"]
    assert sheet[f"{letter(path, 'status')}{row}"].value == "in hand"
    assert sheet[f"N{row}"].value == "Mira"


def test_what_has_no_place_any_more_is_told(tmp_path: Path) -> None:
    build(tmp_path, months=18)
    gone = lines(tmp_path / "timetable.xlsx")["R01.16"]

    def type_all(book: Any) -> None:
        book["Timetable"][f"N{gone}"] = "Late holidays"
        book["Timetable"][f"A{gone}"].comment = Comment("Hm", "Host")

    timetable(tmp_path, type_all)
    done = build(tmp_path, months=12)
    assert [t.words for t in done.workbook.left] == [
        f"Timetable!A{gone}: a note (its row or column is no longer there)",
        f"Timetable!N{gone}: what you typed (its row or column is no longer there)",
    ]


def test_rows_added_to_days_off_stay_and_are_asked_about(tmp_path: Path) -> None:
    closed = (DayOff(first=date(2026, 12, 24), last=date(2026, 12, 31), name="Closed"),)
    moved = MovedDueDate(month=date(2026, 5, 1), due=date(2026, 6, 18), reason="Audit")
    settings: dict[str, Any] = {"country": "US", "days_off": closed, "due_dates": (moved,)}
    build(tmp_path, **settings)
    sheet = timetable(tmp_path)["Days off"]
    end = max(r for r in range(1, sheet.max_row + 1) if sheet.cell(r, 2).value == "Wednesday")

    def type_all(book: Any) -> None:
        sheet = book["Days off"]
        last = sheet.max_row
        sheet.cell(last + 1, 1).value = date(2026, 9, 8)
        sheet.cell(last + 1, 3).value = "City day"
        sheet.cell(last + 3, 1).value = "mid October?"
        sheet.cell(end, 3).comment = Comment("Half a day only", "Host")

    timetable(tmp_path, type_all)
    for _ in range(3):
        done = build(tmp_path, **settings)
        assert done.workbook.left == ()
        asked = [f for f in done.questions if f.sheet == "Days off"]
        assert [f.message for f in asked] == [
            f"'{day}' was added to the days off here, and no date keeps clear of it: lcxl reads "
            "days off from metric-definitions.xlsx."
            for day in ("Tuesday 8 September 2026", "mid October?")
        ]
    sheet = timetable(tmp_path)["Days off"]
    typed = {(c.value, sheet.cell(c.row, 3).value) for c in sheet["A"] if c.value is not None}
    assert ("mid October?", None) in typed
    assert any(str(day).startswith("2026-09-08") and name == "City day" for day, name in typed)
    assert sheet.cell(end, 3).comment.text == "Half a day only"
    assert ("Due dates that you moved", None) in typed
    # Typed where lcxl reads it, it is one of the days off, and the row is not asked about again.
    more = (*closed, DayOff(first=date(2026, 9, 8), name="City day"))
    done = build(tmp_path, **(settings | {"days_off": more}))
    assert len([f for f in done.questions if f.sheet == "Days off"]) == 1


def test_a_list_of_no_days_off_covers_two_cells(tmp_path: Path) -> None:
    build(tmp_path)
    names = Book((tmp_path / "timetable.xlsx").read_bytes()).names
    assert names["days_off"] == "'Days off'!$A$7:$A$8"


def test_a_long_text_is_told_in_several_properties() -> None:
    book = BookWriter("T", "S")
    book.sheet("Sheet")
    text = "word " * 200
    book.tell(NAME_PREFIX + "strata.M", text)
    book.tell(NAME_PREFIX + "short", "one")
    read = Book(book.finish())
    assert read.machine == {"strata.M": text.strip(), "short": "one"}
    assert max(map(len, read.properties.values())) <= 255
    assert f"{NAME_PREFIX}short{PART}1" not in read.properties


def test_a_moved_kickoff_says_which_dates_are_others_now(
    lcxl: Callable[..., CompletedProcess[str]], tmp_path: Path
) -> None:
    """And the host's words stay beside the report about the same month."""
    plan = plan_from(SMALL, tmp_path)  # kickoff on 14 January
    host_folder(plan, tmp_path)
    first = lcxl("build", tmp_path)
    assert "told otherwise" not in first.stdout
    words = {"R01.3": "March", "R01.2": "February", "R10.3": "April call"}

    def type_all(book: Any) -> None:
        for key, text in words.items():
            book["Timetable"][at(tmp_path, key, "notes")] = text
            book["Timetable"][at(tmp_path, key, "notes")].comment = Comment(text, "Host")
            book["Timetable"][f"N{lines(tmp_path / 'timetable.xlsx')[key]}"] = text

    timetable(tmp_path, type_all)
    assert "told otherwise" not in lcxl("build", tmp_path).stdout
    host_folder(with_kickoff(plan, date(2026, 2, 25)), tmp_path)
    moved = lcxl("build", tmp_path)
    assert moved.returncode == 0, moved.stderr
    said = moved.stdout.splitlines()
    assert (
        "  Report about February 2026 due: Tuesday 10 March 2026 -> Friday 10 April 2026 (together "
        "with the next month's, because the month ends less than 14 days after the kickoff)"
    ) in said
    assert any(line.startswith("  Learning session 1") and "-> " in line for line in said)
    assert (
        "  A session or report of Tuesday 10 February 2026 has no line of its own any more." in said
    )
    now = {"R01.2": "March", "R01.1": "February", "R10.2": "April call"}
    sheet = timetable(tmp_path)["Timetable"]
    row = lines(tmp_path / "timetable.xlsx")
    for key, text in now.items():
        assert sheet[at(tmp_path, key, "notes")].value == text
        assert sheet[at(tmp_path, key, "notes")].comment.text == text
        assert sheet[f"N{row[key]}"].value == text
    # And back again.
    host_folder(plan, tmp_path)
    lcxl("build", tmp_path)
    sheet = timetable(tmp_path)["Timetable"]
    for key, text in words.items():
        assert sheet[at(tmp_path, key, "notes")].value == text


def with_kickoff(plan: Collaborative, day: date) -> Collaborative:
    return replace(plan, calendar=replace(plan.calendar, kickoff=day))


def test_a_timetable_of_the_first_release_loses_nothing(tmp_path: Path) -> None:
    """It has no marks on Days off, and does not tell its colours and sheets."""
    settings: dict[str, Any] = {
        "country": "US",
        "days_off": (DayOff(first=date(2026, 12, 24), last=date(2026, 12, 31), name="Closed"),),
        "due_dates": (MovedDueDate(month=date(2026, 5, 1), due=date(2026, 6, 18)),),
    }
    old = DATA / "layout-1" / "timetable.xlsx"
    (tmp_path / "timetable.xlsx").write_bytes(old.read_bytes())
    assert build(tmp_path, **settings).workbook[1:3] == ((), ())  # nothing is anybody's own
    (tmp_path / "timetable.xlsx").write_bytes(old.read_bytes())

    def type_all(book: Any) -> None:
        sheet, row = book["Timetable"], lines(tmp_path / "timetable.xlsx")
        sheet[f"N{row['S3']}"] = "Blue hall"
        sheet[at(tmp_path, "S3", "notes")].comment = Comment("Twice", "Host")
        sheet[at(tmp_path, "S3", "date")].fill = ORANGE
        book["Days off"].cell(book["Days off"].max_row + 1, 1).value = date(2026, 9, 8)
        book.create_sheet("Budget")["A1"] = 12

    timetable(tmp_path, type_all)
    done = build(tmp_path, **settings)
    assert done.workbook.left == ()
    assert len([f for f in done.questions if f.sheet == "Days off"]) == 1
    book = timetable(tmp_path)
    sheet, row = book["Timetable"], lines(tmp_path / "timetable.xlsx")
    assert sheet[f"N{row['S3']}"].value == "Blue hall"
    assert sheet[at(tmp_path, "S3", "notes")].comment.text == "Twice"
    assert sheet[at(tmp_path, "S3", "date")].fill.fgColor.rgb == "FFFFC000"
    assert book["Budget"]["A1"].value == 12


def test_the_address_of_a_link_is_told_as_left(tmp_path: Path) -> None:
    """Its words stay; where it leads to stands in the copy in earlier/ alone."""
    build(tmp_path, country="US")
    path = tmp_path / "timetable.xlsx"
    book = openpyxl.load_workbook(path)
    cell = book["Timetable"]["N3"]
    cell.value, cell.hyperlink = "Our protocol", "https://example.org/protocol"
    book.save(path)
    done = build(tmp_path, country="US")
    assert [(told.sheet, told.what, told.why) for told in done.workbook.left] == [
        ("Timetable", "link", "cannot")
    ]
    assert openpyxl.load_workbook(path)["Timetable"]["N3"].value == "Our protocol"


def test_a_timetable_that_libreoffice_saved_has_nothing_of_anybodys_own(
    tmp_path: Path, libreoffice: Office
) -> None:
    """Saving writes every style anew, and a drawing with nothing in it."""
    build(tmp_path, country="US")
    path = tmp_path / "timetable.xlsx"
    libreoffice.open(path)
    libreoffice.recalculate()
    libreoffice.save(tmp_path / "saved.xlsx")
    libreoffice.close()
    path.write_bytes((tmp_path / "saved.xlsx").read_bytes())
    done = build(tmp_path, country="US")
    assert (done.workbook.carried, done.workbook.left, done.questions) == ((), (), ())
