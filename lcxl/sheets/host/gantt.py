"""The timetable on one page: phases, sessions, action periods and milestones along the weeks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from lcxl import templates
from lcxl.cells import Range, a1
from lcxl.cells.address import column_letters
from lcxl.keep.timetable import NOT_NEEDED, STATUS
from lcxl.periods import day_of_serial, serial
from lcxl.plan.timetable import Item
from lcxl.sheets.host.grid import Grid
from lcxl.sheets.pages import Pages
from lcxl.words import cell_format
from lcxl.xl.book import BookWriter
from lcxl.xl.live import Live, quote, short_month_and_year
from lcxl.xl.sheet import SheetWriter

__all__ = ["write"]

STEP = 14
"""Days of one column."""
SPARE_STEPS = 4
GRID_COL, HEAD_ROW, WEEK_ROW = 3, 4, 5
SHOWN = ("milestone", "report", "session", "action period")
"""Kinds with a line of their own; of the reports only the first and the last."""
BARS = {"session": "bar_session", "action period": "bar_period", "phase": "bar_period"}
WIDTHS = (58.0, 12.0, 12.0)


@dataclass(frozen=True, slots=True)
class _Bar:
    """One line: from the first day, if it lasts longer than one, to the last."""

    what: str
    kind: str
    first: Live | None
    last: Live


def write(pages: Pages, spec: templates.Sheet) -> None:
    """Write the sheet; its dates are those of the sheet Timetable."""
    book, grid, words = pages.book, pages.of(Grid), spec.texts
    bars = list(_bars(grid))
    days = [int(x.value) for b in bars for x in (b.first, b.last) if x and x.value != ""]
    first = min(days) - (min(days) - 2) % 7  # a Monday: day 2 of the spreadsheet's calendar is one
    steps = (max(days) - first) // STEP + 1 + SPARE_STEPS
    last_col = GRID_COL + steps - 1
    sheet = pages.open(spec, last_col)
    sheet.widths([*WIDTHS, *[1.6] * steps])
    for col, name in enumerate(("what", "first", "last")):
        sheet.put(HEAD_ROW, col, words[name], "head")
    sheet.raw.set_row(HEAD_ROW, 52)
    sheet.raw.set_row(WEEK_ROW, 3)
    rows = range(WEEK_ROW + 1, WEEK_ROW + 1 + len(bars))
    _write_head(sheet, first, steps, rows)
    for row, bar in zip(rows, bars, strict=True):
        _write_bar(sheet, book, row, bar, steps)
    row = rows[-1] + 1
    for kind, name in (("report", "reports"), ("call", "calls")):
        sheet.put(row, 0, words[name], "row_text")
        sheet.fill(row, 1, 2, "cell")
        _write_marks(
            sheet, row, kind, words["mark"], grid, [first + STEP * i for i in range(steps)]
        )
        row += 1
    sheet.raw.conditional_format(
        WEEK_ROW + 1,
        GRID_COL,
        row - 1,
        last_col,
        {
            "type": "formula",
            "criteria": "=" + _is_now(),
            "format": book.format("now"),
        },
    )
    sheet.put(row + 1, 0, words["key"], "quiet")
    sheet.raw.freeze_panes(WEEK_ROW + 1, 1)
    pages.page(sheet, row + 1, last_col, one_page=True)


def _is_now() -> str:
    """The column in which today lies, or the day that the host typed instead."""
    head = f"{column_letters(GRID_COL)}${WEEK_ROW + 1}"
    day = "IF(ISNUMBER(as_of),as_of,TODAY())"
    return f"AND({day}>={head},{day}<{head}+{STEP})"


def _bars(grid: Grid) -> Iterable[_Bar]:
    """Each phase and what belongs to it, by date."""
    row, timetable = WEEK_ROW + 1, grid.timetable
    for phase in templates.milestones().phases:
        items = sorted(
            (i for i in timetable.items if i.phase == phase and _is_shown(i)),
            key=lambda item: timetable.dates[item.key] or date.max,
        )
        lines = [_bar(grid, item) for item in items]
        if not lines:
            continue
        first = [int(x.value) for b in lines for x in (b.first, b.last) if x and x.value != ""]
        area = f"$B${row + 2}:$C${row + 1 + len(lines)}"
        ends = (min(first), max(first)) if first else ("", "")
        yield _Bar(
            _capital(templates.word_of("timetable_phase", phase)),
            "phase",
            Live(f'IF(COUNT({area})=0,"",MIN({area}))', ends[0]),
            Live(f'IF(COUNT({area})=0,"",MAX({area}))', ends[1]),
        )
        yield from lines
        row += 1 + len(lines)


def _capital(text: str) -> str:
    """The text with its first letter large, whatever stands before it."""
    at = next((i for i, c in enumerate(text) if c.isalpha()), 0)
    return text[:at] + text[at : at + 1].upper() + text[at + 1 :]


def _is_shown(item: Item) -> bool:
    return item.kind in SHOWN and item.month is None


def _bar(grid: Grid, item: Item) -> _Bar:
    timetable, edits = grid.timetable, grid.edits
    cell, status = grid.cells[item.key], grid.columns["status"]
    said = Range.cell(status.sheet, cell.first_row, status.first_col).reference
    left_out = templates.word_of(STATUS, NOT_NEEDED)
    wanted = f"AND(ISNUMBER({cell.reference}),{said}<>{quote(left_out)})"
    day = None if item.key in edits.dropped else timetable.dates[item.key]
    last = Live(f'IF({wanted},{cell.reference},"")', serial(day) if day else "")
    first = None
    if item.since is not None:
        since = timetable.since(item)
        begins = grid.formulas_elsewhere.of(item.since)
        first = Live(f'IF({wanted},{begins},"")', serial(since) if day and since else "")
    return _Bar(item.what, item.kind, first, last)


def _write_head(sheet: SheetWriter, first: int, steps: int, rows: range) -> None:
    """Month names where a month begins, and below them, too low to read, the days."""
    earliest = f"MIN($B${rows[0] + 1}:$C${rows[-1] + 1})"
    for i in range(steps):
        col = GRID_COL + i
        here = first + STEP * i
        formula = (
            f"{earliest}-WEEKDAY({earliest},3)" if i == 0 else f"{a1(WEEK_ROW, col - 1)}+{STEP}"
        )
        sheet.put(WEEK_ROW, col, Live(formula, here), "month_day", num_format=";;;")
        cell = a1(WEEK_ROW, col)
        begins = f"{cell}+{STEP - 1}"
        day = day_of_serial(here + STEP - 1)
        named = short_month_and_year(begins, day)
        label = named.formula
        is_new = i == 0 or day.day <= STEP
        if i:
            label = f'IF(DAY({begins})<={STEP},{label},"")'
        sheet.put(HEAD_ROW, col, Live(label, named.value if is_new else ""), "month_head")


def _write_bar(sheet: SheetWriter, book: BookWriter, row: int, bar: _Bar, steps: int) -> None:
    is_phase = bar.kind == "phase"
    sheet.put(row, 0, bar.what, "row_label" if is_phase else "row_text")
    sheet.put(row, 1, bar.first, "cell", num_format=cell_format("day"))
    sheet.put(row, 2, bar.last, "cell", num_format=cell_format("day"))
    sheet.fill(row, GRID_COL, GRID_COL + steps - 1, "cell")
    head = f"{column_letters(GRID_COL)}${WEEK_ROW + 1}"
    first = f"IF(ISNUMBER($B{row + 1}),$B{row + 1},$C{row + 1})"
    sheet.raw.conditional_format(
        row,
        GRID_COL,
        row,
        GRID_COL + steps - 1,
        {
            "type": "formula",
            "criteria": f"=AND(ISNUMBER($C{row + 1}),$C{row + 1}>={head},{first}<{head}+{STEP})",
            "format": book.format(BARS.get(bar.kind, "bar_milestone")),
        },
    )


def _write_marks(
    sheet: SheetWriter, row: int, kind: str, mark: str, grid: Grid, steps: Sequence[int]
) -> None:
    """A mark wherever a report is due or a call is held; ``steps``: first day of each column."""
    kinds, dates = grid.columns["kind"].reference, grid.columns["date"].reference
    shown = quote(templates.word_of("timetable_kind", kind))
    days = {
        serial(day)
        for item in grid.timetable.items
        if item.kind == kind and (day := grid.timetable.dates[item.key]) is not None
    }
    for i, here in enumerate(steps):
        cell = a1(WEEK_ROW, GRID_COL + i)
        formula = (
            f'IF(COUNTIFS({kinds},{shown},{dates},">="&{cell},{dates},"<"&{cell}+{STEP})>0,'
            f'{quote(mark)},"")'
        )
        is_marked = any(here <= day < here + STEP for day in days)
        sheet.put(
            row,
            GRID_COL + i,
            Live(formula, mark if is_marked else ""),
            "cell",
            align="center",
            font_size=9,
        )
