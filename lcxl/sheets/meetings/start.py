"""The sheet Start: how the workbook is used, and what is open in it."""

from __future__ import annotations

from lcxl import templates
from lcxl.periods import day_of_serial
from lcxl.sheets import blocks
from lcxl.sheets.block_cells import BlockCells
from lcxl.sheets.hidden import hidden_of, pick
from lcxl.sheets.meetings import logistics
from lcxl.sheets.pages import Pages
from lcxl.xl.live import Live, day_and_month, first_true, sentence

__all__ = ["write"]


def write(pages: Pages, spec: templates.Sheet) -> None:
    """The declared blocks, and a line for what is open on each sheet."""
    sheet = blocks.write(pages, spec)
    row = pages.placed[spec.id]["open"].first_row
    for i, line in enumerate((_tasks(pages, spec), _promises(pages, spec), _answers(pages, spec))):
        sheet.put(row + i, 0, line, "line")


def _tasks(pages: Pages, spec: templates.Sheet) -> Live:
    cells, texts = BlockCells(pages, "logistics"), spec.texts
    used = [i for i in range(len(cells.rows)) if cells.value("item", i)]
    done = [i for i in used if cells.value("done_on", i) is not None]
    item, done_on, due = (cells.reference(name) for name in ("item", "done_on", "due"))
    counts = {
        "all": Live(f"SUMPRODUCT(--(LEN({item})>0))", len(used)),
        "done": Live(f"SUMPRODUCT((LEN({item})>0)*(LEN({done_on})>0))", len(done)),
    }
    keys = [logistics.open_due(pages, cells, i) for i in cells.lines]
    following = pick(hidden_of(pages), "open tasks", keys, 1)
    cell = following.position(0)
    first = following.lines[0] if following.lines else None
    serial = logistics.due(pages, cells, first).value if first is not None else None
    day = day_of_serial(int(serial)) if isinstance(serial, float) else None
    parts = {
        "day": day_and_month(f"INDEX({due},{cell})", day),
        "item": following.of(0, item, lambda i: cells.value("item", i)),
    }
    is_none = (Live(f'{cell}=""', first is None), sentence(texts["no_tasks"], **counts))
    shown = sentence(texts["open_tasks"], **counts, **parts)
    return first_true([is_none], shown)


def _promises(pages: Pages, spec: templates.Sheet) -> Live:
    cells = BlockCells(pages, "calls")
    promised, kept = cells.reference("promised"), cells.reference("kept")
    n = sum(bool(r.get("promised")) and not r.get("kept") for r in cells.rows)
    count = Live(f"SUMPRODUCT((LEN({promised})>0)*(LEN({kept})=0))", n)
    return sentence(spec.texts["promises"], n=count)


def _answers(pages: Pages, spec: templates.Sheet) -> Live:
    cells = BlockCells(pages, "answers")
    n = sum(bool(r.get("session")) for r in cells.rows)
    count = Live(f"SUMPRODUCT(--(LEN({cells.reference('session')})>0))", n)
    return sentence(spec.texts["answers"], n=count)
