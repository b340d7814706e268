"""The sheet Assessment: twelve statements before and after, and the mean of each area."""

from __future__ import annotations

from collections.abc import Mapping
from statistics import fmean

from lcxl import templates
from lcxl.cells import Range
from lcxl.sheets import blocks
from lcxl.sheets.block_cells import BlockCells, number_of
from lcxl.sheets.hidden import hidden_of
from lcxl.sheets.pages import Pages
from lcxl.words import filled
from lcxl.xl.charts import Categories, Frame
from lcxl.xl.live import Live, quote
from lcxl.xl.tool_charts import insert_dumbbell

__all__ = ["write"]

SIDES = ("before", "after")


def write(pages: Pages, spec: templates.Sheet) -> None:
    """The tables, the means, and the chart of both."""
    sheet, cells, texts = blocks.write(pages, spec), BlockCells(pages, "assessment"), spec.texts
    areas = list(dict.fromkeys(str(row.get("area") or "") for row in cells.rows))
    last_col = len(cells.place.block.fields) - 1
    head = cells.place.last_row + 2
    pages.heading(sheet, head, texts["means_heading"], last_col)
    for col, name in ((0, "area"), (3, "before"), (4, "after")):
        sheet.put(head + 1, col, texts[f"head_{name}"], "head")
    sheet.fill(head + 1, 1, 2, "head")
    values: dict[str, list[float | None]] = {side: [] for side in SIDES}
    for i, area in enumerate(areas):
        sheet.put(head + 2 + i, 0, area, "row_label")
        for col, side in enumerate(SIDES, start=3):
            live = _mean(cells, side, area)
            values[side].append(live.value if isinstance(live.value, float) else None)
            sheet.put(head + 2 + i, col, live, "cell_number", num_format="0.0")
    row = head + 2 + len(areas)
    sheet.put(row, 0, filled(texts["total"], n=len(cells.rows)), "row_label")
    for col, side in enumerate(SIDES, start=3):
        sheet.put(row, col, _total(cells, side), "cell_number", num_format="0")
    first, last = head + 2, head + 1 + len(areas)
    places = {
        side: Range.column(spec.name, col, first, last) for col, side in enumerate(SIDES, start=3)
    }
    labels = Categories(Range.column(spec.name, 0, first, last), areas)
    names = {side: texts[f"head_{side}"] for side in SIDES}
    insert_dumbbell(
        sheet,
        Frame((row + 2, 0), (860, 320), texts["alt"]),
        labels,
        places,
        values,
        names,
        _joins(pages, places, values),
    )
    pages.page(sheet, row + 18, last_col, one_page=True)


def _joins(
    pages: Pages, places: Mapping[str, Range], values: Mapping[str, list[float | None]]
) -> dict[str, tuple[Range, list[float]]]:
    """How far each value before lies above the one after ("plus"), and below it ("minus")."""
    found: dict[str, tuple[Range, list[float]]] = {}
    for name, sign in (("plus", 1), ("minus", -1)):
        lives = []
        for i, (before, after) in enumerate(zip(values["before"], values["after"], strict=True)):
            cells = [
                Range.cell(place.sheet, place.first_row + i, place.first_col).reference
                for place in (places["before"], places["after"])
            ]
            gap = 0.0 if before is None or after is None else max(0.0, sign * (before - after))
            known = f"COUNT({cells[0]},{cells[1]})=2"
            formula = f"IF({known},MAX(0,{sign}*(N({cells[0]})-N({cells[1]}))),0)"
            lives.append(Live(formula, gap))
        place = hidden_of(pages).column(name, lives)
        found[name] = place, [float(live.value) for live in lives]
    return found


def _mean(cells: BlockCells, side: str, area: str) -> Live:
    areas, scores = cells.place.range("area").local, cells.place.range(side).local
    known = [
        score
        for row in cells.rows
        if row.get("area") == area and (score := number_of(row.get(side))) is not None
    ]
    formula = f'IF(COUNTIFS({areas},{quote(area)},{scores},">0")=0,"",'
    formula += f'AVERAGEIFS({scores},{areas},{quote(area)},{scores},">0"))'
    return Live(formula, fmean(known) if known else "")


def _total(cells: BlockCells, side: str) -> Live:
    scores = cells.place.range(side).local
    known = [number_of(row.get(side)) for row in cells.rows]
    is_whole = all(score is not None for score in known)
    return Live(
        f'IF(COUNT({scores})<{len(cells.rows)},"",SUM({scores}))',
        sum(score or 0.0 for score in known) if is_whole else "",
    )
