"""The sheet Logistics: tasks with days counted from their session, and what is open."""

from __future__ import annotations

from datetime import date

from lcxl import templates
from lcxl.periods import add_days, day_of_serial, serial
from lcxl.practice.schedule import Schedule
from lcxl.sheets import blocks
from lcxl.sheets.block_cells import BlockCells, number_of
from lcxl.sheets.hidden import hidden_of
from lcxl.sheets.pages import Pages
from lcxl.words import cell_format
from lcxl.xl.live import Live, quote
from lcxl.xl.sheet import SheetWriter

__all__ = ["due", "open_due", "write"]

AS_OF = "as_of"
SOON_DAYS = 14


def write(pages: Pages, spec: templates.Sheet) -> None:
    """The table, with due dates and states."""
    sheet, cells = blocks.write(pages, spec), BlockCells(pages, "logistics")
    pages.book.name(AS_OF, pages.placed[spec.id]["as_of"].range(AS_OF))
    for line in cells.lines:
        row = cells.row(line)
        day, state = due(pages, cells, line), _state(pages, spec, cells, line)
        sheet.put(row, cells.col("due"), day, "row_text", num_format=cell_format("day"))
        sheet.put(row, cells.col("state"), state, "row_text")
    _colours(pages, sheet, spec, cells)
    sheet.raw.freeze_panes(cells.place.first_row, 3)


def due(pages: Pages, cells: BlockCells, line: int) -> Live:
    """The working day so many days from the session; "" where that is not known."""
    schedule, meetings = pages.of(Schedule), BlockCells(pages, "meetings")
    session, days = cells.cell("session", line), cells.cell("days", line)
    match = f"MATCH({session},{meetings.reference('id')},0)"
    day = f"N(INDEX({meetings.reference('day')},{match}))+{days}"
    off = _days_off(pages, schedule)
    rolled = f"IF({days}<0,WORKDAY({day}+1,-1{off}),IF({days}>0,WORKDAY({day}-1,1{off}),{day}))"
    return Live(
        f'IF(OR({session}="",COUNT({days})=0),"",IFERROR(IF({day}<1000,"",{rolled}),""))',
        _due_value(schedule, meetings, cells, line),
    )


def _due_value(
    schedule: Schedule, meetings: BlockCells, cells: BlockCells, line: int
) -> float | str:
    session, days = cells.value("session", line), number_of(cells.value("days", line))
    if not session or days is None:
        return ""
    name = str(session).casefold()
    start = next((r.get("day") for r in meetings.rows if str(r["id"]).casefold() == name), None)
    if not isinstance(start, date):
        return ""
    return float(serial(schedule.due(start, int(days))))


def _days_off(pages: Pages, schedule: Schedule) -> str:
    """The third part of WORKDAY: the days on which nobody works, beside weekends."""
    calendar = schedule.plan.calendar
    closed = calendar.working.closed(calendar.kickoff.year - 1, calendar.end.year + 1)
    if not closed:
        return ""
    return "," + hidden_of(pages).column("days off", list(closed)).reference


def _state(pages: Pages, spec: templates.Sheet, cells: BlockCells, line: int) -> Live:
    words = spec.texts
    day, done = cells.cell("due", line), cells.cell("done_on", line)
    by_day = (
        f"IF({day}<{AS_OF},{quote(words['overdue'])},"
        f"IF({day}<={AS_OF}+{SOON_DAYS},{quote(words['soon'])},{quote(words['open'])}))"
    )
    value = due(pages, cells, line).value
    as_of = BlockCells(pages, "as_of").value(AS_OF, 0)
    state = words["open"]
    if cells.value("done_on", line) is not None:
        state = words["done"]
    elif not isinstance(value, float):
        state = ""
    elif isinstance(as_of, date):
        last = add_days(as_of, SOON_DAYS)
        falls = day_of_serial(int(value))
        state = words["overdue" if falls < as_of else "soon" if falls <= last else "open"]
    return Live(
        f'IF({done}<>"",{quote(words["done"])},IF(NOT(ISNUMBER({day})),"",'
        f"IF(ISNUMBER({AS_OF}),{by_day},{quote(words['open'])})))",
        state,
    )


def open_due(pages: Pages, cells: BlockCells, line: int) -> Live:
    """The due date of a task that is open; "" of others."""
    day, done = (cells.far(field, line) for field in ("due", "done_on"))
    value = due(pages, cells, line).value
    is_open = cells.value("done_on", line) is None and isinstance(value, float)
    return Live(f'IF(AND({done}="",ISNUMBER({day})),{day},"")', value if is_open else "")


def _colours(pages: Pages, sheet: SheetWriter, spec: templates.Sheet, cells: BlockCells) -> None:
    """By what is written, and while no day is typed by today's date too."""
    words = spec.texts
    state, day = ("$" + cells.cell(field, 0) for field in ("state", "due"))
    still = f"AND(NOT(ISNUMBER({AS_OF})),{state}={quote(words['open'])}"
    rules = [
        (f"{state}={quote(words['overdue'])}", "error", ""),
        (f"{still},{day}<TODAY())", "error", "overdue"),
        (f"{state}={quote(words['soon'])}", "look", ""),
        (f"{still},{day}<=TODAY()+{SOON_DAYS})", "look", "soon"),
        (f"{state}={quote(words['done'])}", "ok", ""),
    ]
    place = cells.place.range("state")
    for formula, role, word in rules:
        look = {"num_format": f'General;General;General;"{words[word]}"'} if word else {}
        sheet.raw.conditional_format(
            *place[1:],
            {
                "type": "formula",
                "criteria": "=" + formula,
                "format": pages.book.format(role, **look),
                "stop_if_true": True,
            },
        )
