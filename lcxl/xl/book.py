"""A workbook being written: its sheets, and its bytes.

The same plan gives the same bytes: no clock, fixed dates, no generated names.
"""

from __future__ import annotations

from lcxl.cells.any_book import PART
from lcxl.xl.beside import NOTHING_BESIDE, Beside
from lcxl.xl.fit import fit
from lcxl.xl.long_sheets import with_rows
from lcxl.xl.paper import spare_last_page
from lcxl.xl.sheet import SheetWriter
from lcxl.xl.styled import StyledBook
from lcxl.xl.texts import parts_of
from lcxl.xl.worksheet import Sheet, strictly

__all__ = ["BookWriter"]


class BookWriter(StyledBook):
    """One workbook in memory; `finish` gives its bytes."""

    def sheet(self, name: str) -> SheetWriter:
        """Add a sheet."""
        return SheetWriter(self, self._book.add_worksheet(name, worksheet_class=Sheet))

    @property
    def sheets(self) -> list[str]:
        """Names of the sheets so far."""
        return [sheet.get_name() for sheet in self._book.worksheets()]

    def tell(self, name: str, value: str) -> None:
        """Set a custom document property; a long one in several parts, as Excel asks."""
        for number, part in enumerate(parts_of(value)):
            ending = f"{PART}{number}" if number else ""
            self._book.set_custom_property(name + ending, part, "text")

    def finish(self, beside: Beside = NOTHING_BESIDE) -> bytes:
        """Close the workbook, with what people put beside its cells; its bytes.

        Raises:
            RuntimeError: XlsxWriter left something out, which it only warns of.
        """
        self._put_beside(beside)
        texts = {number: text for text, number in self._book.str_table.string_table.items()}
        for sheet in self._book.worksheets():
            fit(sheet, texts, self.look_of)
            spare_last_page(sheet)
        with strictly():
            self._book.close()
        sheets, data = self._book.worksheets(), self._buffer.getvalue()
        waiting = [sheet for sheet in sheets if sheet.waits]
        if waiting:
            data = with_rows(data, waiting)
        if not all(sheet.is_whole for sheet in sheets):
            raise RuntimeError("the workbook could not be written whole: a long table is missing")
        for sheet in sheets:
            sheet.table.clear()  # else they wait for Python's search for what names itself
        return data

    def _put_beside(self, beside: Beside) -> None:
        for name, marks in beside.marks.items():
            sheet = SheetWriter(self, self._book.get_worksheet_by_name(name))
            for (row, col), mark in marks.items():
                sheet.mark(row, col, mark)
        for name, marks in beside.sheets.items():
            sheet = self.sheet(name)
            sheet.raw.hide_gridlines(0)
            for (row, col), mark in marks.items():
                sheet.mark(row, col, mark)
