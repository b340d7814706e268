"""The sheet Sustain: what stays, and the two statements that are answered lowest."""

from __future__ import annotations

from lcxl import templates
from lcxl.layout import BACK_ROW
from lcxl.sheets import blocks
from lcxl.sheets.block_cells import BlockCells, number_of
from lcxl.sheets.hidden import hidden_of, pick
from lcxl.sheets.pages import Pages
from lcxl.xl.live import Live, first_true, sentence, words

__all__ = ["write"]


def write(pages: Pages, spec: templates.Sheet) -> None:
    """The tables, and where to begin."""
    sheet, cells = blocks.write(pages, spec), BlockCells(pages, "statements")
    keys = []
    for line in range(len(cells.rows)):
        cell, score = cells.far("score", line), number_of(cells.value("score", line))
        keys.append(Live(f'IF(COUNT({cell})=1,{cell},"")', "" if score is None else score))
    lowest = pick(hidden_of(pages), "lowest", keys, 2)
    texts = cells.reference("text")
    first, second = (lowest.of(k, texts, lambda i: cells.value("text", i)) for k in (0, 1))
    few = Live(f'{lowest.position(1)}=""', len(lowest.lines) < 2)
    said = sentence(spec.texts["lowest"], first=first, second=second)
    sheet.put(BACK_ROW, 1, first_true([(few, words(spec.texts["too_few"]))], said), "strong")
