"""The sheet Data of a team's workbook, saved as text (CSV, or with tabs) by a spreadsheet program.

It carries no marks: it is read where its headings leave no doubt of whose it is.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from pathlib import PurePath

from lcxl.cells import Cell, Unreadable
from lcxl.cells.flat import FlatBook, FlatSheet, number_cell, text_cell
from lcxl.cells.kinds import kind_of_file
from lcxl.cells.sheet import LAST_ROW, MAX_CELLS, Cells
from lcxl.intake.formats.base.format import Format
from lcxl.intake.formats.workbook import read_book
from lcxl.intake.submission import Submission
from lcxl.intake.values.lines import COMMA, POINT, SIGNS, decimal_signs, decoded
from lcxl.plan import Collaborative

__all__ = ["FORMAT"]

_ENDINGS = (".csv", ".tsv", ".tab", ".txt")


class _SheetText(Format):
    order = 60

    def is_one(self, head: bytes, name: str) -> bool:
        """See `Format`."""
        ending = PurePath(name.lower()).suffix
        return ending in _ENDINGS and kind_of_file(head, name) in ("csv", "text")

    def read(self, data: bytes, file: str, plan: Collaborative, sha256: str) -> Submission:
        """See `Format`."""
        name = PurePath(file).stem
        submission = read_book(
            FlatBook([FlatSheet(name, _cells(data))], "text"), file, plan, sha256
        )
        if not submission.is_reporting_workbook:
            raise Unreadable(kind_of_file(data, file) or "csv")
        return submission


FORMAT = _SheetText()


def _cells(data: bytes) -> Cells:
    """The filled cells; numbers are such as the program that saved them writes.

    Raises:
        Unreadable: it is no table.
    """
    text = decoded(data)
    sign = Counter(c for c in text[:20_000] if c in SIGNS).most_common(1)
    if not sign:
        raise Unreadable("text")
    delimiter = sign[0][0]
    # Where semicolons part the cells, a comma may begin the decimals.
    number = POINT if delimiter == "," else COMMA if _has_commas(text, delimiter) else POINT
    found: Cells = {}
    try:
        for r, row in zip(range(LAST_ROW), csv.reader(io.StringIO(text), delimiter=delimiter),
                          strict=False):  # fmt: skip
            for c, typed in enumerate(row):
                if typed.strip() and len(found) < MAX_CELLS:
                    found[r, c] = _cell(typed, number)
    except csv.Error as e:
        raise Unreadable("damaged") from e
    return found


def _has_commas(text: str, delimiter: str) -> bool:
    """Some number has decimals behind a comma, and none behind a point."""
    cells = re.split(f"[{delimiter}\n]", text)
    commas, points = decimal_signs(cell.strip() for cell in cells)
    return commas and not points


def _cell(typed: str, number: re.Pattern[str]) -> Cell:
    plain = typed.strip()
    if number.match(plain):
        return number_cell(float(plain.replace(",", ".")), typed)
    return text_cell(typed)
