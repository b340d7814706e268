"""The sheet Teams: one small chart for each team, all of one metric and on one scale.

Up to 36 teams have a chart each; of more, a second dropdown chooses which 30 are shown.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from lcxl import templates
from lcxl.cells import Range
from lcxl.periods import serial
from lcxl.sheets.master.compare import dropdown
from lcxl.sheets.master.lines import METRIC_ROW, TEAM_ROW, Lines
from lcxl.sheets.pages import Pages
from lcxl.words import filled
from lcxl.xl.charts import Categories, ChartSeries, Frame, ValueAxis, insert_chart
from lcxl.xl.live import Live
from lcxl.xl.sheet import SheetWriter

__all__ = ["PAGED", "write"]

FEW, MOST, PAGED = 12, 36, 30
"""Teams up to which charts are large, up to which each has its own, and charts on a page else."""


class _Grid(NamedTuple):
    """How many charts stand side by side, each in a column of so many characters, and its size.

    A name has the whole width of its chart.
    """

    across: int
    column: float
    width: int
    height: int


LARGE, SMALL = _Grid(3, 49.57, 346, 160), _Grid(6, 24.43, 172, 100)


def write(pages: Pages, spec: templates.Sheet) -> None:
    """Dropdowns, and the charts that follow them."""
    lines = pages.of(Lines)
    texts, t = spec.texts, lines.teams
    grid = LARGE if t <= FEW else SMALL
    sheet = pages.open(spec, grid.across - 1)
    sheet.widths([grid.column] * grid.across)
    dropdown(sheet, METRIC_ROW, (texts["choose_metric"], texts["metric_message"]),
             lines.options("metric"), lines.plan.metrics[0].short_name, 1)  # fmt: skip
    sheet.put(TEAM_ROW + 1, 0, texts["key"], "quiet")
    shown = t if t <= MOST else PAGED
    names: Sequence[str | Live] = lines.names
    at: Sequence[str] = [""] * t
    if t > MOST:
        names, at = _of_page(pages, sheet, lines)
    first = TEAM_ROW + 3
    shared = _shared(lines, spec)
    for i in range(shown):
        row, col = first + i // grid.across * 2, i % grid.across
        sheet.raw.set_row_pixels(row, 22)
        sheet.raw.set_row_pixels(row + 1, grid.height)
        sheet.put(row, col, names[i], "strong", font_size=10, valign="bottom")
        value = _drawn(lines, str(lines.names[i]), i, at[i])
        where = filled(texts["alt_paged"], n=i + 1) if t > MOST else ""
        insert_chart(
            sheet,
            Frame(
                (row + 1, col),
                (grid.width, grid.height),
                where or filled(texts["alt"], team=lines.names[i]),
                gaps=lines.has_gaps,
            ),
            Categories(lines.month_place, [serial(m) for m in lines.months]),
            [*shared, value],
            ValueAxis("#,##0", (0.0, None)),
            small=True,
        )
    last_row = first + -(-shown // grid.across) * 2 - 1
    pages.page(sheet, last_row, grid.across - 1, one_page=grid is SMALL)


def _shared(lines: Lines, spec: templates.Sheet) -> list[ChartSeries]:
    """What every chart has: the common scale, the goal, and all teams."""
    n, texts = len(lines.months), spec.texts
    scale = lines.draw("scale", [lines.scale(spec.id)] * n)
    found = [ChartSeries(texts["series_scale"], scale, [lines.largest] * n, "scale")]
    for name, look in (("goal", "goal"), ("pooled", "median")):
        line = lines.line_of(name)
        series = _drawn(lines, texts[f"series_{name}"], line)
        found.append(ChartSeries(series.name, series.place, series.values, look))
    return found


def _drawn(lines: Lines, name: str, line: int, at: str = "") -> ChartSeries:
    months = range(len(lines.months))
    cells = [lines.for_chart("teams", lines.value("teams", line, k, at)) for k in months]
    if at:  # the last page may have fewer teams
        cells = [Live(f"IF({at}>{lines.teams},NA(),{c.formula})", c.value) for c in cells]
    return ChartSeries(name, lines.draw(name, cells), lines.scaled(line), "value")


def _of_page(pages: Pages, sheet: SheetWriter, lines: Lines) -> tuple[list[str | Live], list[str]]:
    """A dropdown of pages; the name of each chart's team on the chosen one, and its number."""
    texts, t = pages.spec.sheet("teams").texts, lines.teams
    words = [
        filled(texts["page"], first=k + 1, last=min(k + PAGED, t), teams=t)
        for k in range(0, t, PAGED)
    ]
    options = lines.draw("pages", words)
    dropdown(sheet, TEAM_ROW, (texts["choose_page"], texts["page_message"]), options, words[0], 1)
    chosen = Range.cell(sheet.name, TEAM_ROW, 1).reference
    page = f"(MATCH({chosen},{options.reference},0)-1)*{PAGED}"
    places = lines.draw("teams", [Live(f"{page}+{i + 1}", i + 1) for i in range(PAGED)])
    listed = lines.options("team").reference
    names: list[str | Live] = []
    numbers = []
    for i in range(PAGED):
        number = Range.cell(places.sheet, places.first_row, places.first_col + i).reference
        names.append(Live(f'IF({number}>{t},"",INDEX({listed},{number}))', lines.names[i]))
        numbers.append(number)
    return names, numbers
