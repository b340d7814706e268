"""What is put into a cell reads back as it was, in every program."""

from __future__ import annotations

import io

import openpyxl
from hypothesis import given, settings
from hypothesis import strategies as st

from lcxl.cells import Book
from lcxl.xl.book import BookWriter
from lcxl.xl.sheet import Value

NUMBERS = st.floats(allow_nan=False, allow_infinity=False) | st.integers(-(2**53), 2**53)
XML_OF_ITS_OWN = ["<r>hi</r>", "<r><t>hi</t></r>", "<r><b</r>", "<r>&amp;</r>", "<r></r>"]


def written(*values: Value) -> bytes:
    """A workbook with the values below each other."""
    book = BookWriter("Title", "Subject")
    sheet = book.sheet("One")
    for row, value in enumerate(values):
        sheet.put(row, 0, value, "machine")
    return book.finish()


def read_by_openpyxl(data: bytes) -> list[object]:
    return [row[0] for row in openpyxl.load_workbook(io.BytesIO(data))["One"].values]


def read_by_lcxl(data: bytes) -> list[object]:
    cells = Book(data).cells("One")
    return [cells[place].value for place in sorted(cells)]


@settings(deadline=None)
@given(st.lists(NUMBERS, min_size=1))
def test_a_number_keeps_every_bit(numbers: list[float]) -> None:
    data = written(*numbers, 0.1 + 0.2)
    for read in (read_by_openpyxl(data), read_by_lcxl(data)):
        assert read == [*numbers, 0.1 + 0.2]


def test_a_text_that_looks_like_xml_stays_as_it_was_typed() -> None:
    data = written(*XML_OF_ITS_OWN)
    assert read_by_openpyxl(data) == XML_OF_ITS_OWN
    assert read_by_lcxl(data) == XML_OF_ITS_OWN


def test_a_text_at_the_right_edge_may_run_to_the_left() -> None:
    """Over empty cells only: beside a filled one it wraps, and its row grows."""
    book = BookWriter("Any", "")
    sheet = book.sheet("Any")
    sheet.widths([10, 10, 10])
    text = "a text of some thirty letters"
    sheet.put(0, 2, text, "line", align="right")
    sheet.put(1, 1, "here", "line")
    sheet.put(1, 2, text, "line", align="right")
    written = openpyxl.load_workbook(io.BytesIO(book.finish()))["Any"]
    assert [bool(written.cell(row, 3).alignment.wrap_text) for row in (1, 2)] == [False, True]
