"""The hidden sheet of helper columns: which lines of a table a page shows, and in what order."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from lcxl.cells import Range
from lcxl.sheets.pages import Pages
from lcxl.xl.live import Live

__all__ = ["Hidden", "Picked", "hidden_of", "pick"]

SHEET = "_order"
TIE = 1_000_000
"""A row's share of this is added, so that no two lines are alike."""


class Hidden:
    """Columns of formulas, days and texts; the first row of each says what it is."""

    def __init__(self) -> None:
        self._columns: dict[str, Sequence[Live | date | str]] = {}

    def column(self, name: str, values: Sequence[Live | date | str]) -> Range:
        """Add a column, once; where it stands."""
        self._columns.setdefault(name, values)
        col = list(self._columns).index(name)
        return Range.column(SHEET, col, 1, max(1, len(values)))

    def write(self, pages: Pages) -> None:
        """Write the sheet, hidden and locked, behind all others."""
        sheet = pages.book.sheet(SHEET)
        for col, (name, values) in enumerate(self._columns.items()):
            sheet.put(0, col, name, "machine")
            for row, value in enumerate(values, start=1):
                sheet.put(row, col, value, "machine")
        sheet.raw.protect("")
        sheet.raw.hide()


def hidden_of(pages: Pages) -> Hidden:
    """The workbook's helper columns, which are written when all sheets stand."""
    if not pages.has_data(Hidden):
        pages.give(Hidden())
        pages.at_end(lambda: pages.of(Hidden).write(pages))
    return pages.of(Hidden)


class Picked:
    """Lines of a table in an order: the k-th of them, in cells and as numbers from 0."""

    def __init__(self, place: Range, lines: Sequence[int]) -> None:
        self.place, self.lines = place, lines

    def position(self, k: int) -> str:
        """The cell with the place of the k-th line (from 0) in its table, counted from 1."""
        row = self.place.first_row + k
        return Range.cell(self.place.sheet, row, self.place.first_col).reference

    def of(self, k: int, reference: str, value: Callable[[int], object]) -> Live:
        """What stands in a column of the table in the k-th line, as text; "" without one."""
        cell = self.position(k)
        shown = value(self.lines[k]) if k < len(self.lines) else None
        return Live(
            f'IF({cell}="","",INDEX({reference},{cell})&"")', "" if shown is None else str(shown)
        )

    def number(self, k: int, reference: str, value: Callable[[int], float | str]) -> Live:
        """The same of a column of numbers."""
        cell = self.position(k)
        shown = value(self.lines[k]) if k < len(self.lines) else ""
        return Live(f'IF({cell}="","",INDEX({reference},{cell}))', shown)


def pick(
    hidden: Hidden, name: str, keys: Sequence[Live], count: int, *, largest: bool = False
) -> Picked:
    """The lines whose key is a number, by that number, the smallest first (or the largest).

    ``keys``: the key of each line, "" for one that is left out; ``count``: how many at most.
    """
    ranked = [
        Live(f'IF(ISNUMBER({key.formula}),{key.formula}+ROW()/{TIE},"")',
             float(key.value) + (i + 2) / TIE if isinstance(key.value, float | int) else "")
        for i, key in enumerate(keys)
    ]  # fmt: skip
    place = hidden.column(name, ranked).reference
    order = sorted(
        (i for i, key in enumerate(ranked) if key.value != ""),
        key=lambda i: float(ranked[i].value),
        reverse=largest,
    )
    function = "LARGE" if largest else "SMALL"
    positions = [
        Live(
            f'IF({k}>COUNT({place}),"",MATCH({function}({place},{k}),{place},0))',
            float(order[k - 1] + 1) if k <= len(order) else "",
        )
        for k in range(1, count + 1)
    ]
    return Picked(hidden.column(f"{name} in order", positions), order)
