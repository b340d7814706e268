"""A table or form of the workbook while formulas are written over it: its cells and its values."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, time
from typing import cast

from lcxl.cells import Range, a1
from lcxl.layout import PlacedBlock
from lcxl.periods import serial
from lcxl.sheets.pages import Pages, Rows
from lcxl.xl.live import Live
from lcxl.xl.sheet import Value

__all__ = ["BlockCells", "blank_or", "number_of", "text_of_cell", "value_of"]


class BlockCells:
    """The cells of one block, wherever it stands in the workbook."""

    def __init__(self, pages: Pages, block_id: str) -> None:
        self.rows: Rows = pages.rows.get(block_id, ())
        self.place: PlacedBlock = next(
            placed[block_id] for placed in pages.placed.values() if block_id in placed
        )

    @property
    def lines(self) -> Iterator[int]:
        """The number of each prepared row, from 0."""
        return iter(range(self.place.last_row - self.place.first_row + 1))

    def row(self, line: int) -> int:
        """Its row on the sheet."""
        return self.place.first_row + line

    def col(self, field: str) -> int:
        """The column of a field."""
        return self.place.range(field).first_col

    def cell(self, field: str, line: int) -> str:
        """The cell of a field, as a formula on the same sheet names it."""
        return a1(self.row(line), self.col(field))

    def far(self, field: str, line: int) -> str:
        """The same cell, as a formula on another sheet names it."""
        place = self.place.range(field)
        return Range.cell(place.sheet, self.row(line), place.first_col).reference

    def reference(self, field: str) -> str:
        """All cells of a field, as a formula on any sheet names them."""
        return self.place.range(field).reference

    def value(self, field: str, line: int) -> object:
        """What stands in a cell; None for nothing."""
        return self.rows[line].get(field) if line < len(self.rows) else None

    def live(self, field: str) -> Live:
        """The answer of a form."""
        value = self.value(field, 0)
        return Live(self.reference(field), text_of_cell(value))


def number_of(value: object) -> float | None:
    """The number that a spreadsheet has for what is typed; None for a text or nothing."""
    if isinstance(value, time):
        return (value.hour * 60 + value.minute) / 1440
    if isinstance(value, date):
        return float(serial(value))
    return float(value) if isinstance(value, int | float) else None


def value_of(value: object) -> Value:
    """What a cell can hold: anything else as a text."""
    is_one = value is None or isinstance(value, str | int | float | date | time | Live)
    return cast(Value, value) if is_one else str(value)


def text_of_cell(value: object) -> float | str:
    """A value as a formula that points at its cell sees it; "" for nothing."""
    if value is None:
        return ""
    number = number_of(value)
    return str(value) if number is None else number


def blank_or(cell: str, live: Live, is_blank: bool) -> Live:
    """Nothing while a cell is empty, otherwise what a formula comes to."""
    return Live(f'IF({cell}="","",{live.formula})', "" if is_blank else live.value)
