"""The sheet Agenda page: the agenda of one meeting, for participants or for facilitators."""

from __future__ import annotations

from functools import partial

from lcxl import templates
from lcxl.sheets.block_cells import BlockCells, number_of
from lcxl.sheets.blocks import write_form
from lcxl.sheets.hidden import Picked, hidden_of, pick
from lcxl.sheets.meetings import agenda
from lcxl.sheets.meetings.clock import AT, FROM_START, clock
from lcxl.sheets.pages import Pages
from lcxl.templates import word_of
from lcxl.xl.live import Live, first_true, quote, sentence, words
from lcxl.xl.sheet import SheetWriter

__all__ = ["items_of", "write"]

LINES = 16
"""Items that the page has room for."""
FIRST = ("begins", "what", "lead")
REST = ("minutes", "how", "reserve", "material")
"""What facilitators see besides."""
ROW = 29.0
DAY = 1440


def write(pages: Pages, spec: templates.Sheet) -> None:
    """The choice, the items, and how late the meeting runs."""
    last_col = len(spec.widths) - 1
    sheet = pages.open(spec, last_col)
    sheet.widths(spec.widths)
    form, cells = BlockCells(pages, "agenda_page"), BlockCells(pages, "agenda")
    write_form(sheet, form.place, form.rows[0] if form.rows else {}, pages.lists, False)
    meeting = form.live("meeting")
    picked = items_of(pages, "agenda page", meeting, LINES)
    head = form.place.last_row + 3
    is_all = _is_for_facilitators(form)
    for col, name in enumerate((*FIRST, *REST)):
        heading = words(spec.texts[f"head_{name}"])
        shown = heading if name in FIRST else _if(is_all, heading)
        sheet.put(head, col, shown, "head")
    for k in range(LINES):
        _write_item(pages, sheet, head + 1 + k, k, picked, is_all)
    row = head + LINES + 1
    sheet.put(head - 1, 0, _when(pages, spec, meeting, cells), "strong")
    sheet.put(row, 0, _more(spec, meeting, cells), "quiet")
    sheet.put(form.place.first_row + 2, 4, _late(pages, spec, form, picked), "strong")
    pages.page(sheet, row, last_col, one_page=True)


def items_of(pages: Pages, name: str, meeting: Live, count: int) -> Picked:
    """The items of a meeting in their order."""
    cells = BlockCells(pages, "agenda")
    keys = []
    for line in cells.lines:
        session, order = (cells.far(field, line) for field in ("session", "order"))
        number = number_of(cells.value("order", line))
        is_one = _is_same(cells.value("session", line), meeting.value) and number is not None
        keys.append(
            Live(
                f'IF(AND({session}<>"",{session}={meeting.formula},COUNT({order})=1),{order},"")',
                number if is_one and number is not None else "",
            )
        )
    return pick(hidden_of(pages), name, keys, count)


def _is_same(one: object, other: object) -> bool:
    return bool(one) and str(one).casefold() == str(other).casefold()


def _is_for_facilitators(form: BlockCells) -> Live:
    word = word_of("agenda_version", "facilitators")
    chosen = form.live("version")
    is_all = templates.chosen("agenda_version", str(chosen.value)) == "facilitators"
    return Live(f"{chosen.formula}={quote(word)}", is_all)


def _if(condition: Live, shown: Live) -> Live:
    return first_true([(condition, shown)], words(""))


def _write_item(
    pages: Pages, sheet: SheetWriter, row: int, k: int, picked: Picked, is_all: Live
) -> None:
    cells = BlockCells(pages, "agenda")
    clock_of = picked.number(
        k, cells.reference("begins"), lambda i: agenda.begins(pages, cells, i).value
    )
    sheet.put(row, 0, clock_of, "cell", num_format=AT, bold=True, align="left")
    for col, name in enumerate((*FIRST, *REST)):
        if name == "begins":
            continue
        shown = picked.of(k, cells.reference(name), partial(_text, cells, name))
        sheet.put(row, col, shown if name in FIRST else _if(is_all, shown), "cell_wrap")
    sheet.raw.set_row(row, ROW)


