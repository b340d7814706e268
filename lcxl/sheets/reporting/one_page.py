"""The sheet One page: for sponsor, team and coach, what helps, the numbers, what was changed."""

from __future__ import annotations

from lcxl import templates
from lcxl.metrics.charts import heading_metric
from lcxl.metrics.goal import has_goal
from lcxl.plan import Metric, Team
from lcxl.sheets.one_page_parts import (
    CHART,
    HEADS,
    HELP_LINES,
    write_block,
    write_changes,
    write_help,
)
from lcxl.sheets.pages import Pages
from lcxl.sheets.reporting.calculation import Calculation
from lcxl.sheets.reporting.chart_lines import ChartLines
from lcxl.sheets.reporting.chart_panel import ChartPanel
from lcxl.sheets.reporting.charts import alt_text, months_of
from lcxl.sheets.reporting.event_calculation import EventCalculation
from lcxl.sheets.reporting.event_reading import EventReading
from lcxl.sheets.reporting.reading import planned
from lcxl.xl.charts import Frame
from lcxl.xl.framed import Edges, insert_framed_chart
from lcxl.xl.live import Live, first_true, sentence, words
from lcxl.xl.sheet import SheetWriter

__all__ = ["write"]

WIDTHS = (28.0, 14.5, 14.5, 14.5, 13.0, 23.0)
LAST_COL = len(WIDTHS) - 1
EDGES = Edges(40, 8, 8, 22)
CHANGES, LEARNED = 3, 46
"""Changes that are named, and characters of what was learned."""
NOTHING = words("")


def write(pages: Pages, spec: templates.Sheet) -> None:
    """Write the sheet."""
    calculation, texts = pages.of(Calculation), spec.texts
    sheet = pages.open(spec, LAST_COL)
    sheet.widths(WIDTHS)
    metrics = calculation.metrics
    row = 3
    if metrics:
        main = heading_metric(metrics)
        of_main = calculation.of(main)
        sheet.put(row, 0, of_main.notes(main).heading(), "strong", font_size=13)
        sheet.put(row + 1, 0, ChartPanel(of_main, main).latest(), "line")
        row += 3
    help_lines = _help(calculation, texts["help_none"])
    row = write_help(sheet, row, texts["help_heading"], help_lines, LAST_COL)
    pages.heading(sheet, row + 1, texts["numbers_heading"], LAST_COL)
    row += 2
    for metric in metrics:
        row = _metric(pages, sheet, row, metric)
    for metric in calculation.layout.plan.event_metrics:
        row = _event(pages, sheet, row, metric)
    sheet.put(row, 0, texts["key"], "quiet", font_size=9)
    told = [
        calculation.annotations.newest(k, LEARNED, texts["still_testing"])
        for k in range(1, CHANGES + 1)
    ]
    headings = {name: texts[f"col_{name}"] for name in HEADS}
    headings["heading"] = texts["changes_heading"]
    row = write_changes(pages, sheet, row + 2, headings, told, LAST_COL) + 1
    pages.heading(sheet, row + 1, texts["questions_heading"], LAST_COL)
    for k in range(3):
        sheet.put(row + 2 + k, 0, texts[f"question_{k + 1}"], "line")
    pages.page(sheet, row + 4, LAST_COL, portrait=True, one_page=True)


def _help(calculation: Calculation, none: str) -> list[Live]:
    """What the team asks for, line by line."""
    totals, lines = calculation.totals, []
    for k in range(1, HELP_LINES + 1):
        cell = calculation.place.total(f"help_{k}")
        live = Live(cell.reference, totals[f"help_{k}"].value)
        if k == 1:
            asks = Live(f'{live.formula}<>""', live.value != "")
            live = first_true([(asks, live)], words(none))
        lines.append(live)
    return lines


def _metric(pages: Pages, sheet: SheetWriter, row: int, metric: Metric) -> int:
    """Name, chart, value now, goal and verdict; gives the row below."""
    calculation, texts = pages.of(Calculation).of(metric), pages.texts("one_page")
    panel, notes = ChartPanel(calculation, metric), calculation.notes(metric)
    goal = NOTHING
    if metric.goal is not None:
        text = texts["goal"] if has_goal(metric) else texts["aim"]
        goal = sentence(text, goal=planned(metric, metric.goal))
    says = panel.now(), goal, notes.panel()
    below = write_block(sheet, row, (metric.short_name, metric.name), says, LAST_COL)
    insert_framed_chart(
        sheet,
        Frame((row, 1), CHART, alt_text(calculation, metric, pages.of(Team).name), y_offset=1),
        months_of(calculation),
        ChartLines(calculation, metric).small(),
        EDGES,
        small=True,
        gaps=metric.is_due_each_period,
    )
    return below


def _event(pages: Pages, sheet: SheetWriter, row: int, metric: Metric) -> int:
    """A rare event: its newest gap and verdict."""
    reading = EventReading(pages.of(EventCalculation), metric)
    newest = reading.latest(pages.texts("one_page")["no_value"])
    says = newest, NOTHING, reading.panel()
    return write_block(sheet, row, (metric.short_name, metric.name), says, LAST_COL)
