"""The sheet Timetable: dates as formulas of the kickoff, and what the host typed beside them."""

from __future__ import annotations

from datetime import date

from lcxl import templates
from lcxl.cells import a1
from lcxl.keep.timetable import NOT_NEEDED, STATUS, Line
from lcxl.periods import add_days, add_months, serial
from lcxl.plan.timetable import Item
from lcxl.sheets.blocks import write_form
from lcxl.sheets.host.grid import SPARE_LINES, Grid, Row
from lcxl.sheets.host.timetable_formulas import month_formula
from lcxl.sheets.pages import Pages
from lcxl.templates import word_of
from lcxl.words import cell_format
from lcxl.xl.book import BookWriter
from lcxl.xl.inputs import field_rule
from lcxl.xl.live import Live, month_and_year, quote, sentence
from lcxl.xl.sheet import SheetWriter

__all__ = ["write"]

AS_OF = "as_of"
SOON_DAYS = 14
EVENTS = ("session", "action period", "call", "reminder", "message", "report")
"""Kinds that take place on their day: afterwards they are past, never overdue."""
MAIN = ("milestone", "session", "report")
"""Kinds whose lines stand out."""


def write(pages: Pages, spec: templates.Sheet) -> None:
    """Every line of the plan and of the host, by date."""
    grid = pages.of(Grid)
    table = grid.table
    fields = table.block.fields
    last_col = len(fields) - 1
    sheet = pages.open(spec, last_col)
    sheet.widths([f.width for f in fields])
    calendar = grid.plan.calendar
    answers = {"kickoff": calendar.kickoff, "as_of": grid.edits.as_of}
    write_form(sheet, grid.form, answers, {}, help_text=False)
    for i, field in enumerate(grid.form.block.fields):
        sheet.put(grid.form.first_row + i, 3, field.help, "quiet")
        pages.book.name(field.id, grid.form.range(field.id))
    for col, field in enumerate(fields):
        sheet.put(table.head_row, col, field.heading, "head")
    spare = Row(None, Line(), None, None)
    rows = [*grid.rows, *[spare] * SPARE_LINES]
    for i, row in enumerate(rows):
        _write_line(grid, sheet, spec, table.first_row + i, row)
    for field in fields:
        if field.type != "shown":
            place = table.range(field.id)
            sheet.validate(place, field_rule(field, pages.lists), field.heading, field.help)
    _colour_states(grid, pages.book, sheet, spec)
    sheet.raw.autofilter(table.head_row, 0, table.last_row, last_col)
    sheet.raw.freeze_panes(table.first_row, 4)
    pages.page(
        sheet,
        table.first_row + len(grid.rows) - 1,
        grid.columns["notes"].first_col,
        (table.head_row, table.head_row),
        filters=True,
    )


def _write_line(grid: Grid, sheet: SheetWriter, spec: templates.Sheet, at: int, row: Row) -> None:
    col = {name: place.first_col for name, place in grid.columns.items()}
    cell = {name: a1(at, c) for name, c in col.items()}
    item, line, day = row.item, row.line, row.day

    def put(name: str, value: Live | str | date | None, role: str, **changes: str | bool) -> None:
        sheet.put(at, col[name], value, role, **changes)

    if item is None:
        put("key", line.key, "row_text")
        put("phase", None, "row_text")
        is_used = bool(line.what)
        put("kind", Live(f'IF({cell["what"]}="","",{quote(spec.texts["own"])})',
                         spec.texts["own"] if is_used else ""), "row_text")  # fmt: skip
        put("what", line.what, "input", num_format="@")
        put("planned", line.last, "computed", num_format=cell_format("weekday"))
        other = f'IF(ISNUMBER({cell["planned"]}),{cell["planned"]},"")'
    else:
        put("key", item.key, "row_text")
        put("phase", word_of("timetable_phase", item.phase), "row_text")
        put("kind", word_of("timetable_kind", item.kind), "row_text")
        put("what", _words(grid, item), "row_label" if item.kind in MAIN else "row_text")
        planned = Live(grid.formulas.of(item.timing), _shown(row.planned))
        put("planned", planned, "computed", num_format=cell_format("weekday"), align="left")
        put("role", item.role, "row_text")
        put("deliverable", item.deliverable, "row_text")
        other = cell["planned"]
    if item is not None and item.is_fixed:
        put("moved", line.moved, "closed", num_format=cell_format("day"))
        formula = other
    else:
        put("moved", line.moved, "input", num_format=cell_format("day"))
        formula = f"IF(ISNUMBER({cell['moved']}),{cell['moved']},{other})"
    put(
        "date",
        Live(formula, _shown(day)),
        "computed",
        num_format=cell_format("weekday"),
        bold=True,
        align="left",
    )
    put("state", _state(grid, spec, row, cell), "row_text")
    put("status", word_of(STATUS, line.status), "input", num_format="@")
    put("owner", line.owner, "input", num_format="@")
    put("notes", line.notes, "input_wrap", num_format="@")


