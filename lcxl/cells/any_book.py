"""What a reader needs of a workbook, wherever its cells come from."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from lcxl.cells.address import Range, parse_range
from lcxl.cells.dates import from_serial
from lcxl.cells.loose import LooseText
from lcxl.cells.package import Unreadable
from lcxl.cells.sheet import Cell, Cells

__all__ = ["MACHINE_SHEET", "NAME_PREFIX", "PART", "AnyBook", "SheetInfo"]

MACHINE_SHEET = "_lcxl"
"""The hidden sheet of every lcxl workbook: who it belongs to, and where its blocks are."""
NAME_PREFIX = "lcxl."
"""Custom properties and defined names that repeat the machine sheet begin with this."""
PART = "~"
"""Between the name of a custom property and the number of its second and later parts."""


class SheetInfo(NamedTuple):
    """A sheet's name, its part in the file and whether a person sees it."""

    name: str
    part: str
    visible: bool


class AnyBook(ABC):
    """A workbook as a reader needs it, wherever its cells come from.

    ``machine`` holds the plain values of the sheet `_lcxl` (or, if that is gone, of the
    file's custom properties); ``anchors`` the place of every block by its key, such as
    ``data.HTN1.numerator``.  A block whose cells were deleted is missing from it.
    """

    date1904 = False
    source: str = ""
    """Of which other format it is: "ods", "xls", "xlsb", or "text" for one sheet saved as text."""

    def __init__(self, sheets: Iterable[SheetInfo], names: Mapping[str, str]) -> None:
        self.sheets = tuple(sheets)
        self.names = names
        """Defined name -> what it refers to, which an open workbook is asked for one by one."""
        self.machine: dict[str, str | float] = {}
        self.anchors: dict[str, Range] = {}
        self._broken: set[str] = set()
        self._turned: dict[str, Cells] = {}
        self._read_machine_data()

    @abstractmethod
    def cells(self, sheet: str) -> Cells:
        """Filled cells of a sheet; none when there is no such sheet.

        Raises:
            Unreadable: the sheet is broken or far too large.
        """

    @property
    @abstractmethod
    def date_styles(self) -> frozenset[int]:
        """Styles of cells whose number is shown as a date or a time."""

    @property
    @abstractmethod
    def properties(self) -> Mapping[str, str]:
        """The file's custom properties."""

    @property
    @abstractmethod
    def modified(self) -> str:
        """When the file says it was last saved, as ISO text; "" when it does not say."""

    @property
    @abstractmethod
    def has_macros(self) -> bool:
        """The file carries macros; they are never run."""

    @property
    @abstractmethod
    def has_external_links(self) -> bool:
        """Formulas in the file point to other workbooks."""

    def merged(self, sheet: str) -> tuple[Range, ...]:
        """Blocks of merged cells of a sheet, as far as its source tells."""
        return ()

    def is_cut(self, sheet: str) -> bool:
        """The sheet has so many cells that not all of them were read."""
        return False

    def may_have_own_texts(self, sheet: str) -> bool:
        """The sheet may hold texts of its own, besides the `shared_texts` of the whole file."""
        return True

    @property
    def shared_texts(self) -> Sequence[str]:
        """Texts that the file keeps in one place for all its sheets."""
        return ()

    def loose_texts(self, sheets: Iterable[str]) -> Iterable[LooseText]:
        """Texts that stand in no cell; ``sheets``: those below whose rows is looked too."""
        return ()

    def sheet_of(self, text: LooseText) -> str:
        """The sheet a loose text belongs to; "" where it is of the whole file."""
        return ""

    def glance(self, sheet: str) -> Cells:
        """Filled cells of a sheet that is only looked at in passing; none if it is broken."""
        if sheet in self._broken:
            return {}
        try:
            return self.cells(sheet)
        except Unreadable:
            self._broken.add(sheet)
            return {}

    def turned(self, sheet: str) -> Cells:
        """The same with rows for columns, as a table is read whose rows run across."""
        if sheet not in self._turned:
            cells = self.glance(sheet)
            self._turned[sheet] = {(col, row): cell for (row, col), cell in cells.items()}
        return self._turned[sheet]

    def row_at(self, place: Range) -> dict[int, Cell]:
        """Column -> filled cell of a row, from the left."""
        cells, row = self.cells(place.sheet), place.first_row
        cols = range(place.first_col, place.last_col + 1)
        if len(cols) > len(cells):
            return {c: cells[row, c] for c in sorted(c for r, c in cells if r == row and c in cols)}
        return {c: cells[row, c] for c in cols if (row, c) in cells}

    def column(self, key: str) -> dict[int, Cell]:
        """Row -> filled cell of the block column ``key``; empty when it has no anchor."""
        place = self.anchors.get(key)
        return {} if place is None else self.column_at(place)

    def column_at(self, place: Range) -> dict[int, Cell]:
        """Row -> filled cell of a column, from the top down."""
        cells = self.cells(place.sheet)
        rows = range(place.first_row, place.last_row + 1)
        col = place.first_col
        if len(rows) > len(cells):
            return {r: cells[r, col] for r in sorted(r for r, k in cells if k == col and r in rows)}
        return {r: cells[r, col] for r in rows if (r, col) in cells}

    def as_date(self, cell: Cell) -> date | None:
        """The day in a cell, from a number or an ISO date text; None for anything else."""
        if cell.kind == "number" and isinstance(cell.value, float):
            return from_serial(cell.value, self.date1904)
        if cell.kind in ("date", "text") and isinstance(cell.value, str):
            try:
                return date.fromisoformat(cell.value.strip()[:10])
            except ValueError:
                return None
        return None

    def shows_date(self, cell: Cell) -> bool:
        """The cell's format shows its number as a date or a time."""
        return cell.style in self.date_styles

    def _read_machine_data(self) -> None:
        if any(sheet.name == MACHINE_SHEET for sheet in self.sheets):
            self._read_machine_sheet()
        if not self.machine:
            self.machine = dict(_whole(self.properties))
        for name in self.names:
            key = name.removeprefix(NAME_PREFIX)
            if name.startswith(NAME_PREFIX) and key not in self.anchors:
                place = parse_range(self.names[name])
                if place is not None:
                    self.anchors[key] = place

    def _read_machine_sheet(self) -> None:
        cells = self.cells(MACHINE_SHEET)
        for (row, col), cell in cells.items():
            if col != 0 or not isinstance(cell.value, str):
                continue
            beside = cells.get((row, 1))
            if beside is None:
                continue
            if beside.formula is not None:
                place = parse_range(beside.formula)
                if place is not None:
                    self.anchors[cell.value] = place
            elif isinstance(beside.value, str | float):
                self.machine[cell.value] = beside.value


def _whole(properties: Mapping[str, str]) -> dict[str, str]:
    """What properties repeat of the machine sheet; long texts have several parts."""
    found: dict[str, dict[int, str]] = {}
    for name, text in properties.items():
        if name.startswith(NAME_PREFIX):
            whole = name.removeprefix(NAME_PREFIX)
            key, _, number = whole.rpartition(PART)
            if not (key and number.isdecimal() and len(number) < 4):
                key, number = whole, "0"
            found.setdefault(key, {})[int(number)] = text
    return {key: "".join(text for _, text in sorted(parts.items())) for key, parts in found.items()}
