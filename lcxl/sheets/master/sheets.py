"""What the master's sheets have in common: title, way back, tables."""

from __future__ import annotations

from collections.abc import Mapping

from lcxl import templates
from lcxl.layout import BACK_ROW, FIRST_BLOCK_ROW
from lcxl.xl.book import BookWriter, SheetWriter
from lcxl.xl.tables import TableRows, write_result_table

__all__ = ["MasterSheets"]


class MasterSheets:
    """Opens sheets of a workbook about all teams and writes its tables."""

    def __init__(
        self, book: BookWriter, context: Mapping[str, str], spec: templates.Workbook
    ) -> None:
        self.book = book
        self.spec = spec
        self.context = context

    def open(self, sheet_id: str, last_col: int) -> SheetWriter:
        """A new sheet with its title band and the way back to the first sheet."""
        spec = self.spec.sheet(sheet_id)
        sheet = self.book.sheet(spec.name)
        sheet.title(
            spec.title.format_map(self.context), spec.subtitle.format_map(self.context), last_col
        )
        if sheet_id != self.spec.sheets[0].id:
            sheet.link(BACK_ROW, 0, self.spec.sheets[0].name, self.spec.texts["back"])
        return sheet

    def heading(self, sheet: SheetWriter, row: int, text: str, last_col: int) -> None:
        """A heading with a line across the sheet."""
        sheet.put(row, 0, text, "heading")
        sheet.fill(row, 1, last_col, "rule")

    def page(
        self,
        sheet: SheetWriter,
        last_row: int,
        last_col: int,
        repeat: tuple[int, int] | None = None,
    ) -> None:
        """Set up printing and protection."""
        sheet.page(last_row, last_col, footer=self.spec.texts["footer_page"], repeat=repeat)

    def table(self, sheet_id: str, rows: TableRows, line: str = "") -> SheetWriter:
        """A sheet that is one table, with a line above it."""
        fields = self.spec.sheet(sheet_id).block(sheet_id).fields
        last_col = len(fields) - 1
        sheet = self.open(sheet_id, last_col)
        head = FIRST_BLOCK_ROW
        if line:
            sheet.put(head - 1, 0, line, "line")
        last_row = write_result_table(sheet, head, fields, rows, self.spec.texts)
        sheet.raw.freeze_panes(head + 1, 0)
        self.page(sheet, last_row, last_col, repeat=(head, head))
        return sheet
