"""A workbook whose cells are known already: without formulas, marks and formats."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from lcxl.cells.any_book import AnyBook, SheetInfo
from lcxl.cells.sheet import Cell, Cells

__all__ = ["DATE", "FlatBook", "FlatSheet", "number_cell", "text_cell"]

DATE = 1
"""Style of a cell whose number is shown as a day."""


class FlatSheet(NamedTuple):
    """A sheet's name and its filled cells."""

    name: str
    cells: Cells
    visible: bool = True


class FlatBook(AnyBook):
    """Sheets of cells, and nothing else that a file may tell."""

    def __init__(self, sheets: Sequence[FlatSheet], source: str) -> None:
        """``source``: see `AnyBook.source`."""
        self.source = source
        self._cells = {sheet.name: sheet.cells for sheet in sheets}
        super().__init__((SheetInfo(s.name, "", s.visible) for s in sheets), {})

    def cells(self, sheet: str) -> Cells:
        """See `AnyBook.cells`."""
        return self._cells.get(sheet, {})

    @property
    def date_styles(self) -> frozenset[int]:
        """See `AnyBook`."""
        return frozenset([DATE])

    @property
    def properties(self) -> Mapping[str, str]:
        """See `AnyBook`; there are none."""
        return {}

    @property
    def modified(self) -> str:
        """See `AnyBook`; it does not say."""
        return ""

    @property
    def has_macros(self) -> bool:
        """See `AnyBook`."""
        return False

    @property
    def has_external_links(self) -> bool:
        """See `AnyBook`."""
        return False

    @property
    def shared_texts(self) -> Sequence[str]:
        """See `AnyBook`; each sheet has its own."""
        return ()


def number_cell(number: float, typed: str) -> Cell:
    """A cell with a number, ``typed`` so; what is larger than any number stays a text."""
    is_number = math.isfinite(number)
    return Cell("number", number, None, 0) if is_number else text_cell(typed)


def text_cell(text: str) -> Cell:
    """A cell with a text."""
    return Cell("text", text, None, 0)
