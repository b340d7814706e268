"""Reading a team's workbook: every value with its cell, whatever happened to the file."""

from __future__ import annotations

import io
import re
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path
from subprocess import CompletedProcess

import openpyxl
import pytest

from lcxl import merge, read_submission, validate
from lcxl.books import build_reporting_workbook
from lcxl.cells import Book, a1
from lcxl.cells.numbers import number_in
from lcxl.intake import Submission
from lcxl.intake.read import read_bytes
from lcxl.periods import Period
from lcxl.plan import Collaborative
from tests.helpers.host import host_folder
from tests.helpers.office import Office
from tests.helpers.packages import packed, parts
from tests.helpers.plans import SMALL, plan_from
from tests.helpers.tables import at, submission, workbook

JAN, FEB, MAR = date(2026, 1, 1), date(2026, 2, 1), date(2026, 3, 1)
STRATA = 'strata_name = "Language"\nstrata = ["English", "Other"]\n'


@pytest.fixture
def plan(tmp_path: Path) -> Collaborative:
    return plan_from(SMALL, tmp_path)


def test_every_value_knows_its_cell(plan: Collaborative) -> None:
    read = submission(plan, "month  BP  BP/  BP?  WAIT\n2026-01  15  20  slow month  n.n.")
    point = read.points["BP", Period(JAN)]
    assert point.numerator is not None
    assert point.denominator is not None
    assert (point.numerator.value, point.numerator.sheet, point.numerator.cell) == (
        15.0, "Data", at(plan, "2026-01", "BP"),
    )  # fmt: skip
    assert (point.denominator.value, point.denominator.cell) == (20.0, at(plan, "2026-01", "BP/"))
    assert point.reason == "slow month"
    assert point.value(plan.metric("BP")) == 0.75
    wait = read.points["WAIT", Period(JAN)].numerator
    assert wait is not None
    assert (wait.value, wait.raw, wait.cell) == (None, "n.n.", at(plan, "2026-01", "WAIT"))


def test_a_blank_workbook_holds_nothing(plan: Collaborative) -> None:
    read = read_bytes(build_reporting_workbook(plan, plan.teams[0]), "oak.xlsx", plan)
    assert (read.readable, read.team_id, read.collaborative_id) == (True, "oak", "htn")
    assert read.definitions == {"BP": "1.0", "FALLS": "1.0", "CALLS": "1.0", "WAIT": "1.0"}
    assert not read.points
    assert not read.findings
    assert read.saved_at == ""


def test_strata_are_read(tmp_path: Path) -> None:
    plan = plan_from(SMALL.replace("goal = 0.75\n", "goal = 0.75\n" + STRATA), tmp_path)
    read = submission(
        plan, "month  BP  BP/  BP.1  BP.1/  BP.2  BP.2/\n2026-01  15  20  12  14  3  6"
    )
    strata = read.points["BP", Period(JAN)].strata
    assert [(n.value, d.value) for n, d in strata.values() if n and d] == [(12, 14), (3, 6)]


def test_words_are_read_with_their_month(plan: Collaborative) -> None:
    data = workbook(
        plan,
        "month  BP  BP/\n2026-01  15  20",
        changes=[{"label": "Huddle", "metric": "BP control", "started": date(2026, 1, 5),
                  "decision": "adapt"}],
        phases=[{"label": "Room", "metric": "BP control", "month": FEB, "accepted_by": "A. B."}],
        story=[{}, {}, {}, {"help": "=HYPERLINK(1)", "score": "2.0"}],
        reporter=[{"reporter": "Data contact"}],
    )  # fmt: skip
    read = read_bytes(data, "oak.xlsx", plan)
    assert read.changes[0].values == {
        "label": "Huddle", "metric": "BP control", "started": date(2026, 1, 5),
        "decision": "adapt",
    }  # fmt: skip
    assert read.phases[0].values["month"] == FEB
    assert (read.story[0].month, read.story[0].values["help"]) == (JAN, "=HYPERLINK(1)")
    assert read.reporter == {"reporter": "Data contact"}


@pytest.mark.parametrize(
    ("text", "whole", "number"),
    [
        ("15", True, 15), (" 15\u00a0", True, 15), ("1 204", True, 1204), ("1,204", True, 1204),
        ("1.204", True, 1204), ("1.204", False, 1.204), ("1,204", False, None),
        ("12,5", False, 12.5), ("12,5", True, 12.5), ("1,204,000", True, 1204000),
        ("15 patients", True, None), ("85%", True, None), ("3-Apr", True, None),
        ("1e5", True, None), ("", True, None), ("-3", True, -3), ("1'204", True, 1204),
        ("\u0661\u0665", True, 15), ("1_204", True, None),
    ],
)  # fmt: skip
def test_numbers_typed_as_text(text: str, whole: bool, number: float | None) -> None:
    assert number_in(text, whole) == number


