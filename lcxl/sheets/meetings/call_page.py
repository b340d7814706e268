"""The sheet Call page: the last promise of a team, and the agenda of a coaching call."""

from __future__ import annotations

from datetime import date

from lcxl import templates
from lcxl.sheets.block_cells import BlockCells, number_of
from lcxl.sheets.blocks import write_form
from lcxl.sheets.hidden import Picked, hidden_of, pick
from lcxl.sheets.meetings import agenda
from lcxl.sheets.meetings.agenda_page import items_of
from lcxl.sheets.meetings.clock import AT
from lcxl.sheets.pages import Pages
from lcxl.templates import word_of
from lcxl.words import cell_format
from lcxl.xl.live import Live, first_true, words
from lcxl.xl.sheet import SheetWriter

__all__ = ["write"]

ITEMS, NOTES = 8, 5
"""Items of the agenda, and lines to write on."""
TOPICS = ("well", "barrier", "promised", "due", "kept")
FIELDS = {"well": "went_well", "barrier": "barrier", "promised": "promised", "kept": "kept"}
ROW, LINE_TO_WRITE_ON = 32.0, 26.0


def write(pages: Pages, spec: templates.Sheet) -> None:
    """The team, its last call, the agenda, and lines for what is promised next."""
    last_col = len(spec.widths) - 1
    sheet = pages.open(spec, last_col)
    sheet.widths(spec.widths)
    form = BlockCells(pages, "call_page")
    write_form(sheet, form.place, form.rows[0] if form.rows else {}, pages.lists, False)
    row = form.place.last_row + 2
    pages.heading(sheet, row, spec.texts["last_heading"], last_col)
    row = _last_call(pages, sheet, spec, row + 1)
    pages.heading(sheet, row + 2, spec.texts["agenda_heading"], last_col)
    row = _agenda(pages, sheet, spec, row + 3) + 1
    pages.heading(sheet, row + 1, spec.texts["notes_heading"], last_col)
    for i in range(NOTES):
        sheet.fill(row + 2 + i, 0, last_col, "cell")
        sheet.raw.set_row(row + 2 + i, LINE_TO_WRITE_ON)
    pages.page(sheet, row + 1 + NOTES, last_col, one_page=True, portrait=True)


def _last_call(pages: Pages, sheet: SheetWriter, spec: templates.Sheet, row: int) -> int:
    calls, team = BlockCells(pages, "calls"), BlockCells(pages, "call_page").live("team")
    last = pick(
        hidden_of(pages), "team calls", [_day(calls, team, i) for i in calls.lines], 1,
        largest=True,
    )  # fmt: skip
    cell = last.position(0)
    planned = _number_in(calls.reference("planned"), cell, '""')
    held_or_planned = _number_in(calls.reference("held_on"), cell, planned)
    day = Live(
        f'IF({cell}="","",{held_or_planned})',
        (_day(calls, team, last.lines[0]).value or "") if last.lines else "",
    )
    day = first_true([(Live(f'{cell}=""', not last.lines), words(spec.texts["none"]))], day)
    sheet.put(row, 0, spec.texts["last_day"], "label")
    sheet.put(row, 1, day, "cell_wrap", num_format=cell_format("day"), align="left")
    for i, topic in enumerate(TOPICS, start=1):
        sheet.put(row + i, 0, spec.texts[topic], "label", valign="top")
        look = {"num_format": cell_format("day"), "align": "left"} if topic == "due" else {}
        sheet.put(row + i, 1, _told(calls, last, topic), "cell_wrap", **look)
        if topic in ("well", "barrier", "promised"):
            sheet.raw.set_row(row + i, 2 * ROW)
    return row + len(TOPICS)


def _told(calls: BlockCells, last: Picked, topic: str) -> Live:
    if topic == "due":
        cell, place = last.position(0), calls.reference("due")
        value = number_of(calls.value("due", last.lines[0])) if last.lines else None
        shown = _number_in(place, cell, '""')
        return Live(f'IF({cell}="","",{shown})', "" if value is None else value)
    field = FIELDS[topic]
    return last.of(0, calls.reference(field), lambda i: calls.value(field, i))


def _number_in(place: str, position: str, otherwise: str) -> str:
    """The number at a position of a column; a blank cell is none, though Excel shows it as 0."""
    found = f"INDEX({place},{position})"
    return f"IF(COUNT({found})=1,{found},{otherwise})"


def _day(calls: BlockCells, team: Live, line: int) -> Live:
    """The day of a call with the team of which something is noted; "" of others."""
    of = {
        field: calls.far(field, line)
        for field in ("team", "held_on", "planned", "went_well", "barrier", "promised")
    }
    noted = "+".join(f"LEN({of[f]})" for f in ("went_well", "barrier", "promised"))
    told = any(calls.value(f, line) for f in ("went_well", "barrier", "promised"))
    is_team = str(calls.value("team", line) or "").casefold() == str(team.value).casefold()
    days = (calls.value("held_on", line), calls.value("planned", line))
    day = next((number_of(d) for d in days if isinstance(d, date)), 0.0)
    return Live(
        f'IF(AND({of["team"]}<>"",{of["team"]}={team.formula},{noted}>0),'
        f'IF(COUNT({of["held_on"]})=1,{of["held_on"]},N({of["planned"]})),"")',
        (day or 0.0) if is_team and team.value and told else "",
    )


def _agenda(pages: Pages, sheet: SheetWriter, spec: templates.Sheet, row: int) -> int:
    meeting = words(word_of("meeting", "coaching call"))
    items, cells = items_of(pages, "coaching call", meeting, ITEMS), BlockCells(pages, "agenda")
    form = BlockCells(pages, "call_page")
    begins, start = form.reference("begins"), agenda.start_of(pages, meeting)
    own = number_of(form.value("begins", 0))
    shift = Live(f"IF(COUNT({begins})=1,{begins}-{start.formula},0)",
                 0.0 if own is None else own - float(start.value))  # fmt: skip
    for col, name in enumerate(("begins", "what", "notes")):
        sheet.put(row, col, spec.texts[f"head_{name}"], "head")
    for k in range(ITEMS):
        planned = items.number(
            k, cells.reference("begins"), lambda i: agenda.begins(pages, cells, i).value
        )
        at = Live(
            f'IF({items.position(k)}="","",{planned.formula}+{shift.formula})',
            "" if planned.value == "" else float(planned.value) + float(shift.value),
        )
        sheet.put(row + 1 + k, 0, at, "cell", num_format=AT, bold=True, align="left")
        what = items.of(k, cells.reference("what"), lambda i: cells.value("what", i))
        sheet.put(row + 1 + k, 1, what, "cell_wrap")
        sheet.put(row + 1 + k, 2, None, "cell")
        sheet.raw.set_row(row + 1 + k, ROW)
    return row + ITEMS
