"""Are a workbook's cached values true? Compare them with a real recalculation."""

from __future__ import annotations

import re
from pathlib import Path

from lcxl.cells import Book, a1
from tests.helpers.office import Office
from tests.helpers.packages import packed, parts

Values = dict[tuple[str, str], object]
"""(sheet, cell) -> number, text or None."""


def formula_values(path: Path) -> Values:
    """Cached value of every formula cell that does not ask for the day: those have none."""
    book = Book(path.read_bytes())
    return {
        (sheet.name, a1(row, col)): cell.value
        for sheet in book.sheets
        for (row, col), cell in book.cells(sheet.name).items()
        if cell.formula is not None and not re.search(r"\bTODAY\b", cell.formula, re.IGNORECASE)
    }


def recalculated(office: Office, path: Path, saved: Path) -> Values:
    """The same after LibreOffice has computed everything from scratch.

    Charts are left out: no formula looks at one, and they take most of the time.
    """
    plain = saved.with_name(f"without charts {path.name}")
    plain.write_bytes(without_charts(path.read_bytes()))
    office.open(plain)
    office.recalculate()
    office.save(saved)
    office.close()
    return formula_values(saved)


def without_charts(data: bytes) -> bytes:
    """The same workbook with nothing drawn on its sheets."""
    left: dict[str, bytes] = {}
    for name, part in parts(data).items():
        if name.startswith("xl/worksheets/sheet"):
            part = re.sub(rb'<drawing r:id="[^"]*"/>', b"", part)
        elif name.startswith("xl/worksheets/_rels/"):
            part = re.sub(rb'<Relationship [^>]*"\.\./drawings/drawing[^>]*/>', b"", part)
        elif name == "[Content_Types].xml":
            part = re.sub(rb'<Override PartName="/xl/(charts|drawings/drawing)[^>]*/>', b"", part)
        elif name.startswith(("xl/charts/", "xl/drawings/drawing", "xl/drawings/_rels/")):
            continue
        left[name] = part
    return packed(left)


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
