"""A long table stands as if each of its values had been put into its cell."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any
from unittest import mock

import openpyxl
import pytest
import xlsxwriter
from hypothesis import example, given, settings
from hypothesis import strategies as st
from xlsxwriter.url import Url
from xlsxwriter.worksheet import Worksheet

from lcxl import templates
from lcxl.cells import Book
from lcxl.cells.texts import writable
from lcxl.xl import book as writer
from lcxl.xl import long_sheets, rows, tables, worksheet
from lcxl.xl.book import BookWriter
from lcxl.xl.live import Live
from lcxl.xl.rows import Column, Link, Plain
from lcxl.xl.sheet import SheetWriter
from lcxl.xl.worksheet import Sheet

ODD = ["=1+1", "+1", "http://example.org", "mailto:a@b.c", " a ", "a\nb", "\t", "_x000D_",
       "\x00\x0b\x1f\r", "<r>x</r>", '<&">', "'", "0", "1e5", "True", "\ufffe\uffff", "𝒳é\u202e",
       "x" * 32_768, "𝒳" * 16_384]  # fmt: skip
TEXTS = st.text() | st.sampled_from(ODD)
NUMBERS = st.floats(allow_nan=False, allow_infinity=False)
DATES = st.dates(date(1900, 1, 1))
EMPTY = st.sampled_from([None, ""])
COLUMNS = (
    TEXTS,
    NUMBERS,
    DATES,
    TEXTS | EMPTY,
    NUMBERS | st.none(),
    DATES | EMPTY,
    EMPTY,
    st.integers(-(2**60), 2**60),
    TEXTS | NUMBERS | DATES | EMPTY | st.booleans() | st.datetimes(datetime(1900, 1, 1)),
)
LINKS = st.none() | st.builds(
    Link, st.sampled_from(["a.xlsx", "é/ü%20.xlsx"]), st.just("'A & B'!C3")
)


@st.composite
def long_tables(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Columns of equal length: values, and how they are shown."""
    n = draw(st.integers(0, 40))
    return [
        {
            "values": draw(st.lists(draw(st.sampled_from(COLUMNS)), min_size=n, max_size=n)),
            "links": draw(st.lists(LINKS, max_size=n)),
            "blanks": draw(st.booleans()),
            "others": draw(st.booleans()),
        }
        for _ in range(draw(st.integers(1, 4)))
    ]


Put = Callable[[SheetWriter, int, Sequence[Column]], None]


def at_once(sheet: SheetWriter, first: int, columns: Sequence[Column]) -> None:
    sheet.put_rows(first, columns)


def cell_by_cell(sheet: SheetWriter, first: int, columns: Sequence[Column]) -> None:
    for row in range(len(columns[0].values)):
        for col, column in enumerate(columns):
            put(sheet.raw, first + row, col, column.values[row], column,
                column.links[row] if row < len(column.links) else None)  # fmt: skip


def put(raw: Sheet, row: int, col: int, value: Plain, column: Column, link: Link | None) -> None:
    """The ordinary way of XlsxWriter."""
    text, day = column.text or column.look, column.date or column.look
    if value is None or value == "":
        if column.blanks:
            raw.write_blank(row, col, None, column.look if value is None else text)
    elif link and isinstance(value, str):
        url = Url(f"external:{link.path}#{link.place}")
        url.text = value
        url._relationship_link = link.path
        raw.write_url(row, col, url, column.link)
    elif isinstance(value, str):
        raw.write_string(row, col, value, text)
    elif isinstance(value, date):
        raw.write_datetime(row, col, datetime(value.year, value.month, value.day), day)
    else:
        raw.write_number(row, col, value, column.look)


def workbook(way: Put, table: list[dict[str, Any]], beside: bool = True) -> bytes:
    book = BookWriter("Title", "Subject")
    sheet = book.sheet("Long")
    shapes = iter(range(1, 100))

    def look() -> Any:
        return book.format("machine", num_format="0." + "0" * next(shapes))

    columns = [
        Column(
            one["values"], look(), look() if one["others"] else None,
            look() if one["others"] else None, one["blanks"], one["links"], look(),
        )
        for one in table
    ]  # fmt: skip
    way(sheet, 3, columns)
    if beside:
        sheet.put(0, 0, "above", "head")
        sheet.link(0, 5, "Long", "here")
        sheet.put(4, 6, "beside", "look")
        sheet.put(30, 5, 1.5, "look")
        sheet.put(60, 2, "below", "look")
        sheet.raw.set_row(5, 40)
        sheet.raw.set_row(50, 40)
    return book.finish()


def parts(data: bytes) -> list[tuple[str, tuple[int, ...], bytes]]:
    """Name, date and content of each part, in order; relationships by what they lead to.

    Links into one file share their relationship, which XlsxWriter repeats for each.
    """
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        found = {part.filename: book.read(part) for part in book.infolist()}
        leads = {name: dict(LEADS.findall(content)) for name, content in found.items()}
        return [
            (part.filename, part.date_time, as_led(part.filename, found[part.filename], leads))
            for part in book.infolist()
        ]


LEADS = re.compile(rb'<Relationship Id="(rId\d+)" ([^>]*)/>')


def as_led(name: str, content: bytes, leads: dict[str, dict[bytes, bytes]]) -> bytes:
    """A part that names where its relationships lead to, and each of these once."""
    if name.endswith(".rels"):
        return b"\n".join(sorted(set(leads[name].values())))
    folder, _, file = name.rpartition("/")
    known = leads.get(f"{folder}/_rels/{file}.rels", {})
    return re.sub(rb'r:id="(rId\d+)"', lambda m: known.get(m[1], m[1]), content)


