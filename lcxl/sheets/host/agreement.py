"""The sheet Agreement: what it should say, and how much of that it does."""

from __future__ import annotations

from lcxl import templates
from lcxl.sheets import blocks
from lcxl.sheets.host.tracker import Tracker
from lcxl.sheets.pages import Pages
from lcxl.xl.fit import lines_of
from lcxl.xl.live import Live, quote, sentence

__all__ = ["write"]

LINE = 15.0
"""Height of one line of text, in points."""


def write(pages: Pages, spec: templates.Sheet) -> None:
    """Its items, and how many are included."""
    sheet, tracker = blocks.write(pages, spec), pages.of(Tracker)
    block = tracker.placed[spec.id]["agreement"]
    items = templates.recruiting().agreement
    for i, item in enumerate(items):
        sheet.put(block.first_row + i, 0, item, "cell_wrap")
        width = block.block.fields[0].width
        sheet.raw.set_row(block.first_row + i, LINE * lines_of(item, width) + 3)
    included = block.range("included").local
    done = sum(row.get("included") == "Yes" for row in tracker.rows.get("agreement", ()))
    live = sentence(
        spec.texts["progress"],
        n=Live(f"COUNTIF({included},{quote(templates.word_of('yes_no', 'Yes'))})", done),
        all=len(items),
    )
    sheet.put(tracker.placed[spec.id]["check"].first_row, 0, live, "strong")
