"""The sheet Event log: how far the log of each rare event goes, and one row an event."""

from __future__ import annotations

from lcxl import templates
from lcxl.sheets.blocks import write_table
from lcxl.sheets.pages import Pages
from lcxl.sheets.reporting.calculation import Calculation
from lcxl.sheets.reporting.event_calculation import EventCalculation
from lcxl.sheets.reporting.event_reading import EventReading

__all__ = ["write"]


def write(pages: Pages, spec: templates.Sheet) -> None:
    """Write the sheet."""
    layout, reckoned = pages.of(Calculation).layout, pages.of(EventCalculation)
    logs, events = layout.blocks["logs"], layout.blocks["events"]
    last_col = len(spec.widths) - 1
    sheet = pages.open(spec, last_col)
    sheet.widths(spec.widths)
    for place in (logs, events):
        pages.heading(sheet, place.heading_row or 0, place.block.heading, last_col)
        write_table(sheet, place, pages.rows.get(place.block.id, ()), pages.lists)
    for i, metric in enumerate(layout.plan.event_metrics):
        row = logs.first_row + i
        sheet.put(row, 0, metric.short_name, "row_label")
        sheet.put(row, 4, EventReading(reckoned, metric).verdict(), "cell")
        sheet.raw.set_row(row, 31)
        if metric.event_chart == "t":
            sheet.put(row, 3, None, "closed")
    sheet.raw.freeze_panes(events.first_row, 0)
    last = events.printed_to(len(pages.rows.get("events", ())))
    pages.page(sheet, last, last_col, (events.head_row, events.head_row))
