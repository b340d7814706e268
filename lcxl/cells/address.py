"""Where a cell is: rows and columns count from 0 in code, and read ``Data!D8`` to people."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import NamedTuple

__all__ = ["Range", "a1", "absolute", "column_letters", "column_number", "parse_range", "quoted"]

MAX_ROW, MAX_COL = 1_048_576, 16_384
MAX_REFERENCE = 1_000
"""Characters of a formula that are searched for a reference."""

_REFERENCE = re.compile(
    r"""(?:(?:'(?P<quoted>(?:[^']|'')+)'|(?P<plain>[^'!(),:;$\s]+))!)?
        \$?(?P<c1>[A-Za-z]{1,3})\$?(?P<r1>\d{1,7})(?::\$?(?P<c2>[A-Za-z]{1,3})\$?(?P<r2>\d{1,7}))?""",
    re.VERBOSE,
)
_NEEDS_NO_QUOTES = re.compile(r"^[A-Za-z_][A-Za-z0-9_.]*$")


@cache
def column_letters(col: int) -> str:
    """0 is A, 25 is Z, 26 is AA."""
    letters, n = "", col + 1
    while n:
        n, rest = divmod(n - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


@cache
def column_number(letters: str) -> int:
    """A is 0, Z is 25, AA is 26."""
    n = 0
    for letter in letters.upper():
        n = n * 26 + ord(letter) - 64
    return n - 1


def a1(row: int, col: int) -> str:
    """(7, 3) is D8."""
    return f"{column_letters(col)}{row + 1}"


def absolute(row: int, col: int) -> str:
    """(7, 3) is $D$8."""
    return f"${column_letters(col)}${row + 1}"


@cache
def quoted(sheet: str) -> str:
    """A sheet name as a formula writes it: quoted unless it is one plain word."""
    if _NEEDS_NO_QUOTES.match(sheet) and not re.match(r"^[A-Za-z]{1,3}\d+$", sheet):
        return sheet
    return "'" + sheet.replace("'", "''") + "'"


class Range(NamedTuple):
    """A block of cells on one sheet; both corners are included."""

    sheet: str
    first_row: int
    first_col: int
    last_row: int
    last_col: int

    @classmethod
    def column(cls, sheet: str, col: int, first_row: int, last_row: int) -> Range:
        """One column from ``first_row`` to ``last_row``."""
        return cls(sheet, first_row, col, last_row, col)

    @classmethod
    def row(cls, sheet: str, row: int, first_col: int, last_col: int) -> Range:
        """One row from ``first_col`` to ``last_col``."""
        return cls(sheet, row, first_col, row, last_col)

    @property
    def turned(self) -> Range:
        """The same with rows for columns: where it is when its sheet is read sideways."""
        return Range(self.sheet, self.first_col, self.first_row, self.last_col, self.last_row)

    @classmethod
    def cell(cls, sheet: str, row: int, col: int) -> Range:
        """A single cell."""
        return cls(sheet, row, col, row, col)

    @property
    def local(self) -> str:
        """$D$8:$D$31, without the sheet."""
        return _written(*self[1:])

    @property
    def beside(self) -> str:
        """D8: the first cell, as formulas in its row name it, which are alike in every row."""
        return a1(self.first_row, self.first_col)

    @property
    def reference(self) -> str:
        """Data!$D$8:$D$31, as a formula on another sheet writes it."""
        return f"{quoted(self.sheet)}!{_written(*self[1:])}"


@lru_cache(maxsize=20_000)  # the same few are asked for in thousands of formulas
def _written(first_row: int, first_col: int, last_row: int, last_col: int) -> str:
    start, end = absolute(first_row, first_col), absolute(last_row, last_col)
    return start if start == end else f"{start}:{end}"


def parse_range(text: str) -> Range | None:
    """The first reference in a formula such as ``ROWS(Data!$D$8:$D$31)``.

    None when there is none that names a sheet, as after its column was deleted
    (``#REF!``), or when it lies outside a worksheet.
    """
    return _range_in(text[:MAX_REFERENCE])


@lru_cache(maxsize=2_000)
def _range_in(text: str) -> Range | None:
    for match in _REFERENCE.finditer(text):
        sheet = match["quoted"].replace("''", "'") if match["quoted"] else match["plain"]
        if not sheet:
            continue
        rows = sorted((int(match["r1"]) - 1, int(match["r2"] or match["r1"]) - 1))
        cols = sorted(column_number(c) for c in (match["c1"], match["c2"] or match["c1"]))
        if rows[0] < 0 or rows[1] >= MAX_ROW or cols[1] >= MAX_COL:
            return None
        return Range(sheet, rows[0], cols[0], rows[1], cols[1])
    return None