@settings(deadline=None)
@given(long_tables(), st.booleans(), st.sampled_from([7, 4096]), st.sampled_from([1, 50_000]))
@example([{"values": ODD, "links": [], "blanks": False, "others": False}], True, 7, 50_000)
def test_the_workbook_is_the_same_byte_for_byte(
    table: list[dict[str, Any]], beside: bool, rows_at_once: int, many: int
) -> None:
    with (
        mock.patch.object(rows, "AT_ONCE", rows_at_once),
        mock.patch.object(long_sheets, "AT_ONCE", rows_at_once),
        mock.patch.object(worksheet, "MANY", many),
        mock.patch.object(writer, "fit"),  # of cells alone; a long table sees to its own rows
    ):
        one, other = workbook(at_once, table, beside), workbook(cell_by_cell, table, beside)
    assert parts(one) == parts(other)


def test_what_a_team_typed_is_read_as_text() -> None:
    book = BookWriter("Title", "Subject")
    typed = [text for text in ODD if len(text) < 100]
    book.sheet("Long").put_rows(0, [Column(typed, book.format("machine"))])
    data = book.finish()
    cells = Book(data).cells("Long")
    assert [(c.kind, c.value, c.formula) for c in cells.values()] == [
        ("text", writable(text), None) for text in typed
    ]
    sheet = openpyxl.load_workbook(io.BytesIO(data))["Long"]
    assert {cell.data_type for (cell,) in sheet.iter_rows()} == {"s"}


def test_a_result_table_that_no_sheet_holds_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "MAX_ROW", 8)
    book, spec = BookWriter("Title", "Subject"), templates.workbook("findings")
    fields = spec.sheets[0].block("findings").fields
    found = [{"message": f"Fault {number}"} for number in range(10)]
    last_row = tables.write_result_table(book.sheet("Long"), 2, fields, found, spec.texts)
    values = list(openpyxl.load_workbook(io.BytesIO(book.finish()))["Long"].values)
    col = [field.id for field in fields].index("message")
    assert [row[col] for row in values[3:7]] == [f"Fault {number}" for number in range(4)]
    assert values[7][0] == "Rows that do not fit onto a sheet: 6."
    assert (len(values), last_row) == (8, 7)


def test_a_table_below_the_end_of_the_sheet_is_refused() -> None:
    book = BookWriter("Title", "Subject")
    with pytest.raises(RuntimeError, match="has room"):
        book.sheet("Long").put_rows(1_048_575, [Column(["a", "b"], book.format("machine"))])


@pytest.mark.parametrize("number", [float("nan"), float("inf"), float("-inf")])
def test_what_is_no_number_is_refused(number: float) -> None:
    with pytest.raises(ValueError, match="no infinite number"):
        Column([1.0, number], None)


def test_a_cell_within_the_table_is_refused() -> None:
    book = BookWriter("Title", "Subject")
    sheet = book.sheet("Long")
    sheet.put_rows(0, [Column(["a", "b"], book.format("machine"))])
    sheet.put(1, 0, "over it", "machine")
    with pytest.raises(RuntimeError, match="row 2"):
        book.finish()


def test_a_second_table_is_refused() -> None:
    book = BookWriter("Title", "Subject")
    sheet = book.sheet("Long")
    sheet.put_rows(0, [Column(["a"], book.format("machine"))])
    with pytest.raises(RuntimeError, match="one long table"):
        sheet.put_rows(5, [Column(["b"], book.format("machine"))])


def test_an_xlsxwriter_that_does_not_ask_for_the_table_is_noticed() -> None:
    book = BookWriter("Title", "Subject")
    sheet = book.sheet("Long")
    sheet.put_rows(0, [Column(["a"], book.format("machine"))])
    with (
        mock.patch.object(Sheet, "_write_rows", Worksheet._write_rows),
        pytest.raises(RuntimeError, match="long table is missing"),
    ):
        book.finish()


def test_cells_stand_as_xlsxwriter_writes_them_one_by_one() -> None:
    """Every kind of cell and result, in rows and columns with and without a look, with notes."""
    values = [1.5, 3, 'a < b & "c"', "", "#N/A", "#N/A!", True, False, 0.1 + 0.2, "1"]

    def written(kind: type[Worksheet]) -> bytes:
        data = io.BytesIO()
        book = xlsxwriter.Workbook(data, {"in_memory": True})
        sheet = book.add_worksheet("Data", worksheet_class=kind)
        looks = [None, book.add_format({"bold": True}), book.add_format({"italic": True})]
        sheet.set_row(14, 30, looks[1])
        sheet.set_column(2, 3, 10, looks[2])
        for i, value in enumerate(values * 3):
            row, col, look = 5 * (i // 3), 1 + 2 * (i % 3) + i % 2, looks[i % 3]
            formula = f'IF(A{i + 1}<>"&",B1>2,"{i}")'
            if isinstance(sheet, Sheet):
                sheet.put_formula(row, col, Live(formula, value), look)
            else:
                sheet.write_formula(row, col, f"={formula}", look, value)
        looks.append(book.add_format({"bold": True}))  # as another one
        for row, look in enumerate(looks, start=60):
            sheet.write_string(row, 0, "a text", look)
            sheet.write_blank(row, 1, None, look)
            sheet.write_number(row, 2, 12.5, look)
            sheet.write_number(row, 3, -3, look)
            sheet.write_boolean(row, 4, True, look)
            sheet.write_datetime(row, 5, datetime(2026, 3, 2), look)
            sheet.write_rich_string(row, 6, "one ", looks[1], "two", looks[2])
        sheet.write_comment(70, 9, "a note", {"author": ""})
        book.close()
        with zipfile.ZipFile(data) as parts:
            return parts.read("xl/worksheets/sheet1.xml")

    assert written(Sheet) == written(Worksheet)
