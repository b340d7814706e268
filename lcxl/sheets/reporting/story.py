"""The sheet Story: one row for each month, one column for each prompt."""

from __future__ import annotations

from lcxl import templates
from lcxl.sheets.blocks import write_table
from lcxl.sheets.pages import Pages
from lcxl.sheets.reporting.calculation import Calculation
from lcxl.words import cell_format

__all__ = ["write"]


def write(pages: Pages, spec: templates.Sheet) -> None:
    """One row for each month, one column for each prompt."""
    layout = pages.of(Calculation).layout
    place = layout.blocks["story"]
    fields = place.block.fields
    sheet = pages.open(spec, len(fields) - 1)
    sheet.widths([f.width for f in fields])
    write_table(sheet, place, pages.rows.get("story", ()), pages.lists)
    for i, month in enumerate(layout.months):
        sheet.put(place.first_row + i, 0, month, "row_label", num_format=cell_format("month"))
        sheet.raw.set_row(place.first_row + i, 48)
    sheet.raw.freeze_panes(place.first_row, 1)
    pages.page(sheet, place.last_row, len(fields) - 1, (place.head_row, place.head_row))
