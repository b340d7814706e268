"""The sheet Pareto: causes by how often they were met, and what they make together."""

from __future__ import annotations

from lcxl import templates
from lcxl.cells import Range
from lcxl.layout import BACK_ROW
from lcxl.sheets import blocks
from lcxl.sheets.block_cells import BlockCells, number_of
from lcxl.sheets.hidden import Picked, hidden_of, pick
from lcxl.sheets.pages import Pages
from lcxl.sheets.tools.causes import is_best
from lcxl.words import locale, percent_format
from lcxl.xl.live import Live, first_true, quote, sentence, words
from lcxl.xl.sheet import SheetWriter
from lcxl.xl.tool_charts import ParetoPlaces, insert_pareto

__all__ = ["write"]

MOST = 0.8
"""The share that a few causes are said to make."""


def write(pages: Pages, spec: templates.Sheet) -> None:
    """The table to type in, the same in order, and the chart."""
    sheet, cells = blocks.write(pages, spec), BlockCells(pages, "pareto")
    n = cells.place.last_row - cells.place.first_row + 1
    keys = [_key(cells, line) for line in range(n)]
    picked = pick(hidden_of(pages), "pareto", keys, n, largest=True)
    drawn = hidden_of(pages).column("share", [Live(str(MOST), MOST)] * n)
    values = _ordered(sheet, cells, picked)
    sheet.put(BACK_ROW, 1, _voted(pages, spec), "line")
    _few(sheet, spec, cells, values)
    last = cells.place.last_row + 2
    names, counts, shares = (cells.place.range(f) for f in ("ordered", "times", "together"))
    places = ParetoPlaces(names, counts, shares, drawn)
    insert_pareto(sheet, (last, 0), (900, 340), places, values, spec.texts)
    pages.page(sheet, last + 18, len(cells.place.block.fields) - 1, one_page=True)


def _key(cells: BlockCells, line: int) -> Live:
    """The count of a cause; "" where there is none."""
    cause, count = cells.far("cause", line), cells.far("count", line)
    number = number_of(cells.value("count", line))
    is_used = bool(cells.value("cause", line)) and bool(number)
    return Live(f'IF(AND({cause}<>"",N({count})>0),{count},"")', (number or 0.0) if is_used else "")


def _ordered(
    sheet: SheetWriter, cells: BlockCells, picked: Picked
) -> list[tuple[str, float, float]]:
    """Write causes, counts and cumulative shares in order; gives them."""
    first, last = cells.row(0), cells.place.last_row
    counts = cells.place.range("times")
    total = sum(number_of(cells.value("count", i)) or 0.0 for i in picked.lines)
    found: list[tuple[str, float, float]] = []
    so_far = 0.0
    for k, row in enumerate(range(first, last + 1)):
        if k < len(picked.lines):
            number = number_of(cells.value("count", picked.lines[k])) or 0.0
            so_far += number
            found.append((str(cells.value("cause", picked.lines[k])), number, so_far / total))
        cause = picked.of(k, cells.reference("cause"), lambda i: cells.value("cause", i))
        count = picked.number(
            k, cells.reference("count"), lambda i: number_of(cells.value("count", i)) or 0.0
        )
        top = Range.column(sheet.name, counts.first_col, first, row).local
        share = Live(
            f'IF({picked.position(k)}="","",SUM({top})/SUM({counts.local}))',
            found[k][2] if k < len(found) else "",
        )
        sheet.put(row, cells.col("ordered"), cause, "cell")
        sheet.put(row, counts.first_col, count, "cell_number", num_format="#,##0")
        sheet.put(row, cells.col("together"), share, "cell_number", num_format=percent_format(0))
    return found


def _voted(pages: Pages, spec: templates.Sheet) -> Live:
    """The causes with the most votes on Causes."""
    cells, between = BlockCells(pages, "causes"), locale().list_between
    formulas, shown = [], []
    for line in range(len(cells.rows)):
        best = is_best(cells, line)
        cell = cells.far("cause", line)
        formulas.append(f'IF({best.formula},{quote(between)}&{cell},"")')
        if best.value:
            shown.append(str(cells.value("cause", line) or ""))
    joined = "&".join(formulas)
    text = between + between.join(shown) if shown else ""
    listed = Live(f"MID({joined},{len(between) + 1},200)", text[len(between) :][:200])
    is_none = Live(f'({joined})=""', not shown)
    said = sentence(spec.texts["voted"], causes=listed)
    return first_true([(is_none, words(spec.texts["no_votes"]))], said)


def _few(
    sheet: SheetWriter,
    spec: templates.Sheet,
    cells: BlockCells,
    values: list[tuple[str, float, float]],
) -> None:
    """How many causes make most of it."""
    shares = cells.place.range("together").local
    below = sum(share < MOST for *_, share in values)
    count = Live(f'(COUNTIF({shares},"<{MOST}")+1)', below + 1)
    reached = values[below][2] if values else 0.0
    share = Live(
        f'ROUND(100*INDEX({shares},{count.formula}),0)&"%"', f"{int(100 * reached + 0.5)}%"
    )
    all_ = Live(f"COUNT({shares})", len(values))
    said = sentence(spec.texts["few"], n=count, all=all_, share=share)
    live = Live(f'IF({all_.formula}=0,"",{said.formula})', said.value if values else "")
    sheet.put(cells.place.last_row + 1, 0, live, "strong")
