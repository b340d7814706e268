"""The sheet Structure: when each meeting begins, how long it is, and whether that works."""

from __future__ import annotations

from lcxl import templates
from lcxl.practice.meeting_checks import MOST_ON_A_CALL
from lcxl.practice.schedule import Meeting, Schedule
from lcxl.sheets import blocks
from lcxl.sheets.block_cells import BlockCells, number_of
from lcxl.sheets.pages import Pages
from lcxl.words import filled
from lcxl.xl.live import Live, quote

__all__ = ["lasts", "starts", "write"]

TWO_LINES = 32.0


def write(pages: Pages, spec: templates.Sheet) -> None:
    """The table, with what follows from it."""
    sheet, cells = blocks.write(pages, spec), BlockCells(pages, "meetings")
    too_long = filled(spec.texts["too_long"], most=MOST_ON_A_CALL)
    virtual = templates.word_of("meeting_form", "virtual")
    for line in range(len(cells.rows)):
        row = cells.row(line)
        sheet.put(row, cells.col("starts"), starts(pages, line), "row_text", num_format="hh:mm")
        sheet.put(row, cells.col("lasts"), lasts(pages, line), "row_text")
        form, minutes = cells.cell("form", line), cells.cell("lasts", line)
        shown = templates.chosen("meeting_form", str(cells.value("form", line) or ""))
        is_long = shown == "virtual" and _number(lasts(pages, line)) > MOST_ON_A_CALL
        remark = Live(
            f'IF(AND({form}={quote(virtual)},N({minutes})>{MOST_ON_A_CALL}),{quote(too_long)},"")',
            too_long if is_long else "",
        )
        sheet.put(row, cells.col("remark"), remark, "row_text", text_wrap=True)
        if remark.value:
            sheet.raw.set_row(row, TWO_LINES)


def starts(pages: Pages, line: int) -> Live:
    """When a meeting begins, as a part of a day; "" where nobody said."""
    meeting, cells = _meeting(pages, line), BlockCells(pages, "meetings")
    planned = number_of(meeting.begins) if meeting else None
    return _own_or(cells, "begins", line, planned)


def lasts(pages: Pages, line: int) -> Live:
    """The minutes of a meeting; "" where nobody said."""
    meeting, cells = _meeting(pages, line), BlockCells(pages, "meetings")
    return _own_or(cells, "minutes", line, float(meeting.minutes) if meeting else None)


def _own_or(cells: BlockCells, field: str, line: int, planned: float | None) -> Live:
    cell, own = cells.cell(field, line), number_of(cells.value(field, line))
    other = '""' if planned is None else repr(planned)
    value = planned if own is None else own
    return Live(f"IF(ISNUMBER({cell}),{cell},{other})", "" if value is None else value)


def _meeting(pages: Pages, line: int) -> Meeting | None:
    """The meeting of the plan in a line; None of one that the plan has no more."""
    meetings = pages.of(Schedule).meetings
    return meetings[line] if line < len(meetings) else None


def _number(live: Live) -> float:
    return live.value if isinstance(live.value, float) else 0.0
