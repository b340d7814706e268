"""A number in a cell for words, as whoever typed it with a sign sees it."""

from __future__ import annotations

import io

import openpyxl
import pytest

from lcxl.cells import Book
from lcxl.cells.units import with_unit
from lcxl.intake.values.cell_words import CellWords
from lcxl.keep.dated import as_seen
from lcxl.words import in_language

SEEN = [
    (0.25, "0%", "en-US", "25%"),
    (0.125, "0.00%", "en-US", "12.5%"),
    (0.07, "0%", "en-US", "7%"),
    (-0.5, "0%", "en-US", "-50%"),
    (0.125, "0.0%", "fr-CA", "12,5\u00a0%"),
    (5.0, '"$"#,##0;[Red]("$"#,##0)', "en-US", "$5"),
    (5.5, '"$"#,##0.00', "en-US", "$5.50"),
    (5.25, '"$"#,##0', "en-US", "$5.25"),
    (5.0, "[$€-2] #,##0", "en-US", "€ 5"),
    (5.0, '0" mg"', "en-US", "5 mg"),
    (5.0, "General", "en-US", ""),
    (5.0, "#,##0.00", "en-US", ""),
    (5.0, "0.00E+00", "en-US", ""),
    (0.5, "# ?/?", "en-US", ""),
    (5.0, "@", "en-US", ""),
    (5.0, "#,##0_);(#,##0)", "en-US", ""),
]


@pytest.mark.parametrize(("value", "form", "language", "seen"), SEEN)
def test_a_sign_stays_beside_its_number(value: float, form: str, language: str, seen: str) -> None:
    written = openpyxl.Workbook()
    written.active.title = "S"
    written.active["A1"], written.active["A1"].number_format = value, form
    stream = io.BytesIO()
    written.save(stream)
    book = Book(stream.getvalue())
    cell = book.cells("S")[0, 0]
    with in_language(language):
        assert with_unit(book, cell) == seen
        assert as_seen(book, cell) == (seen or value)  # what the host types
        assert CellWords(book, "").words("S", (0, 0), cell) == (seen or f"{value:.15g}")  # a team
