"""Horizontal bars, each with its number."""

from __future__ import annotations

from collections.abc import Sequence

from lcxl.cells import Range
from lcxl.xl.charts import Frame, font_of
from lcxl.xl.sheet import SheetWriter

__all__ = ["insert_bars"]


def insert_bars(
    sheet: SheetWriter,
    frame: Frame,
    name: str,
    labels: Range,
    place: Range,
    values: Sequence[float],
) -> None:
    """Place a chart of horizontal bars, the first on top, each with its number."""
    book = sheet.book
    chart = book.bar_chart()
    colours = book.theme.colours
    font = font_of(book)
    chart.add_series(
        {
            "name": name,
            "categories": f"={labels.reference}",
            "values": f"={place.reference}",
            "values_data": list(values),
            "fill": {"color": colours["navy"]},
            "gap": 40,
            "data_labels": {"value": True, "font": {**font, "size": 10}},
        }
    )
    chart.set_y_axis(
        {
            "reverse": True,
            "num_font": font,
            "line": {"color": colours["line"]},
            "major_tick_mark": "none",
        }
    )
    chart.set_x_axis(
        {
            "min": 0,
            "num_font": font,
            "num_format": "0",
            "line": {"none": True},
            "major_gridlines": {"visible": True, "line": {"color": colours["grid"], "width": 0.75}},
            "major_tick_mark": "none",
            "visible": False,
        }
    )
    title_font = {"name": book.theme.font, "size": 11, "bold": True, "color": colours["navy"]}
    chart.set_title({"name": frame.title, "name_font": title_font})
    chart.set_legend({"none": True})
    chart.show_blanks_as("span")
    chart.set_chartarea({"border": {"none": True}})
    width, height = frame.size
    chart.set_size({"width": width, "height": height})
    sheet.raw.insert_chart(*frame.at, chart, {"description": frame.alt_text, "object_position": 1})
