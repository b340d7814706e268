"""Tables whose rows run across, read as if they ran down.

The periods of layout 1 run down and those of layout 2 across.  Whoever looks for them asks here
for cells and places as a table has them that runs down; so each rule of placing is written once.
"""

from __future__ import annotations

from lcxl.cells import AnyBook, Cell, Cells, Range, a1

__all__ = ["address", "cell_at", "cells_of", "glance_at", "line_at", "upright"]


def upright(place: Range, across: bool) -> Range:
    """A place as a table has it that runs down; and back."""
    return place.turned if across else place


def cells_of(book: AnyBook, sheet: str, across: bool) -> Cells:
    """Filled cells of a sheet; Unreadable where it is broken or far too large."""
    cells = book.cells(sheet)
    return book.turned(sheet) if across else cells


def glance_at(book: AnyBook, sheet: str, across: bool) -> Cells:
    """Filled cells of a sheet that is only looked at in passing; none if it is broken."""
    return book.turned(sheet) if across else book.glance(sheet)


def line_at(book: AnyBook, place: Range, across: bool) -> dict[int, Cell]:
    """Row -> filled cell of a column, as the table has it."""
    return book.row_at(place) if across else book.column_at(place)


def cell_at(place: Range, i: int, across: bool) -> tuple[int, int]:
    """Row and column, on the sheet, of what stands in row ``i`` of a table's column."""
    return (place.first_row, i) if across else (i, place.first_col)


def address(row: int, col: int, across: bool) -> str:
    """The address of a cell by its row and column in the table."""
    return a1(col, row) if across else a1(row, col)
