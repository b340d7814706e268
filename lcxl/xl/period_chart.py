"""A line chart over named periods, each with its label below the axis."""

from __future__ import annotations

from collections.abc import Sequence

from lcxl.cells import Range
from lcxl.xl.book import BookWriter, SheetWriter
from lcxl.xl.charts import ChartSeries, add_series, finish, font_of

__all__ = ["insert_period_chart"]


def insert_period_chart(
    sheet: SheetWriter,
    book: BookWriter,
    at: tuple[int, int],
    size: tuple[int, int],
    *,
    alt_text: str,
    axis_title: str,
    labels: Range,
    label_values: Sequence[str],
    series: Sequence[ChartSeries],
    number_format: str,
    bounds: tuple[float | None, float | None] = (None, None),
) -> None:
    """Place the chart; ``size`` in pixels, ``bounds`` of the value axis."""
    chart = book.line_chart()
    add_series(chart, book, series, labels, list(label_values))
    chart.set_x_axis(
        {
            "name": axis_title,
            "name_font": {**font_of(book), "bold": False},
            "text_axis": True,
            "num_font": {**font_of(book), "rotation": -90 if len(label_values) > 8 else 0},
            "interval_unit": 1,
            "line": {"color": book.theme.colours["line"]},
            "major_tick_mark": "outside",
            "label_position": "low",
        }
    )
    finish(sheet, book, chart, at, size, series, number_format, bounds, "", alt_text, False)
