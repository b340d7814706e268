"""The sheet Pre-work: assignments, the hours they take, and who is done."""

from __future__ import annotations

from lcxl import templates
from lcxl.layout import BACK_ROW
from lcxl.sheets import blocks
from lcxl.sheets.block_cells import BlockCells, number_of
from lcxl.sheets.pages import Pages
from lcxl.templates import word_of
from lcxl.xl.live import Live, quote, sentence

__all__ = ["write"]


def write(pages: Pages, spec: templates.Sheet) -> None:
    """The tables, and the sum of hours that teams are asked for."""
    sheet, cells = blocks.write(pages, spec), BlockCells(pages, "items")
    total = sum(
        number_of(row.get("hours")) or 0.0
        for row in cells.rows
        if templates.chosen("yes_no", str(row.get("used") or "")) == "Yes"
    )
    yes = quote(word_of("yes_no", "Yes"))
    hours = Live(f"SUMIFS({cells.reference('hours')},{cells.reference('used')},{yes})", total)
    sheet.put(BACK_ROW, 1, sentence(spec.texts["hours"], n=hours), "strong")
