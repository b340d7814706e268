"""The sheet Teams: one small chart for each team, all of one metric and on one scale."""

from __future__ import annotations

from lcxl import templates
from lcxl.cells import Range
from lcxl.periods import serial
from lcxl.sheets.master.compare import dropdown
from lcxl.sheets.master.lines import METRIC_ROW, Lines
from lcxl.sheets.pages import Pages
from lcxl.words import filled
from lcxl.xl.charts import ChartSeries, insert_chart

__all__ = ["write"]

SMALL_ACROSS, SMALL_ROWS, SMALL_COLS = 3, 9, 4


def write(pages: Pages, spec: templates.Sheet) -> None:
    """A dropdown, and the charts that follow it."""
    lines = pages.of(Lines)
    texts, t = spec.texts, lines.teams
    last_col = SMALL_ACROSS * SMALL_COLS - 1
    sheet = pages.open(spec, last_col)
    sheet.widths([14, *[11.0] * last_col])
    dropdown(sheet, METRIC_ROW, texts["choose_metric"], texts["metric_message"],
             lines.options("metric"), lines.plan.metrics[0].short_name)  # fmt: skip
    sheet.put(METRIC_ROW + 1, 0, texts["key"], "quiet")
    first, n = METRIC_ROW + 3, len(lines.months)

    def drawn(name: str, line: int) -> Range:
        cells = [lines.for_chart("teams", lines.value("teams", line, k)) for k in range(n)]
        return lines.draw(name, cells)

    scale = lines.draw("scale", [lines.scale("teams")] * n)
    at_pooled, at_goal = lines.line_of("pooled"), lines.line_of("goal")
    pooled, goal = drawn("pooled", at_pooled), drawn("goal", at_goal)
    for i, name in enumerate(lines.names):
        at = (first + i // SMALL_ACROSS * SMALL_ROWS, i % SMALL_ACROSS * SMALL_COLS)
        series = [
            ChartSeries(texts["series_scale"], scale, [lines.largest] * n, "scale"),
            ChartSeries(texts["series_goal"], goal, lines.scaled(at_goal), "goal"),
            ChartSeries(texts["series_all"], pooled, lines.scaled(at_pooled), "median"),
            ChartSeries(name, drawn(name, i), lines.scaled(i), "value"),
        ]
        insert_chart(
            sheet,
            pages.book,
            at,
            (322 if at[1] else 344, SMALL_ROWS * 20 - 6),
            title=name,
            alt_text=filled(texts["alt"], team=name),
            series=series,
            months=lines.month_place,
            month_serials=[serial(m) for m in lines.months],
            number_format="#,##0",
            bounds=(0.0, None),
            small=True,
        )
    last_row = first + -(-t // SMALL_ACROSS) * SMALL_ROWS - 1
    pages.page(sheet, last_row, last_col)
