"""What counts as changed in a workbook: an edited formula does, a program's way of writing not."""

from __future__ import annotations

import io
import random
import re
import string
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from openpyxl.worksheet.worksheet import Worksheet

from lcxl.cells import a1
from lcxl.keep.changes import typed_since
from lcxl.keep.content import Content, content_of
from lcxl.keep.folder import Keep
from lcxl.keep.formulas import digest_of
from tests.acceptance.test_keep import Run, built, home, lcxl
from tests.helpers.packages import packed, parts

__all__ = ["built", "home", "lcxl"]

BOOKS = ("timetable.xlsx", "reporting/oak.xlsx", "master.xlsx")


def cells(book: openpyxl.Workbook, kind: str) -> list[openpyxl.cell.Cell]:
    """Cells that a person sees: formulas ("f"), numbers ("n") or texts ("s")."""
    return [
        cell
        for sheet in book.worksheets
        if not sheet.title.startswith("_")
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == kind and cell.value is not None
    ]


def edit_formula(book: openpyxl.Workbook) -> None:
    cell = cells(book, "f")[3]
    cell.value += "+1"


def edit_sentence(book: openpyxl.Workbook) -> None:
    """A text in a formula, or where there is none a number."""
    for words in ('"[^"]*[a-z]{3}(?=[^"]*")', r"(?<=[,(=*])\d+(?=[,)*])"):
        for cell in cells(book, "f"):
            if re.search(words, cell.value):
                cell.value = re.sub(words, r"\g<0>7", cell.value, count=1)
                return
    raise AssertionError("no formula has either")


def edit_reference(book: openpyxl.Workbook) -> None:
    cell = next(c for c in cells(book, "f") if re.search(r"[A-Z]\$?\d", c.value))
    cell.value = re.sub(r"([A-Z]\$?)(\d)", r"\g<1>1\2", cell.value, count=1)


def formula_to_constant(book: openpyxl.Workbook) -> None:
    cells(book, "f")[-1].value = 7


def constant_to_formula(book: openpyxl.Workbook) -> None:
    cells(book, "s")[-1].value = "=A1"


@pytest.mark.parametrize(
    "change",
    [edit_formula, edit_sentence, edit_reference, formula_to_constant, constant_to_formula],
)
@pytest.mark.parametrize("name", BOOKS)
def test_an_edited_formula_counts_as_changed(
    lcxl: Run, home: Path, name: str, change: Callable[[openpyxl.Workbook], None]
) -> None:
    book = openpyxl.load_workbook(home / name)
    change(book)
    book.save(home / name)
    assert Keep(home).is_changed(home / name)
    done = lcxl("merge" if name == "master.xlsx" else "build", "h")
    assert "was changed since lcxl wrote it" in done.stderr
    assert [path for path in (home / "earlier").iterdir() if path.stem.startswith(Path(name).stem)]


@pytest.mark.parametrize("name", BOOKS)
def test_formulas_that_share_a_text_are_not_edited(home: Path, name: str) -> None:
    """As Excel writes columns of alike formulas."""
    content = parts((home / name).read_bytes())
    shared = {
        part: re.sub(rb"<f>[^<]*</f>", rb'<f t="shared" si="0"/>', xml)
        if part.startswith("xl/worksheets/")
        else xml
        for part, xml in content.items()
    }
    assert shared != content
    (home / name).write_bytes(packed(shared))
    assert not Keep(home).is_changed(home / name)


def test_an_inserted_row_does_not_edit_the_formulas_that_it_moves() -> None:
    def made(row: int) -> bytes:
        written = io.BytesIO()
        book = xlsxwriter.Workbook(written)
        sheet = book.add_worksheet("S")
        for i in range(40):
            sheet.write_number(i + row, 0, i)
            sheet.write_formula(i + row, 1, f"=A{i + 1 + row}*2", None, 2 * i)
        if row:
            sheet.write_string(0, 0, "mine")
        book.close()
        return written.getvalue()

    from lcxl.keep.changes import typed_since
    from lcxl.keep.content import comparable

    old, new = content_of("s.xlsx", made(0)), content_of("s.xlsx", made(1))
    assert old is not None
    assert new is not None
    assert not new.is_like(old)
    new, old = comparable(new, old)
    assert [(i.place, i.value) for i in typed_since(new, old)] == [("A1", "tmine")]


