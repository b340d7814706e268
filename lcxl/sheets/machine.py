"""The hidden sheet `_lcxl`: who the workbook belongs to, and where its blocks are.

Each place is written as a formula that refers to it, because a spreadsheet program keeps
references true when rows or columns are inserted and sheets renamed.  Everything stands a
second time as defined names and custom properties, which survive the loss of the sheet.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from lcxl.cells import Range
from lcxl.cells.any_book import MACHINE_SHEET, NAME_PREFIX
from lcxl.keep.renamed import SHEETS
from lcxl.keep.typed import COLOURS, colours_of_theme
from lcxl.words import LANGUAGE, language
from lcxl.xl.book import BookWriter
from lcxl.xl.live import Live
from lcxl.xl.sheet import SheetWriter

__all__ = ["LIST_COLUMN", "write_machine_sheet"]

LIST_COLUMN = 3
"""First column of the words that dropdowns offer."""


def list_places(lists: Mapping[str, Sequence[str]]) -> dict[str, Range]:
    """Where `write_machine_sheet` puts the words of each dropdown."""
    return {
        name: Range.column(MACHINE_SHEET, LIST_COLUMN + i, 1, max(1, len(words)))
        for i, (name, words) in enumerate(lists.items())
        if words
    }


def write_machine_sheet(
    book: BookWriter,
    data: Mapping[str, str],
    anchors: Mapping[str, Range],
    lists: Mapping[str, Sequence[str]] | None = None,
) -> SheetWriter:
    """Write the sheet, hidden and locked; the sheets before it are lcxl's own, and told."""
    told = {
        **data,
        LANGUAGE: language(),
        SHEETS: "/".join(book.sheets),
        COLOURS: " ".join(colours_of_theme()),
    }
    sheet = book.sheet(MACHINE_SHEET)
    sheet.put(0, 0, "lcxl", "machine")
    row = 1
    for key, value in told.items():
        sheet.put(row, 0, key, "machine")
        sheet.put(row, 1, value, "machine", num_format="@")
        book.tell(NAME_PREFIX + key, value)
        row += 1
    for key, place in anchors.items():
        sheet.put(row, 0, key, "machine")
        rows = place.last_row - place.first_row + 1
        sheet.put(row, 1, Live(f"ROWS({place.reference})", rows), "machine")
        book.name(NAME_PREFIX + key, place)
        row += 1
    for i, (name, words) in enumerate((lists or {}).items()):
        sheet.put(0, LIST_COLUMN + i, name, "machine")
        for k, word in enumerate(words):
            sheet.put(1 + k, LIST_COLUMN + i, word, "machine", num_format="@")
    sheet.widths([34, 24])
    sheet.raw.protect("")
    sheet.raw.hide()
    return sheet
