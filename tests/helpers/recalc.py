"""Are a workbook's cached values true? Compare them with a real recalculation."""

from __future__ import annotations

from pathlib import Path

from lcxl.cells import Book, a1
from tests.helpers.office import Office

Values = dict[tuple[str, str], object]
"""(sheet, cell) -> number, text or None."""


def formula_values(path: Path) -> Values:
    """Cached value of every formula cell."""
    book = Book(path.read_bytes())
    return {
        (sheet.name, a1(row, col)): cell.value
        for sheet in book.sheets
        for (row, col), cell in book.cells(sheet.name).items()
        if cell.formula is not None
    }


def recalculated(office: Office, path: Path, saved: Path) -> Values:
    """The same after LibreOffice has computed everything from scratch."""
    office.open(path)
    office.recalculate()
    office.save(saved)
    office.close()
    return formula_values(saved)


def differences(cached: Values, fresh: Values, tolerance: float = 1e-9) -> list[str]:
    """Cells whose values differ, each with both values."""
    assert cached.keys() == fresh.keys()
    return [
        f"{sheet}!{cell}: cached {value!r}, recalculated {fresh[sheet, cell]!r}"
        for (sheet, cell), value in cached.items()
        if not _same(value, fresh[sheet, cell], tolerance)
    ]


def _same(one: object, other: object, tolerance: float) -> bool:
    if isinstance(one, bool | float) and isinstance(other, bool | float):
        return abs(one - other) <= tolerance * max(1.0, abs(one), abs(other))
    return (one or None) == (other or None)
