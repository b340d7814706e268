"""The timetable on its grid: which line stands where, for all sheets that refer to it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from lcxl import templates
from lcxl.cells import Range
from lcxl.keep.timetable import Line, TimetableEdits, listed_days
from lcxl.layout import FIRST_BLOCK_ROW, PlacedBlock, place_blocks
from lcxl.plan import Collaborative
from lcxl.plan.timetable import Item, Timetable
from lcxl.sheets.host.timetable_formulas import DateFormulas

__all__ = ["SPARE_LINES", "Grid", "Row"]

SPARE_LINES = 30
"""Empty lines for the host at the end."""
LEAST_DAYS = 2
"""Rows of the list of days off, even of an empty one: what a formula makes of a single blank
cell differs from program to program."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the sheet: an item of the plan, or a line of the host's own."""

    item: Item | None
    line: Line
    day: date | None
    planned: date | None


class Grid:
    """Where the lines of the timetable and the days off stand."""

    def __init__(
        self,
        spec: templates.Workbook,
        plan: Collaborative,
        timetable: Timetable,
        edits: TimetableEdits,
    ) -> None:
        self.spec, self.plan = spec, plan
        self.timetable, self.edits = timetable, edits
        self.rows = _in_order(timetable, edits)
        sheet = spec.sheet("timetable")
        placed = place_blocks(sheet, {"lines": len(self.rows) + SPARE_LINES})
        self.form, self.table = placed["dates"], placed["lines"]
        self.columns = {f.id: self.table.range(f.id) for f in self.table.block.fields}
        first = self.table.first_row
        self.cells = {
            row.item.key: Range.cell(sheet.name, first + i, self.columns["date"].first_col)
            for i, row in enumerate(self.rows)
            if row.item is not None
        }
        self.closed = listed_days(plan)
        self.days = self._place_days()
        self.moved = self._moved_place()
        local = {key: place.local for key, place in self.cells.items()}
        self.formulas = DateFormulas(plan.calendar, local, self.moved)
        far = {key: place.reference for key, place in self.cells.items()}
        self.formulas_elsewhere = DateFormulas(plan.calendar, far, self.moved)
        """The same for other sheets."""

    def anchors(self) -> dict[str, Range]:
        """Key and place of everything that is read again."""
        days = (anchor for place in self.days.values() for anchor in place.anchors())
        return dict((*self.form.anchors(), *self.table.anchors(), *days))

    def _place_days(self) -> dict[str, PlacedBlock]:
        """The tables of the sheet Days off that have rows, and the list of days."""
        spec = self.spec.sheet("days_off")
        lengths = {
            "days": max(LEAST_DAYS, len(self.closed)),
            "added": len(self.edits.days),
            "moved": len(self.plan.calendar.due_dates),
        }
        placed: dict[str, PlacedBlock] = {}
        row = FIRST_BLOCK_ROW
        for block in spec.blocks:
            length = lengths[block.id]
            if length:
                first = row + 2
                placed[block.id] = PlacedBlock(
                    spec.name, block, row, None, row + 1, None, first, first + length - 1
                )
                row = first + length + 1
        return placed

    def _moved_place(self) -> tuple[Range, Range] | None:
        """Months and days of the due dates that the host moved, on the sheet Days off."""
        place = self.days.get("moved")
        return (place.range("month"), place.range("due")) if place else None


def _in_order(timetable: Timetable, edits: TimetableEdits) -> list[Row]:
    """Lines of the plan and of the host by date; those without one last."""
    rows = [
        Row(item, edits.line(item), timetable.dates[item.key], timetable.planned[item.key])
        for item in timetable.items
    ]
    for line in edits.own:
        day = line.moved if isinstance(line.moved, date) else line.last
        rows.append(Row(None, line, day, line.last))
    return sorted(rows, key=lambda row: row.day or date.max)
