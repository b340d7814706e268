"""The sheet Feedback: the answers to the survey, and how each first one is read."""

from __future__ import annotations

from lcxl import templates
from lcxl.plan.survey import score_in
from lcxl.sheets import blocks
from lcxl.sheets.block_cells import BlockCells
from lcxl.sheets.pages import Pages
from lcxl.xl.live import Live

__all__ = ["score", "write"]


def write(pages: Pages, spec: templates.Sheet) -> None:
    """The table, with the number that each rating is read as."""
    sheet, cells = blocks.write(pages, spec), BlockCells(pages, "answers")
    for line in cells.lines:
        sheet.put(cells.row(line), cells.col("score"), score(cells, line), "row_text")


def score(cells: BlockCells, line: int) -> Live:
    """A whole number from 1 to 5, or "": see `lcxl.plan.survey.score_in`."""
    text = f"TRIM({cells.cell('s1', line)})"
    value = score_in(cells.value("s1", line))
    return Live(
        f'IF(LEN({text})=0,"",IF(AND(ISNUMBER(FIND(LEFT({text},1),"12345")),'
        f'ISERROR(FIND(MID({text}&" ",2,1),"0123456789.,"))),VALUE(LEFT({text},1)),""))',
        "" if value is None else value,
    )
