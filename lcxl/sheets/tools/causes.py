"""The sheet Causes: the causes of a problem by their kind, with votes."""

from __future__ import annotations

from lcxl import templates
from lcxl.sheets import blocks
from lcxl.sheets.block_cells import BlockCells, number_of
from lcxl.sheets.pages import Pages
from lcxl.xl.live import Live

__all__ = ["BEST", "PER_KIND", "is_best", "write"]

PER_KIND = 5
BEST = 3
"""So many causes with the most votes stand out."""


def write(pages: Pages, spec: templates.Sheet) -> None:
    """The tables, with the kind beside each cause."""
    sheet = blocks.write(pages, spec)
    cells, heads = BlockCells(pages, "causes"), BlockCells(pages, "heads")
    for line in range(len(cells.rows)):
        kind = line // PER_KIND
        text = str(heads.value("head", kind) or "")
        live = Live(f'{heads.cell("head", kind)}&""', text)
        sheet.put(cells.row(line), cells.col("kind"), live, "row_text")


def is_best(cells: BlockCells, line: int) -> Live:
    """Whether a cause is one of those with the most votes."""
    votes = [number_of(row.get("votes")) for row in cells.rows]
    own = votes[line] if line < len(votes) else None
    above = sum(1 for v in votes if v is not None and own is not None and v > own)
    place, cell = cells.reference("votes"), cells.far("votes", line)
    return Live(
        f'AND(N({cell})>0,COUNTIF({place},">"&N({cell}))<{BEST})',
        bool(own) and above < BEST,
    )
