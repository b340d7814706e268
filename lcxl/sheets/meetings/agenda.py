"""The sheet Agenda: a line for each item of each meeting, and when it begins."""

from __future__ import annotations

from lcxl import templates
from lcxl.sheets import blocks
from lcxl.sheets.block_cells import BlockCells, number_of, text_of_cell, value_of
from lcxl.sheets.meetings import structure
from lcxl.sheets.meetings.clock import AT, FROM_START
from lcxl.sheets.pages import Pages
from lcxl.xl.live import Live

__all__ = ["begins", "start_of", "write"]

MINUTES = 1440
"""Minutes of a day, which is 1 in a cell with a time."""


def write(pages: Pages, spec: templates.Sheet) -> None:
    """The table, with clock times."""
    sheet, cells = blocks.write(pages, spec), BlockCells(pages, "agenda")
    for line in cells.lines:
        row = cells.row(line)
        at = begins(pages, cells, line)
        sheet.put(row, cells.col("begins"), at, "row_text", num_format=AT)
        order, shape = (
            value_of(cells.value("order", line)),
            {"num_format": "General", "valign": "top"},
        )
        sheet.put(row, cells.col("order"), order, "input", **shape)
    sheet.raw.freeze_panes(cells.place.first_row, 2)


def begins(pages: Pages, cells: BlockCells, line: int) -> Live:
    """When an item begins: the start of its meeting and the minutes of the items before it."""
    session, order = cells.cell("session", line), cells.cell("order", line)
    start = start_of(pages, Live(session, text_of_cell(cells.value("session", line))))
    before = (
        f"SUMIFS({cells.reference('minutes')},{cells.reference('session')},{session},"
        f'{cells.reference("order")},"<"&{order})'
    )
    return Live(
        f'IF(OR({session}="",COUNT({order})=0),"",{start.formula}+{before}/{MINUTES})',
        _value(cells, line, start),
    )


def _value(cells: BlockCells, line: int, start: Live) -> float | str:
    name, order = cells.value("session", line), number_of(cells.value("order", line))
    if not name or order is None:
        return ""
    minutes = 0.0
    for row in cells.rows:
        other = number_of(row.get("order"))
        is_same = str(row.get("session") or "").casefold() == str(name).casefold()
        if is_same and other is not None and other < order:
            minutes += number_of(row.get("minutes")) or 0.0
    return float(start.value) + minutes / MINUTES


def start_of(pages: Pages, session: Live) -> Live:
    """When a meeting begins, as a part of a day; `FROM_START` where nobody said."""
    meetings = BlockCells(pages, "meetings")
    keys, clocks = meetings.reference("id"), meetings.reference("starts")
    match = f"MATCH({session.formula},{keys},0)"
    name = str(session.value).casefold()
    lines = [i for i, row in enumerate(meetings.rows) if str(row.get("id")).casefold() == name]
    value = structure.starts(pages, lines[0]).value if lines else ""
    found = f"INDEX({clocks},{match})"
    return Live(
        f"IF(ISNUMBER({found}),{found},{FROM_START})",
        value if isinstance(value, float) else float(FROM_START),
    )
