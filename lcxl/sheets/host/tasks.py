"""The sheet Tasks: dates from the kickoff, and whether a task is done."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from lcxl import templates
from lcxl.cells import a1
from lcxl.periods import add_days, serial
from lcxl.plan.working_days import WorkingDays
from lcxl.sheets import blocks
from lcxl.sheets.host.tracker import Tracker
from lcxl.sheets.pages import Pages
from lcxl.words import cell_format
from lcxl.xl.fit import lines_of
from lcxl.xl.live import Live, quote
from lcxl.xl.sheet import SheetWriter

__all__ = ["write"]

LINE = 15.0
"""Height of one line of text, in points."""


def write(pages: Pages, spec: templates.Sheet) -> None:
    """Dates from the kickoff, and whether a task is done."""
    sheet, tracker = blocks.write(pages, spec), pages.of(Tracker)
    block = tracker.placed[spec.id]["tasks"]
    col = {f.id: i for i, f in enumerate(block.block.fields)}
    kickoff = tracker.targets["kickoff"].reference
    weekdays = WorkingDays()
    for i, task in enumerate(templates.recruiting().tasks):
        row = block.first_row + i
        for name in ("id", "task", "role"):
            sheet.put(row, col[name], getattr(task, name), "cell_wrap")
        sheet.raw.set_row(row, LINE * lines_of(task.task, block.block.fields[1].width) + 3)
        for name, weeks in (("start", task.start), ("due", task.due)):
            day = None
            if tracker.kickoff:
                day = weekdays.on_or_before(add_days(tracker.kickoff, 7 * weeks))
            formula = f'IF(ISNUMBER({kickoff}),WORKDAY({kickoff}+{7 * weeks}+1,-1),"")'
            live = Live(formula, serial(day) if day else "")
            sheet.put(row, col[name], live, "computed", num_format=cell_format("day"), align="left")
        typed = tracker.row("tasks", i) | {"task": task.task, "due": day}
        _put_state(sheet, spec, row, col, typed)
    own = tracker.placed[spec.id]["own_tasks"]
    for i in range(own.last_row - own.first_row + 1):
        _put_state(sheet, spec, own.first_row + i, col, tracker.row("own_tasks", i))
    for place in (block, own):
        state = place.range("state")
        cells = {n: f"${a1(place.first_row, col[n])}" for n in ("state", "due")}
        open_, late = spec.texts["open"], spec.texts["overdue"]
        sheet.raw.conditional_format(
            *(state.first_row, state.first_col, state.last_row, state.last_col),
            {
                "type": "formula",
                "criteria": f"=AND({cells['state']}={quote(open_)},ISNUMBER({cells['due']}),"
                f"{cells['due']}<TODAY())",
                "format": pages.book.format("error", num_format=f'General;;;"{late}"'),
            },
        )
    sheet.raw.freeze_panes(block.first_row, 2)


def _put_state(
    sheet: SheetWriter,
    spec: templates.Sheet,
    row: int,
    col: Mapping[str, int],
    typed: Mapping[str, object],
) -> None:
    """Open or done; which open ones are overdue is shown by colour and word on the day."""
    done, due, task = (a1(row, col[name]) for name in ("done_on", "due", "task"))
    texts = {name: quote(spec.texts[name]) for name in ("open", "done", "late")}
    formula = (
        f"IF(ISNUMBER({done}),IF(AND(ISNUMBER({due}),{done}>{due}),{texts['late']},"
        f'{texts["done"]}),IF({task}="","",{texts["open"]}))'
    )
    state = spec.texts["open"] if typed.get("task") else ""
    if day := typed.get("done_on"):
        last = typed.get("due")
        is_late = isinstance(day, date) and isinstance(last, date) and day > last
        state = spec.texts["late" if is_late else "done"]
    sheet.put(row, col["state"], Live(formula, state), "computed", align="left")
