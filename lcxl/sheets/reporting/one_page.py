"""The sheet One page: for sponsor, team and coach, what helps, the numbers, what was changed."""

from __future__ import annotations

from lcxl import templates
from lcxl.metrics.goal import has_goal
from lcxl.plan import Metric, Team
from lcxl.sheets.pages import Pages
from lcxl.sheets.reporting.calculation import Calculation
from lcxl.sheets.reporting.chart_lines import ChartLines
from lcxl.sheets.reporting.chart_panel import ChartPanel
from lcxl.sheets.reporting.charts import SYMBOLS, alt_text, months_of
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
BLOCK = (4, 20, 34, 36, 6)
"""Pixels of the rows of a metric; its verdict, beside the chart, may have two lines."""
CHART, EDGES = (318, 98), Edges(40, 8, 8, 22)
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
        main = next((m for m in metrics if m.family == "outcome"), metrics[0])
        of_main = calculation.of(main)
        sheet.put(row, 0, of_main.notes(main).heading(), "strong", font_size=13)
        sheet.put(row + 1, 0, ChartPanel(of_main, main).latest(), "line")
        row += 3
    row = _help(sheet, calculation, row, texts["help_heading"], texts["help_none"])
    pages.heading(sheet, row + 1, texts["numbers_heading"], LAST_COL)
    row += 2
    for metric in metrics:
        row = _metric(pages, sheet, row, metric)
    for metric in calculation.layout.plan.event_metrics:
        row = _event(pages, sheet, row, metric)
    sheet.put(row, 0, texts["key"], "quiet", font_size=9)
    row = _changes(pages, sheet, row + 2, calculation) + 1
    pages.heading(sheet, row + 1, texts["questions_heading"], LAST_COL)
    for k in range(3):
        sheet.put(row + 2 + k, 0, texts[f"question_{k + 1}"], "line")
    pages.page(sheet, row + 4, LAST_COL, portrait=True, one_page=True)


def _help(sheet: SheetWriter, calculation: Calculation, row: int, heading: str, none: str) -> int:
    """What the team asks for, in a box; gives the row below it."""
    colours = sheet.book.theme.colours
    look = {"bg_color": colours["look_fill"]}
    edge = {"left": 5, "left_color": colours["worse"], "indent": 1, **look}
    for k in range(4):
        sheet.fill(row + k, 1, LAST_COL, "line", **look)
        sheet.raw.set_row_pixels(row + k, 26 if k == 0 else 20)
    sheet.put(row, 0, heading, "strong", font_size=13, font_color=colours["look"], **edge)
    totals = calculation.totals
    for k in range(1, 4):
        cell = calculation.place.total(f"help_{k}")
        live = Live(cell.reference, totals[f"help_{k}"].value)
        if k == 1:
            asks = Live(f'{live.formula}<>""', live.value != "")
            live = first_true([(asks, live)], words(none))
        sheet.put(row + k, 0, live, "line", **edge)
    return row + 4


def _metric(pages: Pages, sheet: SheetWriter, row: int, metric: Metric) -> int:
    """Name, chart, value now, goal and verdict; gives the row below."""
    calculation, texts = pages.of(Calculation).of(metric), pages.texts("one_page")
    panel, notes = ChartPanel(calculation, metric), calculation.notes(metric)
    goal = NOTHING
    if metric.goal is not None:
        text = texts["goal"] if has_goal(metric) else texts["aim"]
        goal = sentence(text, goal=planned(metric, metric.goal))
    _block(sheet, row, (metric.short_name, metric.name), (panel.now(), goal, notes.panel()))
    insert_framed_chart(
        sheet,
        Frame((row, 1), CHART, alt_text(calculation, metric, pages.of(Team).name), y_offset=1),
        months_of(calculation),
        ChartLines(calculation, metric).small(),
        EDGES,
        small=True,
        gaps=metric.is_due_each_period,
    )
    return row + len(BLOCK)


def _event(pages: Pages, sheet: SheetWriter, row: int, metric: Metric) -> int:
    """A rare event: its newest gap and verdict."""
    reading = EventReading(pages.of(EventCalculation), metric)
    newest = reading.latest(pages.texts("one_page")["no_value"])
    _block(sheet, row, (metric.short_name, metric.name), (newest, NOTHING, reading.panel()))
    return row + len(BLOCK)


def _block(
    sheet: SheetWriter, row: int, names: tuple[str, str], says: tuple[Live, Live, Live]
) -> None:
    colours = sheet.book.theme.colours
    for k, pixels in enumerate(BLOCK):
        sheet.raw.set_row_pixels(row + k, pixels)
    sheet.put(row + 1, 0, names[0], "figure", font_size=12)
    sheet.put(row + 2, 0, names[1], "body", font_size=9, valign="top")
    now, goal, verdict = says
    right = {"align": "right", "valign": "vcenter"}
    sheet.put(row + 1, LAST_COL, goal, "line", font_color=colours["goal"], **right)
    sheet.put(row + 2, LAST_COL, now, "figure", font_size=20, **right)
    wrapped = {"font_color": colours["slate"], "text_wrap": True, **right}
    sheet.put(row + 3, LAST_COL, verdict, "strong", **wrapped)
    for symbol, colour in SYMBOLS.items():
        look = sheet.book.format("strong", font_color=colours[colour])
        sheet.raw.conditional_format(
            row + 3,
            LAST_COL,
            row + 3,
            LAST_COL,
            {"type": "text", "criteria": "begins with", "value": symbol, "format": look},
        )
    rule = {"bottom": 1, "bottom_color": colours["grid"]}
    sheet.fill(row + 4, 0, LAST_COL, "line", **rule)


def _changes(pages: Pages, sheet: SheetWriter, row: int, calculation: Calculation) -> int:
    """The newest changes with what was learned and decided; gives the last row."""
    texts, colours = pages.texts("one_page"), sheet.book.theme.colours
    pages.heading(sheet, row, texts["changes_heading"], LAST_COL)
    row += 1
    heads = {0: "change", 1: "since", 2: "learned", LAST_COL: "decision"}
    line = {"bottom": 1, "bottom_color": colours["line"], "font_size": 10}
    sheet.fill(row, 0, LAST_COL, "label", **line)
    for col, name in heads.items():
        side = {"align": "right"} if col == LAST_COL else {}
        sheet.put(row, col, texts[f"col_{name}"], "label", **line, **side)
    for k in range(1, CHANGES + 1):
        told = calculation.annotations.newest(k, LEARNED, texts["still_testing"])
        sheet.fill(row + k, 0, LAST_COL, "cell")
        for col, name in heads.items():
            look = {"bold": True, "align": "right"} if col == LAST_COL else {}
            sheet.put(row + k, col, told[name], "cell", **look)
    return row + CHANGES