def test_a_file_that_is_gone_or_a_folder(plan: Collaborative, tmp_path: Path) -> None:
    for path in (tmp_path / "gone.xlsx", tmp_path):
        read = read_submission(path, plan)
        assert not read.readable
        assert [f.code for f in validate(read, plan)] == ["V31"]
        assert "cannot be opened" in read.findings[0].message


@pytest.mark.parametrize("name", ["~$oak.xlsx", ".~lock.oak.xlsx#"])
def test_the_mark_of_an_open_workbook_is_named_as_such(
    plan: Collaborative, tmp_path: Path, name: str
) -> None:
    """Of Excel, and of LibreOffice."""
    path = tmp_path / name
    path.write_bytes(b"\x05owner")
    found = read_submission(path, plan).findings[0]
    assert found.severity == "note"
    assert "a program leaves while a workbook is open" in found.message


Typed = Callable[[Office], None]


def resaved(office: Office, data: bytes, folder: Path, change: Typed) -> bytes:
    """Open in LibreOffice, change, save as .xlsx."""
    source, saved = folder / "source.xlsx", folder / "saved.xlsx"
    source.write_bytes(data)
    office.open(source)
    change(office)
    office.save(saved)
    office.close()
    return saved.read_bytes()


def points_of(read: Submission) -> dict[tuple[str, Period], tuple[object, object]]:
    return {
        key: (p.numerator and p.numerator.content, p.denominator and p.denominator.content)
        for key, p in read.points.items()
    }


def test_typed_and_saved_by_libreoffice_is_as_good_as_from_excel(
    libreoffice: Office, plan: Collaborative, tmp_path: Path
) -> None:
    """Some months, one impossible value, one text: read, validated and merged alike."""
    table = "month  BP  BP/  CALLS\n2026-01  150  200  4\n2026-02  230  200  x\n2026-03  NA  NA  7"

    def type_all(office: Office) -> None:
        for month, entries in {
            "2026-01": (150, 200, 4), "2026-02": (230, 200, "x"), "2026-03": ("NA", "NA", 7),
        }.items():  # fmt: skip
            for name, entry in zip(("BP", "BP/", "CALLS"), entries, strict=True):
                office.type("Data", at(plan, month, name), entry)

    blank = build_reporting_workbook(plan, plan.teams[0])
    from_office = resaved(libreoffice, blank, tmp_path, type_all)
    from_excel = workbook(plan, table)
    one = read_bytes(from_office, "oak.xlsx", plan)
    other = read_bytes(from_excel, "oak.xlsx", plan)
    assert points_of(one) == points_of(other)
    late = "V28"  # a file from the builder carries no date of saving
    assert [f for f in validate(one, plan) if f.code != late] == validate(other, plan)
    errors = [f for f in validate(one, plan) if f.severity == "error"]
    assert [(f.code, f.cell) for f in errors] == [
        ("V04", at(plan, "2026-02", "BP")),
        ("V05", at(plan, "2026-02", "CALLS")),
    ]

    folder = host_folder(plan, tmp_path)
    inbox = folder / "submissions"
    rows = []
    for data in (from_office, from_excel):
        shutil.rmtree(inbox, ignore_errors=True)
        inbox.mkdir()
        (inbox / "oak.xlsx").write_bytes(data)
        rows.append(merge(folder).rows)
    assert rows[0] == rows[1]
    assert [(r.metric_id, r.month, r.numerator) for r in rows[0]] == [
        ("BP", JAN, 150), ("BP", MAR, None), ("CALLS", JAN, 4), ("CALLS", MAR, 7),
    ]  # fmt: skip


def test_inserted_rows_and_columns_and_a_renamed_sheet(
    libreoffice: Office, plan: Collaborative, tmp_path: Path
) -> None:
    """The marks in the workbook follow what a person moves."""
    data = workbook(plan, "month  BP  BP/  CALLS\n2026-01  150  200  4\n2026-02  23  20  5")

    def move(office: Office) -> None:
        office.insert_columns("Data", 3, 2)
        office.insert_rows("Data", 2, 1)
        office.insert_rows("Data", 11, 1)
        office.rename("Data", "Data (2)")

    before = read_bytes(data, "oak.xlsx", plan)
    after = read_bytes(resaved(libreoffice, data, tmp_path, move), "oak.xlsx", plan)
    assert points_of(after) == points_of(before)
    found = validate(after, plan)
    assert [(f.code, f.sheet, f.cell) for f in found if f.severity == "error"] == [
        ("V04", "Data (2)", "H10")
    ]
    structure = [f for f in found if f.code == "V26"]
    assert len(structure) == 1
    assert "The sheet Data is now called Data (2)" in structure[0].message


