"""The sheet Event log: how far the log of each rare event goes, and one row an event."""

from __future__ import annotations

from collections.abc import Mapping

from lcxl.cells import Range
from lcxl.sheets.blocks import Rows, write_table
from lcxl.sheets.reporting.calculation import Calculation
from lcxl.sheets.reporting.event_calculation import EventCalculation
from lcxl.sheets.reporting.event_reading import EventReading
from lcxl.sheets.reporting.text_sheets import open_sheet
from lcxl.xl.book import BookWriter, SheetWriter

__all__ = ["write_event_sheet"]


def write_event_sheet(
    book: BookWriter,
    calculation: Calculation,
    reckoned: EventCalculation,
    team: str,
    filled: Mapping[str, Rows],
    lists: dict[str, Range],
) -> SheetWriter:
    """Write the sheet; ``filled`` has the rows of its two tables, by their id."""
    layout = calculation.layout
    logs, events = layout.blocks["logs"], layout.blocks["events"]
    spec = layout.spec.sheet("events")
    last_col = len(spec.widths) - 1
    sheet = open_sheet(book, calculation, "events", team, last_col)
    sheet.widths(spec.widths)
    for place in (logs, events):
        sheet.put(place.heading_row or 0, 0, place.block.heading, "heading")
        sheet.fill(place.heading_row or 0, 1, last_col, "rule")
        write_table(sheet, place, filled.get(place.block.id, ()), lists)
    for i, metric in enumerate(layout.plan.event_metrics):
        row = logs.first_row + i
        sheet.put(row, 0, metric.short_name, "row_label")
        sheet.put(row, 4, EventReading(reckoned, metric).verdict(), "cell")
        sheet.raw.set_row(row, 31)
        if metric.event_chart == "t":
            sheet.put(row, 3, None, "closed")
    sheet.raw.freeze_panes(events.first_row, 0)
    footer = layout.spec.texts["footer_page"]
    sheet.page(events.last_row, last_col, footer=footer, repeat=(events.head_row, events.head_row))
    return sheet
