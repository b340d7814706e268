"""The sheet Sessions: what sessions are made of, in percent, what teams asked for, and who came."""

from __future__ import annotations

from collections.abc import Sequence

from lcxl import templates
from lcxl.sheets import blocks
from lcxl.sheets.block_cells import BlockCells, number_of, value_of
from lcxl.sheets.blocks import LINE
from lcxl.sheets.pages import Pages
from lcxl.xl.inputs import number_format
from lcxl.xl.live import Live

__all__ = ["write"]

WHOLE = 100


def write(pages: Pages, spec: templates.Sheet) -> None:
    """Sums of each session: all, talks, learning from each other; what teams asked for."""
    sheet, cells = blocks.write(pages, spec), BlockCells(pages, "content")
    areas = templates.meeting_defaults().content
    kinds = {
        "sum": [a.id for a in areas],
        "talk": [a.id for a in areas if a.kind == "talk"],
        "peer": [a.id for a in areas if a.kind == "peer"],
    }
    for line in range(len(cells.rows)):
        for field, ids in kinds.items():
            total = _total(cells, line, [i.replace(" ", "_") for i in ids])
            sheet.put(cells.row(line), cells.col(field), total, "row_text", num_format="0")
    asked = BlockCells(pages, "asked")
    for line, row in enumerate(asked.rows):
        at = asked.row(line)
        sheet.raw.set_row(at, LINE)  # the text runs on over the empty cells beside it
        shape = number_format("month")
        sheet.put(at, asked.col("month"), value_of(row["month"]), "row_text", num_format=shape)
        sheet.fill(at, asked.col("text") + 1, len(cells.place.block.fields) - 1, "row_text")
    first, last = cells.cell("sum", 0), cells.cell("sum", max(0, len(cells.rows) - 1))
    sheet.raw.conditional_format(
        f"{first}:{last}",
        {
            "type": "formula",
            "criteria": f"=AND({first}>0,{first}<>{WHOLE})",
            "format": pages.book.format("look", num_format=f'0" {spec.texts["not_all"]}"'),
        },
    )


def _total(cells: BlockCells, line: int, fields: Sequence[str]) -> Live:
    formula = ",".join(cells.cell(field, line) for field in fields)
    return Live(f"SUM({formula})", sum(number_of(cells.value(f, line)) or 0 for f in fields))
