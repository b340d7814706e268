"""A sheet that is one table of results, with a filter."""

from __future__ import annotations

from lcxl import templates
from lcxl.layout import FIRST_BLOCK_ROW
from lcxl.sheets.pages import Pages
from lcxl.xl.tables import write_result_table

__all__ = ["write"]


def write(pages: Pages, spec: templates.Sheet) -> None:
    """The rows of the sheet's one block; its text ``line``, if it has one, stands above them."""
    block = spec.blocks[0]
    last_col = len(block.fields) - 1
    sheet = pages.open(spec, last_col)
    is_first = spec.id == pages.spec.sheets[0].id
    head = FIRST_BLOCK_ROW - is_first  # the first sheet needs no way back to itself
    if "line" in spec.texts:
        sheet.put(head - 1, 0, pages.filled(spec.texts["line"]), "line")
    rows = pages.rows.get(block.id, ())
    last_row = write_result_table(sheet, head, block.fields, rows, pages.spec.texts)
    sheet.raw.freeze_panes(head + 1, 0)
    pages.page(sheet, last_row, last_col, (head, head), filters=True)
