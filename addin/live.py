"""A workbook that is open in a spreadsheet program, seen as the reader sees one on disk.

Values and formulas come as two grids for each sheet, however they were fetched; nothing here
talks to Excel.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property

from lcxl.cells import AnyBook, Cell, Range
from lcxl.cells.any_book import SheetInfo
from lcxl.cells.errors import ERROR_NAMES
from lcxl.cells.sheet import LAST_ROW, MAX_CELLS, Cells

__all__ = ["FileFacts", "LiveBook", "SheetContent", "within_bounds"]

Grid = Sequence[Sequence[object]]

PLAIN, DATE = 0, 1
"""The two styles a live cell can have: only whether its number is shown as a date matters."""

_EPOCH = datetime(1899, 12, 30)
_FIRST_ERROR = -2_146_828_288
"""Excel hands an error on as this number plus the error's own; xlwings translates seven."""
_NEWER_ERRORS = {
    2043: "#GETTING_DATA",
    2045: "#SPILL!",
    2046: "#CONNECT!",
    2047: "#BLOCKED!",
    2048: "#UNKNOWN!",
    2049: "#FIELD!",
    2050: "#CALC!",
}
_ERRORS = frozenset([*ERROR_NAMES, *_NEWER_ERRORS.values()])


@dataclass(frozen=True, slots=True)
class SheetContent:
    """A block of cells: values and formulas as grids, and its first row and column (from 0)."""

    values: Grid = ()
    formulas: Grid = ()
    row: int = 0
    col: int = 0


@dataclass(frozen=True, slots=True)
class FileFacts:
    """What only the file on disk can tell; empty for a workbook that was never saved."""

    modified: str = ""
    properties: Mapping[str, str] = field(default_factory=dict)
    has_macros: bool = False
    has_external_links: bool = False
    merged: Callable[[str], tuple[Range, ...]] = lambda _: ()
    """Sheet -> its blocks of merged cells, as they were saved."""
    is_protected: Callable[[str], bool] = lambda _: False
    """Whether the file says that a sheet is protected."""
    locks_structure: bool = False
    """The file says that no sheet may be added or removed."""


class LiveBook(AnyBook):
    """An open workbook; ``fetch`` gives the content of a sheet when it is first asked for."""

    def __init__(
        self,
        sheets: Iterable[SheetInfo],
        names: Mapping[str, str],
        fetch: Callable[[str], SheetContent],
        file: FileFacts | None = None,
    ) -> None:
        self._fetch = fetch
        self.facts = file or FileFacts()
        self._cells: dict[str, Cells] = {}
        super().__init__(sheets, names)

    def cells(self, sheet: str) -> Cells:
        """Filled cells of a sheet; none when there is no such sheet."""
        if sheet not in self._cells:
            known = any(s.name == sheet for s in self.sheets)
            self._cells[sheet] = _cells_of(self._fetch(sheet)) if known else {}
        return self._cells[sheet]

    def merged(self, sheet: str) -> tuple[Range, ...]:
        """Blocks of merged cells of a sheet, as they were saved."""
        return self.facts.merged(sheet)

    @cached_property
    def date_styles(self) -> frozenset[int]:
        """Styles of cells whose number is shown as a date or a time."""
        return frozenset({DATE})

    @property
    def properties(self) -> Mapping[str, str]:
        """The custom properties of the file on disk."""
        return self.facts.properties

    @property
    def modified(self) -> str:
        """When the file on disk says it was last saved; "" when it does not say."""
        return self.facts.modified

    @property
    def has_macros(self) -> bool:
        """The file on disk carries macros."""
        return self.facts.has_macros

    @property
    def has_external_links(self) -> bool:
        """Formulas in the file on disk point to other workbooks."""
        return self.facts.has_external_links


def within_bounds(rows: int, cols: int) -> tuple[int, int]:
    """Rows and columns of a used range that are read, at most `MAX_CELLS` cells.

    A stray cell at XFD1048576 makes a used range of 17 thousand million cells.  No sheet that
    teams type into is wider than 400 columns, so the far end is left out.
    """
    rows = min(rows, LAST_ROW)
    if rows * cols > MAX_CELLS:
        cols = min(cols, 400)
        rows = min(rows, MAX_CELLS // cols)
    return rows, cols


def _cells_of(content: SheetContent) -> Cells:
    found: Cells = {}
    for i, row in enumerate(content.values):
        formulas = content.formulas[i] if i < len(content.formulas) else ()
        for k, value in enumerate(row):
            cell = _cell(value, formulas[k] if k < len(formulas) else None)
            if cell is not None:
                found[content.row + i, content.col + k] = cell
    return found


def _cell(value: object, shown: object) -> Cell | None:
    """``shown`` is what Excel calls the formula: for a constant, the constant itself."""
    formula = None
    if isinstance(shown, str) and shown.startswith("=") and shown != value:
        formula = shown[1:]
    if value is None or value == "":
        return None if formula is None else Cell("text", "", formula, PLAIN)
    if isinstance(value, bool):
        return Cell("boolean", value, formula, PLAIN)
    if isinstance(value, int) and value - _FIRST_ERROR in _NEWER_ERRORS:
        return Cell("error", _NEWER_ERRORS[value - _FIRST_ERROR], formula, PLAIN)
    if isinstance(value, datetime):
        return Cell("number", (value.replace(tzinfo=None) - _EPOCH) / timedelta(1), formula, DATE)
    if isinstance(value, date):
        return Cell("number", float((value - _EPOCH.date()).days), formula, DATE)
    if isinstance(value, str):
        return Cell("error" if value in _ERRORS else "text", value, formula, PLAIN)
    # Whole numbers of some platforms, and amounts of money, are not floats.
    return Cell("number", float(str(value)), formula, PLAIN)
