"""The sheet Charts: all metrics at a glance, then each run chart with what it says."""

from __future__ import annotations

from lcxl import templates
from lcxl.layout import BACK_ROW
from lcxl.metrics import axis_bounds, chart_kind, number_format
from lcxl.periods import serial
from lcxl.plan import Metric, Team
from lcxl.sheets.pages import Pages
from lcxl.sheets.reporting.calculation import Calculation
from lcxl.sheets.reporting.chart_lines import chart_series
from lcxl.sheets.reporting.event_calculation import EventCalculation
from lcxl.sheets.reporting.event_charts import insert_event_chart
from lcxl.sheets.reporting.event_reading import EventReading
from lcxl.sheets.reporting.reading import LINES, reading
from lcxl.words import filled
from lcxl.xl.book import SheetWriter
from lcxl.xl.charts import Categories, Frame, ValueAxis, insert_chart

__all__ = ["chart_rows", "event_chart_rows", "write"]

COLUMNS, WIDTH = 12, 11.6
ROW_PIXELS = 20
GLANCE_ROW = 4
SMALL_ROWS, SMALL_ACROSS = 10, 3
LARGE_ROWS = 18
SENTENCES = LINES
BLOCK_ROWS = 1 + LARGE_ROWS + SENTENCES + 1
COLUMN_PIXELS = round(WIDTH * 7 + 5)
SMALL = COLUMN_PIXELS * (COLUMNS // SMALL_ACROSS) - 6, SMALL_ROWS * ROW_PIXELS - 6
LARGE = COLUMN_PIXELS * COLUMNS - 6, LARGE_ROWS * ROW_PIXELS - 6
"""Width and height of charts in pixels."""


def _first_large_row(count: int) -> int:
    rows_of_small = -(-count // SMALL_ACROSS)
    return GLANCE_ROW + 1 + rows_of_small * SMALL_ROWS + 3


def chart_rows(calculation: Calculation) -> dict[str, int]:
    """The row of each metric's heading, for links."""
    first = _first_large_row(len(calculation.plan.metrics))
    return {m.id: first + i * BLOCK_ROWS for i, m in enumerate(calculation.plan.metrics)}


def event_chart_rows(calculation: Calculation) -> dict[str, int]:
    """The row of each rare event's heading."""
    metrics = calculation.plan.metrics
    first = _first_large_row(len(metrics)) + len(metrics) * BLOCK_ROWS
    return {
        m.id: first + i * BLOCK_ROWS for i, m in enumerate(calculation.layout.plan.event_metrics)
    }


def write(pages: Pages, spec: templates.Sheet) -> None:
    """Write the sheet."""
    calculation = pages.of(Calculation)
    layout, plan = calculation.layout, calculation.plan
    last_col = COLUMNS - 1
    sheet = pages.open(spec, last_col)
    sheet.widths([WIDTH] * COLUMNS)
    sheet.link(BACK_ROW, 3, layout.data_sheet, spec.texts["go_to_data"])
    pages.heading(sheet, GLANCE_ROW, spec.texts["glance_heading"], last_col)
    team = pages.of(Team).name
    across = COLUMNS // SMALL_ACROSS
    for i, metric in enumerate(plan.metrics):
        at = (GLANCE_ROW + 1 + i // SMALL_ACROSS * SMALL_ROWS, i % SMALL_ACROSS * across)
        _insert(sheet, calculation, metric, team, at, small=True)
    key_row = _first_large_row(len(plan.metrics)) - 3
    sheet.put(key_row, 0, spec.texts["key_lines"], "quiet")
    sheet.put(key_row + 1, 0, spec.texts["key_marks"], "quiet")
    breaks = [*_write_metrics(pages, sheet), *_write_events(pages, sheet)]
    last_row = breaks[-1] + BLOCK_ROWS - 2
    for row in range(GLANCE_ROW, last_row + 1):
        sheet.raw.set_row_pixels(row, ROW_PIXELS)
    sheet.raw.set_h_pagebreaks(breaks)
    pages.page(sheet, last_row, last_col)


def _write_metrics(pages: Pages, sheet: SheetWriter) -> list[int]:
    """Each metric large, with what its chart says; the rows at which they begin."""
    calculation, rows = pages.of(Calculation), []
    for metric in calculation.plan.metrics:
        row = chart_rows(calculation)[metric.id]
        rows.append(row)
        pages.heading(sheet, row, f"{metric.id}  {metric.name}", COLUMNS - 1)
        _insert(sheet, calculation, metric, pages.of(Team).name, (row + 1, 0), small=False)
        for k, live in enumerate(reading(calculation, metric)):
            sheet.put(row + 1 + LARGE_ROWS + k, 0, live, "strong" if k == 1 else "line")
    return rows


def _write_events(pages: Pages, sheet: SheetWriter) -> list[int]:
    """The same of rare events."""
    calculation, events, rows = pages.of(Calculation), pages.of(EventCalculation), []
    for metric in calculation.layout.plan.event_metrics:
        row = event_chart_rows(calculation)[metric.id]
        rows.append(row)
        pages.heading(sheet, row, f"{metric.id}  {metric.name}", COLUMNS - 1)
        insert_event_chart(sheet, events, metric, pages.of(Team).name, (row + 1, 0), LARGE)
        for k, live in enumerate(EventReading(events, metric).lines()):
            sheet.put(row + 1 + LARGE_ROWS + k, 0, live, "strong" if k == 1 else "line")
    return rows


def _insert(
    sheet: SheetWriter,
    calculation: Calculation,
    metric: Metric,
    team: str,
    at: tuple[int, int],
    *,
    small: bool,
) -> None:
    layout = calculation.layout
    texts = layout.spec.sheet("charts").texts
    insert_chart(
        sheet,
        Frame(
            at,
            SMALL if small else LARGE,
            filled(
                texts[
                    "alt_small" if small else "alt_control" if chart_kind(metric) else "alt_large"
                ],
                metric=metric.short_name,
                team=team,
            ),
            metric.short_name if small else "",
        ),
        Categories(
            calculation.place.shared("date"),
            [serial(m) for m in layout.months],
        ),
        chart_series(calculation, metric, small),
        ValueAxis(number_format(metric), axis_bounds(metric)),
        small=small,
    )
