"""The sheet Case log: one prepared row for each case of the planned samples."""

from __future__ import annotations

from lcxl import templates
from lcxl.sheets.blocks import write_table
from lcxl.sheets.pages import Pages
from lcxl.sheets.reporting.calculation import Calculation

__all__ = ["write"]


def write(pages: Pages, spec: templates.Sheet) -> None:
    """One prepared row for each case of the planned samples."""
    place = pages.of(Calculation).layout.blocks["cases"]
    fields = place.block.fields
    sheet = pages.open(spec, len(fields) - 1)
    sheet.widths([f.width for f in fields])
    rows = pages.rows.get("cases", ())
    write_table(sheet, place, rows, pages.lists)
    sheet.raw.freeze_panes(place.first_row, 0)
    repeat = (place.head_row, place.head_row)
    pages.page(sheet, place.printed_to(len(rows)), len(fields) - 1, repeat)
