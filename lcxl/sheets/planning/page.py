"""A sheet of a shown table with room to write on paper: one page."""

from __future__ import annotations

from lcxl import templates
from lcxl.sheets import blocks
from lcxl.sheets.block_cells import value_of
from lcxl.sheets.pages import Pages

__all__ = ["write"]

ROOM = 52
"""Points of a row in which somebody writes by hand."""


def write(pages: Pages, spec: templates.Sheet) -> None:
    """The table, each row high enough to write in."""
    sheet = blocks.write(pages, spec)
    (block,) = pages.placed[spec.id].values()
    for row in range(block.first_row, block.last_row + 1):
        sheet.raw.set_row(row, ROOM)
        sheet.put(row, len(block.block.fields) - 1, None, "cell_wrap")
    asked = block.range("text")
    for i, one in enumerate(pages.rows.get(block.block.id, ())):
        sheet.put(
            asked.first_row + i,
            asked.first_col,
            value_of(one.get("text")),
            "row_text",
            text_wrap=True,
        )
    pages.page(sheet, block.last_row, len(block.block.fields) - 1, one_page=True)