def test_a_deleted_row_and_sheet_are_named(
    libreoffice: Office, plan: Collaborative, tmp_path: Path
) -> None:
    data = workbook(plan, "month  BP  BP/  CALLS\n2026-01  150  200  4")

    def damage(office: Office) -> None:
        row = int(re.sub(r"\D", "", at(plan, "2026-01", "BP/")))
        office.delete_rows("Data", row - 1, 1)
        office.delete_sheet("Story")

    read = read_bytes(resaved(libreoffice, data, tmp_path, damage), "oak.xlsx", plan)
    found = {(f.code, f.severity): f.message for f in validate(read, plan)}
    assert "BP control: the row Denominator is no longer there." in found.values()
    assert any("The sheet Story is no longer in the workbook" in m for m in found.values())
    assert any("stands alone; the denominator is empty" in m for m in found.values())
    assert read.points["CALLS", Period(JAN)].numerator is not None


def test_the_hidden_sheet_may_be_lost(
    libreoffice: Office, plan: Collaborative, tmp_path: Path
) -> None:
    """Its content stands a second time in names and properties."""
    data = workbook(plan, "month  BP  BP/\n2026-01  150  200")
    after = read_bytes(
        resaved(libreoffice, data, tmp_path, lambda office: office.delete_sheet("_lcxl")),
        "oak.xlsx", plan,
    )  # fmt: skip
    assert points_of(after) == {("BP", Period(JAN)): (150.0, 200.0)}
    assert (after.team_id, after.collaborative_id) == ("oak", "htn")


def test_a_formula_and_an_error_in_an_input_cell(
    libreoffice: Office, plan: Collaborative, tmp_path: Path
) -> None:
    def type_formulas(office: Office) -> None:
        office.formula("Data", at(plan, "2026-01", "BP"), "=100+50")
        office.type("Data", at(plan, "2026-01", "BP/"), 200)
        office.formula("Data", at(plan, "2026-01", "CALLS"), "=1/0")

    blank = build_reporting_workbook(plan, plan.teams[0])
    read = read_bytes(resaved(libreoffice, blank, tmp_path, type_formulas), "oak.xlsx", plan)
    assert points_of(read)["BP", Period(JAN)] == (150.0, 200.0)
    found = [f for f in validate(read, plan) if f.severity == "error"]
    assert [(f.code, f.cell) for f in found] == [("V05", at(plan, "2026-01", "CALLS"))]
    assert "the error #DIV/0!" in found[0].message


@pytest.mark.parametrize("value", [None, ""])
def test_a_formula_that_no_program_calculated(plan: Collaborative, value: str | None) -> None:
    """As a program that keeps no results writes it, with an empty element for one or without."""
    book = openpyxl.load_workbook(io.BytesIO(build_reporting_workbook(plan, plan.teams[0])))
    places = Book(build_reporting_workbook(plan, plan.teams[0])).anchors
    words = places["story.tried"]
    number, text = places["data.BP.numerator"], places["data.CALLS.numerator"]
    col = number.first_col + 4
    book[words.sheet].cell(words.first_row + 1, words.first_col + 1).value = '="a"&"b"'
    book[number.sheet].cell(number.first_row + 1, col).value = "=100+50"
    typed = book[text.sheet].cell(text.first_row + 1, col)
    typed.value, typed.data_type = "=12", "s"
    typed.offset(column=1).value = "#5"
    written = io.BytesIO()
    book.save(written)
    data = written.getvalue()
    if value is None:
        content = parts(data)
        data = packed(
            {name: re.sub(rb"</f><v ?(/>|></v>)", b"</f>", part) for name, part in content.items()}
        )
    read = read_bytes(data, "oak.xlsx", plan)
    found = {f.cell: f.message for f in validate(read, plan) if f.code in ("V05", "V26")}
    assert "never calculated" in found[a1(number.first_row, col - 1)]
    assert "'=12' is not a number" in found[a1(text.first_row, col - 1)]
    assert "'#5' is not a number" in found[a1(text.first_row, col)]
    assert (
        "never calculated, where words are expected" in found[a1(words.first_row, words.first_col)]
    )


