"""What a person typed into a cell, without what may identify anybody."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from lcxl.cells import AnyBook, Cell, a1
from lcxl.cells.numbers import number_in
from lcxl.cells.texts import seen, trimmed
from lcxl.cells.units import with_unit
from lcxl.intake.patients.withheld import Withheld
from lcxl.intake.submission import WITHHELD, Entry, Fault
from lcxl.intake.values.entries import as_shown, day_text, is_plain
from lcxl.periods import month_of

__all__ = ["At", "CellWords"]

At = tuple[int, int]
"""Row and column of a cell."""


class CellWords:
    """What stands in a workbook's cells, as words or as a number.

    ``not_due`` is what stands in cells of months of which nothing is due.
    """

    def __init__(self, book: AnyBook, not_due: str) -> None:
        self.book = book
        self.not_due = not_due
        self.is_linked = False
        """A number is a formula that looks into another workbook."""
        self.withheld = Withheld()
        """What may not be repeated, once it has been looked for."""
        self.lost: defaultdict[tuple[str, str], list[tuple[str, str]]] = defaultdict(list)
        """Sheet, and what is at fault -> cells without words where these are expected, and what
        each shows."""

    def typed(self, sheet: str, at: At, cell: Cell, kind: str) -> str | float | date:
        """What a person typed into a text cell: a date where one is asked for, else text."""
        if kind in ("date", "month"):
            day = self.book.as_date(cell)
            if day is not None:
                return month_of(day) if kind == "month" else day
        return self.words(sheet, at, cell, shows_date=kind not in ("whole", "decimal"))

    def words(self, sheet: str, at: At, cell: Cell, shows_date: bool = True) -> str:
        """What a person typed where words are expected; "" where the cell shows an error."""
        fault = _fault(cell)
        if fault:
            self.lost[sheet, fault].append((a1(*at), str(cell.value)))
            return ""
        text = self.text(sheet, at, cell)
        is_date = isinstance(cell.value, float) and shows_date and self.book.shows_date(cell)
        if is_date and text != WITHHELD and isinstance(cell.value, float):
            return as_shown(self.book.as_date(cell), cell.value)[0]
        is_words = shows_date and text != WITHHELD
        return (with_unit(self.book, cell) if is_words else "") or text

    def text(self, sheet: str, at: At, cell: Cell) -> str:
        """A cell as text; what may identify a person is replaced here, once for all outputs."""
        if isinstance(cell.value, bool):
            return str(cell.value).upper()
        if isinstance(cell.value, float):
            text = f"{cell.value:.15g}"
        else:
            text = trimmed((cell.value or "").replace("\u00a0", " "))
            if text and self.withheld.about_patients and cell.kind == "text":
                return text if is_plain(text, self.not_due) else WITHHELD
        if at in self.withheld.cells.get(sheet, ()):
            return WITHHELD
        return text

    def entry(self, sheet: str, at: At, cell: Cell, text: str, whole: bool) -> Entry:
        """A cell where a number belongs; ``text`` is what stands in it, ``whole`` what is meant."""
        where = a1(*at)
        if cell.formula is not None and "[" in cell.formula:
            self.is_linked = True
        if text == WITHHELD:
            return Entry(None, text, sheet, where)
        if cell.kind == "number" and isinstance(cell.value, float):
            if not self.book.shows_date(cell):
                return Entry(cell.value, None, sheet, where)
            shown, is_meant = as_shown(self.book.as_date(cell), cell.value)
            if is_meant:
                return Entry(None, shown, sheet, where, is_date=True)
            return Entry(cell.value, None, sheet, where, repaired=shown, is_date=True)
        if cell.kind == "date":
            day = self.book.as_date(cell)
            return Entry(None, day_text(day) if day else text, sheet, where, is_date=True)
        fault = _fault(cell)
        if fault == "formula":
            return Entry(None, f"={cell.formula}", sheet, where, fault=fault)
        number = number_in(text, whole) if cell.kind == "text" else None
        if number is not None:
            return Entry(number, None, sheet, where, repaired=str(cell.value))
        return Entry(None, seen(text), sheet, where, fault=fault)


def _fault(cell: Cell) -> Fault:
    if cell.kind == "error":
        return "error"
    return "formula" if cell.value is None and cell.formula is not None else ""