def _text(cells: BlockCells, field: str, line: int) -> str:
    value = cells.value(field, line)
    number = number_of(value)
    return f"{number:.15g}" if number is not None else str(value or "")


def _when(pages: Pages, spec: templates.Sheet, meeting: Live, cells: BlockCells) -> Live:
    """Which meeting it is, and when it is planned to end."""
    start = agenda.start_of(pages, meeting)
    what = _of_meeting(pages, meeting)
    end = clock(_end(start, meeting, cells))
    return sentence("{what}. {end}", what=what, end=sentence(spec.texts["ends"], end=end))


def _of_meeting(pages: Pages, meeting: Live) -> Live:
    meetings = BlockCells(pages, "meetings")
    keys, names = meetings.reference("id"), meetings.reference("what")
    shown = next((r["what"] for r in meetings.rows if _is_same(r["id"], meeting.value)), "")
    return Live(f'IFERROR(INDEX({names},MATCH({meeting.formula},{keys},0)),"")', str(shown or ""))


def _end(start: Live, meeting: Live, cells: BlockCells) -> Live:
    sessions, minutes = cells.reference("session"), cells.reference("minutes")
    total = sum(
        number_of(row.get("minutes")) or 0.0
        for row in cells.rows
        if _is_same(row.get("session"), meeting.value)
    )
    return Live(
        f"{start.formula}+SUMIFS({minutes},{sessions},{meeting.formula})/{DAY}",
        float(start.value) + total / DAY,
    )


def _more(spec: templates.Sheet, meeting: Live, cells: BlockCells) -> Live:
    """What has no room on the page."""
    sessions = cells.reference("session")
    n = sum(_is_same(row.get("session"), meeting.value) for row in cells.rows)
    count = Live(f"COUNTIF({sessions},{meeting.formula})-{LINES}", n - LINES)
    is_more = Live(f"{count.formula}>0", n > LINES)
    return _if(is_more, sentence(spec.texts["more"], n=Live(f"({count.formula})", n - LINES)))


def _late(pages: Pages, spec: templates.Sheet, form: BlockCells, picked: Picked) -> Live:
    """How late the meeting runs, from the line that begins now."""
    cells, meeting = BlockCells(pages, "agenda"), form.live("meeting")
    line, now = (number_of(form.value(name, 0)) for name in ("line", "now"))
    at_line, at_now = form.reference("line"), form.reference("now")
    position = f"INDEX({picked.place.reference},{at_line})"
    planned_formula = f"INDEX({cells.reference('begins')},{position})"
    index = int(line) - 1 if line else -1
    start = agenda.start_of(pages, meeting)
    has_start = float(start.value) < FROM_START
    is_known = now is not None and has_start and 0 <= index < min(LINES, len(picked.lines))
    planned = agenda.begins(pages, cells, picked.lines[index]).value if is_known else 0.0
    minutes = round(((now or 0.0) - float(planned or 0.0)) * DAY) if is_known else 0
    late = Live(f"ROUND(({at_now}-{planned_formula})*{DAY},0)", float(minutes))
    end = _end(start, meeting, cells)
    over = Live(f"{end.formula}+MAX(0,{late.formula})/{DAY}",
                float(end.value) + max(0, minutes) / DAY)  # fmt: skip
    said = first_true(
        [(Live(f"{late.formula}>0", minutes > 0),
          sentence(spec.texts["late"], n=late, end=clock(over)))],
        sentence(spec.texts["early"], end=clock(over)),
    )  # fmt: skip
    nothing = f"OR(COUNT({at_line})=0,COUNT({at_now})=0,{start.formula}>={FROM_START})"
    return Live(f'IF({nothing},"",IFERROR({said.formula},""))', said.value if is_known else "")
