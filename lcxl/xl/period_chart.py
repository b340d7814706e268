"""A line chart over named periods, each with its label below the axis."""

from __future__ import annotations

from collections.abc import Sequence

from lcxl.xl.charts import Categories, ChartSeries, Frame, ValueAxis, add_series, finish, font_of
from lcxl.xl.sheet import SheetWriter

__all__ = ["insert_period_chart"]


def insert_period_chart(
    sheet: SheetWriter,
    frame: Frame,
    axis_title: str,
    labels: Categories,
    series: Sequence[ChartSeries],
    axis: ValueAxis,
) -> None:
    """Place the chart; ``axis_title`` stands below the labels."""
    book = sheet.book
    chart = book.line_chart()
    add_series(chart, book, series, labels)
    chart.set_x_axis(
        {
            "name": axis_title,
            "name_font": {**font_of(book), "bold": False},
            "text_axis": True,
            "num_font": {**font_of(book), "rotation": -90 if len(labels.values) > 8 else 0},
            "interval_unit": 1,
            "line": {"color": book.theme.colours["line"]},
            "major_tick_mark": "outside",
            "label_position": "low",
        }
    )
    finish(sheet, chart, frame, series, axis)
