"""The sheet Start: how the workbook is used, and what is still open in it, live."""

from __future__ import annotations

from lcxl import templates
from lcxl.sheets import blocks
from lcxl.sheets.pages import Pages
from lcxl.sheets.planning.open_matters import OpenMatters
from lcxl.xl.live import Live, first_true, sentence, words

__all__ = ["write"]

TWO_LINES = 31.0


def write(pages: Pages, spec: templates.Sheet) -> None:
    """The declared blocks; each line of what is open is one formula for where and one for what."""
    sheet, placed = blocks.write(pages, spec), pages.placed[spec.id]
    first, last = placed["open"].first_row, placed["open"].last_row
    lines = last - first + 1
    matters = OpenMatters(pages, lines)
    none = words(spec.texts["nothing"])
    for k in range(lines):
        where, what = matters.line(k)
        if k == 0:
            is_none = Live(f"{matters.count.formula}=0", not matters.count.value)
            what = first_true([(is_none, none)], what)
        sheet.put(first + k, 0, where, "row_text")
        sheet.put(first + k, 1, what, "row_text", text_wrap=True)
        sheet.raw.set_row(first + k, TWO_LINES)
    n = int(matters.count.value)
    left = Live(f"{matters.count.formula}-{lines}", n - lines)
    is_all = Live(f"{left.formula}<=0", n <= lines)
    more = first_true([(is_all, words(""))], sentence(spec.texts["more"], n=left))
    sheet.put(placed["more"].first_row, 1, more, "quiet")
    if not pages.rows.get("built"):
        sheet.put(placed["built"].first_row, 1, none, "row_text")