def test_a_date_typed_for_a_number(
    libreoffice: Office, plan: Collaborative, tmp_path: Path
) -> None:
    blank = build_reporting_workbook(plan, plan.teams[0])

    def type_date(office: Office) -> None:
        office.type_as_date("Data", at(plan, "2026-01", "BP"), 46127)
        office.type("Data", at(plan, "2026-01", "BP/"), 200)

    read = read_bytes(resaved(libreoffice, blank, tmp_path, type_date), "oak.xlsx", plan)
    found = [f for f in validate(read, plan) if f.severity == "error"]
    assert [f.code for f in found] == ["V05"]
    assert "a date (15 April 2026) stands where a number belongs" in found[0].message


def test_the_date_of_saving_is_read(
    libreoffice: Office, plan: Collaborative, tmp_path: Path
) -> None:
    blank = build_reporting_workbook(plan, plan.teams[0])

    def type_one(office: Office) -> None:
        office.type("Data", at(plan, "2026-01", "BP"), 3)

    read = read_bytes(resaved(libreoffice, blank, tmp_path, type_one), "oak.xlsx", plan)
    assert read.saved_on is not None
    assert read.saved_on.year >= 2024


def test_the_command_line_names_each_fault(
    lcxl: Callable[..., CompletedProcess[str]], plan: Collaborative, tmp_path: Path
) -> None:
    """The six files of a host's bad day."""
    host_folder(plan, tmp_path)
    inbox = tmp_path / "submissions"
    inbox.mkdir()
    empty = lcxl("merge", tmp_path)
    assert empty.returncode == 2
    assert "There is no file in" in empty.stderr
    assert "Copy the workbooks that the teams sent into that folder" in empty.stderr

    good = workbook(plan, "month  BP  BP/\n2026-01  23  20")
    other = plan_from(SMALL.replace('id = "htn"', 'id = "other"'), tmp_path)
    (inbox / "above.xlsx").write_bytes(good)
    (inbox / "cut.xlsx").write_bytes(good[: len(good) // 2])
    (inbox / "page.xlsx").write_bytes(b"<!DOCTYPE html><html>Sign in</html>")
    (inbox / "other.xlsx").write_bytes(workbook(other, "month  BP  BP/\n2026-01  3  20"))
    (inbox / "empty.xlsx").write_bytes(b"")
    done = lcxl("merge", tmp_path)
    assert done.returncode == 1
    assert done.stderr == ""
    assert "5 files: 1 taken, 0 superseded, 4 set aside." in done.stdout
    for words in ("damaged or was cut off", "web page", "belongs to the collaborative 'other'",
                  "is empty (0 bytes)"):  # fmt: skip
        assert words in done.stdout
    checked = lcxl("validate", inbox)
    assert checked.returncode == 1
    assert "23 of 20 is more than were looked at" in checked.stdout
    assert "Traceback" not in checked.stdout + checked.stderr


@pytest.mark.parametrize("writer", ["openpyxl", "LibreOffice"])
def test_numbers_that_programs_made_are_read_after_a_re_save(
    request: pytest.FixtureRequest, plan: Collaborative, tmp_path: Path, writer: str
) -> None:
    """0.29 * 100, signs that show nothing beside a number, and a number under a date's format."""
    made = build_reporting_workbook(plan, plan.teams[0])
    place = Book(made).anchors["data.BP.numerator"]
    book = openpyxl.load_workbook(io.BytesIO(made))
    first = book[place.sheet].cell(place.first_row + 1, place.first_col + 4)
    first.value, first.offset(1, 0).value = 0.29 * 100, 324
    first.offset(0, 1).value, first.offset(1, 1).value = "\u200e32\u200b", "\ufeff324"
    first.offset(0, 2).value, first.offset(1, 2).value = 31, 324
    first.offset(0, 2).number_format = "dd-mmm"
    written = io.BytesIO()
    book.save(written)
    data = written.getvalue()
    if writer == "LibreOffice":
        data = resaved(request.getfixturevalue("libreoffice"), data, tmp_path, lambda _: None)
    else:
        again = io.BytesIO()
        openpyxl.load_workbook(io.BytesIO(data)).save(again)
        data = again.getvalue()
    read = read_bytes(data, "oak.xlsx", plan)
    pairs = [pair for (metric, _), pair in sorted(points_of(read).items()) if metric == "BP"]
    assert [(round(float(str(a)), 9), b) for a, b in pairs] == [(29, 324), (32, 324), (31, 324)]
    assert [f for f in validate(read, plan) if f.code == "V05"] == []