def _words(grid: Grid, item: Item) -> Live | str:
    if item.month is None:
        return item.what
    month = add_months(grid.plan.calendar.start, item.month)
    return sentence(item.what, month=month_and_year(month_formula(item.month), month))


def _state(grid: Grid, spec: templates.Sheet, row: Row, cell: dict[str, str]) -> Live:
    words, as_of, day = spec.texts, grid.edits.as_of, row.day
    is_event = row.item is not None and row.item.kind in EVENTS
    over, still = ("past", "planned") if is_event else ("overdue", "open")
    done, left_out = (word_of(STATUS, said) for said in ("done", NOT_NEEDED))
    if row.line.status in ("done", NOT_NEEDED):
        state = word_of(STATUS, row.line.status)
    elif day is None:
        state = ""
    elif as_of is None or day > add_days(as_of, SOON_DAYS):
        state = words[still]
    else:
        state = words[over] if day < as_of else words["soon"]
    date_cell, status = cell["date"], cell["status"]
    by_day = (
        f"IF({date_cell}<{AS_OF},{quote(words[over])},"
        f"IF({date_cell}<={AS_OF}+{SOON_DAYS},{quote(words['soon'])},{quote(words[still])}))"
    )
    return Live(
        f"IF(OR({status}={quote(done)},{status}={quote(left_out)}),"
        f"LOWER({status}),"
        f'IF(ISNUMBER({date_cell}),IF(ISNUMBER({AS_OF}),{by_day},{quote(words[still])}),""))',
        state,
    )


def _colour_states(grid: Grid, book: BookWriter, sheet: SheetWriter, spec: templates.Sheet) -> None:
    """Colours, and by today's date words too, so that no cell changes by itself."""
    words, table = spec.texts, grid.table
    state, day = ("$" + a1(table.first_row, grid.columns[n].first_col) for n in ("state", "date"))
    now = f"NOT(ISNUMBER({AS_OF}))"
    still, events = (f"{state}={quote(words[n])}" for n in ("open", "planned"))
    rules = [
        (f"{state}={quote(words['overdue'])}", "error", ""),
        (f"AND({now},{still},{day}<TODAY())", "error", "overdue"),
        (f"AND({now},{events},{day}<TODAY())", "past", "past"),
        (f"{state}={quote(words['soon'])}", "look", ""),
        (
            f"AND({now},OR({still},{events}),{day}<=TODAY()+{SOON_DAYS})",
            "look",
            "soon",
        ),
        (f"{state}={quote(word_of(STATUS, 'done'))}", "ok", ""),
    ]
    place = grid.columns["state"]
    for formula, role, word in rules:
        look = {"num_format": f'General;General;General;"{words[word]}"'} if word else {}
        sheet.raw.conditional_format(
            place.first_row,
            place.first_col,
            place.last_row,
            place.last_col,
            {
                "type": "formula",
                "criteria": "=" + formula,
                "format": book.format(role, **look),
                "stop_if_true": True,
            },
        )


def _shown(day: date | None) -> float | str:
    return serial(day) if day else ""
