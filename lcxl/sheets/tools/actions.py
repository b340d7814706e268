"""The sheet Action plan: steps, and which of them are done or late."""

from __future__ import annotations

from lcxl import templates
from lcxl.sheets import blocks
from lcxl.sheets.block_cells import BlockCells
from lcxl.sheets.pages import Pages
from lcxl.xl.live import Live, quote

__all__ = ["write"]


def write(pages: Pages, spec: templates.Sheet) -> None:
    """The table, with states; what is late by today's date is red."""
    sheet, cells, texts = blocks.write(pages, spec), BlockCells(pages, "actions"), spec.texts
    for line in cells.lines:
        what, done = cells.cell("what", line), cells.cell("done_on", line)
        is_done = cells.value("done_on", line) is not None
        state = texts["done" if is_done else "open"] if cells.value("what", line) else ""
        live = Live(
            f'IF({what}="","",IF({done}<>"",{quote(texts["done"])},{quote(texts["open"])}))', state
        )
        sheet.put(cells.row(line), cells.col("state"), live, "row_text")
    state, day = ("$" + cells.cell(field, 0) for field in ("state", "due"))
    late = f"=AND({state}={quote(texts['open'])},ISNUMBER({day}),{day}<TODAY())"
    overdue = {"num_format": f'General;General;General;"{texts["overdue"]}"'}
    place = cells.place.range("state")
    for formula, look in (
        (late, pages.book.format("error", **overdue)),
        (f"={state}={quote(texts['done'])}", pages.book.format("ok")),
    ):
        rule = {"type": "formula", "criteria": formula, "format": look, "stop_if_true": True}
        sheet.raw.conditional_format(*place[1:], rule)
