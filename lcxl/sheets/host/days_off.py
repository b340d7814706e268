"""The sheet Days off: the days on which nobody works, and due dates that the host moved."""

from __future__ import annotations

from collections.abc import Sequence

from lcxl import templates
from lcxl.keep.timetable import DAYS_OFF, YEARS_AFTER, YEARS_BEFORE
from lcxl.periods import month_of
from lcxl.sheets.host.grid import Grid
from lcxl.sheets.pages import Pages
from lcxl.words import cell_format, filled, locale
from lcxl.xl.sheet import SheetWriter

__all__ = ["write"]


def write(pages: Pages, spec: templates.Sheet) -> None:
    """The sheet Days off; the column of days has the name that formulas use."""
    grid = pages.of(Grid)
    words, calendar = spec.texts, grid.plan.calendar
    sheet = pages.open(spec, 2)
    sheet.widths(spec.widths)
    years = {
        "first": calendar.kickoff.year - YEARS_BEFORE,
        "last": calendar.end.year + YEARS_AFTER,
    }
    for name, place in grid.days.items():
        heads = [field.heading for field in place.block.fields]
        heading = filled(words[f"{name}_heading"], **years)
        _heads(pages, sheet, place.head_row - 1, heading, heads)
    list_of_days = grid.days["days"]
    for i, (day, name) in enumerate(grid.closed.items()):
        row = list_of_days.first_row + i
        sheet.put(row, 0, day, "cell", num_format=cell_format("day"), align="left")
        sheet.put(row, 1, locale().weekdays[day.weekday()], "cell")
        sheet.put(row, 2, name, "cell")
    if not grid.closed:
        sheet.put(list_of_days.first_row, 2, words["none"], "cell")
    pages.book.name(DAYS_OFF, list_of_days.range("day"))
    for i, added in enumerate(grid.edits.days):
        row = grid.days["added"].first_row + i
        sheet.put(row, 0, added.day, "input", num_format=cell_format("day"))
        sheet.put(row, 1, added.weekday, "input", num_format="@")
        sheet.put(row, 2, added.name, "input", num_format="@")
    for i, moved in enumerate(calendar.due_dates):
        row = grid.days["moved"].first_row + i
        for col, day, shape in ((0, month_of(moved.month), "month"), (1, moved.due, "day")):
            sheet.put(row, col, day, "cell", num_format=cell_format(shape), align="left")
        sheet.put(row, 2, moved.reason, "cell")
    last = max(place.last_row for place in grid.days.values())
    pages.page(sheet, last, 2, portrait=True)


def _heads(pages: Pages, sheet: SheetWriter, row: int, heading: str, heads: Sequence[str]) -> None:
    pages.heading(sheet, row, heading, len(heads) - 1)
    for col, text in enumerate(heads):
        sheet.put(row + 1, col, text, "head")