@pytest.mark.parametrize(
    ("written", "saved"),
    [
        ("IF(A1>=4.0,TRUE,FALSE)", "IF(A1>=4,TRUE(),FALSE())"),
        ("0.9968000000000001*B2", "0.9968*B2"),
        ("SUM(Data!$A$1:$A$9)", "sum( 'Data'!A1:A9 )"),
        ("AGGREGATE(4,6,A1:A3)", "_xlfn.AGGREGATE(4,6,A1:A3)"),
        ("this_month", "[0]!this_month"),
        ('"It is TRUE ()"&A1', '"It is TRUE ()"&A1'),
    ],
)
def test_ways_of_writing_one_formula(written: str, saved: str) -> None:
    assert digest_of(written) == digest_of(saved)


@pytest.mark.parametrize(
    ("written", "edited"),
    [
        ("A1+B1", "A1-B1"),
        ("A1*0.9", "A1*0.8"),
        ('"It is true"', '"It is True"'),
        ('"a b"', '"ab"'),
        ("SUM(A1:A9)", "SUM(A1:A8)"),
        ("Data!A1", "Story!A1"),
        ("(A1+B1)*2", "A1+B1*2"),
        ("IF(A1,TRUE,FALSE)", "IF(A1,FALSE,TRUE)"),
    ],
)
def test_other_formulas_are_told_apart(written: str, edited: str) -> None:
    assert digest_of(written) != digest_of(edited)


@pytest.mark.parametrize(
    ("formula", "digest"),
    [
        ("A1+$B$2*0.90", "=#d7be44305cf2f9ed7490"),
        ("IF(LOG10($A1)>1E+3,\"A1 is big\",'it''s'!B2:C$3)", "=#855288131b4b3e15f632"),
        ("_xlfn.IFS(TRUE(),Data!$D$8,A1.B,1)", "=#764c2a413fff5ab149f8"),
    ],
)
def test_formulas_are_told_as_folders_remember_them(formula: str, digest: str) -> None:
    """What stands in a folder's lcxl-memory/ was written by earlier versions."""
    assert digest_of(formula) == digest


@pytest.mark.parametrize("name", BOOKS)
def test_dates_counted_from_1904_are_the_same_dates(home: Path, name: str) -> None:
    book = openpyxl.load_workbook(home / name)
    book.epoch = CALENDAR_MAC_1904
    book.save(home / name)
    assert b"date1904" in parts((home / name).read_bytes())["xl/workbook.xml"]
    assert not Keep(home).is_changed(home / name)


def test_a_large_workbook_is_compared_by_what_it_holds(home: Path) -> None:
    """Pasted tables and pictures make one large; beyond row 20,000 something may be typed too."""
    pick = random.Random(15)
    written = io.BytesIO()
    made = xlsxwriter.Workbook(written)
    sheet = made.add_worksheet("S")
    for row in range(120):
        sheet.write_string(row, 0, "".join(pick.choices(string.ascii_letters, k=30_000)))
    sheet.write_number(24_999, 0, 1)
    made.close()
    path = home / "large.xlsx"
    assert len(written.getvalue()) > 2_000_000
    Keep(home).write(path, written.getvalue())
    book = openpyxl.load_workbook(path)
    book.save(path)
    assert path.read_bytes() != written.getvalue()
    assert not Keep(home).is_changed(path)
    far: Worksheet = book.worksheets[0]
    far[a1(24_999, 0)] = 2
    book.save(path)
    assert Keep(home).is_changed(path)


def test_the_last_digit_of_a_number_is_not_what_somebody_typed() -> None:
    """Programs write 16 or 17 digits of a number; only what was typed besides is named."""

    def content(number: float, *more: float) -> Content:
        file = io.BytesIO()
        with xlsxwriter.Workbook(file) as book:
            book.add_worksheet("Data").write_row(0, 0, [number, 12, *more])
        found = content_of("a.xlsx", file.getvalue())
        assert found
        return found

    written, saved = content(0.2689044311745875), content(0.26890443117458745, 7)
    assert [(i.place, i.value) for i in typed_since(saved, written)] == [("C1", "n7")]
    other = content(0.26890443117, 7)
    assert [i.place for i in typed_since(other, written)] == ["A1", "C1"]
