"""A funnel: how large each unit is across, its value up, and limits that narrow to the right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from lcxl.cells import Range
from lcxl.xl.book import BookWriter, SheetWriter
from lcxl.xl.charts import looks

__all__ = ["Dots", "insert_funnel"]

Numbers = Sequence[float | None]


@dataclass(frozen=True, slots=True)
class Dots:
    """Points of one series: where sizes and values stand, and what they are (None for a gap)."""

    name: str
    sizes: Range
    values: Range
    size_numbers: Numbers
    numbers: Numbers
    labels: Range | None = None
    """A column of cells with the names beside the dots."""
    name_from: Range | None = None
    """A cell that gives the name of the series instead, so that it follows."""


def insert_funnel(
    sheet: SheetWriter,
    book: BookWriter,
    at: tuple[int, int],
    size: tuple[int, int],
    *,
    title: str,
    alt_text: str,
    size_title: str,
    limits: Sequence[Dots],
    centre: Dots,
    units: Dots,
    outside: Dots,
    chosen: Dots,
    number_format: str = "#,##0",
) -> None:
    """Place the chart; ``size`` in pixels.  ``limits`` are the lower and the upper one."""
    chart = book.scatter_chart()
    colours = book.theme.colours
    font = {"name": book.theme.font, "size": 9, "color": colours["slate"]}
    styles = looks(colours)
    for dots, look in ((limits[0], "upper"), (limits[1], "upper"), (centre, "baseline")):
        chart.add_series({**_series(dots), **styles[look]})
    marker = styles["value"]["marker"]
    chart.add_series({**_series(units), "line": {"none": True}, "marker": marker})
    chart.add_series(
        {
            **_series(outside),
            "line": {"none": True},
            "marker": {"type": "square", "size": 9, "fill": {"color": colours["worse"]},
                       "border": {"color": colours["worse"]}},
            "data_labels": _names(outside, font),
        }
    )  # fmt: skip
    chart.add_series(
        {
            **_series(chosen),
            "line": {"none": True},
            "marker": {**marker, "type": "diamond", "size": 11},
        }
    )
    line = {"color": colours["line"]}
    chart.set_x_axis(
        {
            "name": size_title,
            "name_font": {**font, "bold": False},
            "num_font": font,
            "num_format": "#,##0",
            "min": 0,
            "line": line,
            "major_gridlines": {"visible": False},
            "major_tick_mark": "outside",
            "label_position": "low",
        }
    )
    chart.set_y_axis(
        {
            "num_font": font,
            "num_format": number_format,
            "line": {"none": True},
            "major_gridlines": {"visible": True, "line": {"color": colours["grid"], "width": 0.75}},
            "major_tick_mark": "none",
        }
    )
    title_font = {"name": book.theme.font, "size": 11, "bold": True, "color": colours["navy"]}
    chart.set_title({"name": title, "name_font": title_font})
    chart.set_legend({"position": "bottom", "font": {**font, "size": 10}, "delete_series": [1]})
    chart.show_blanks_as("span")
    chart.show_hidden_data()
    chart.set_chartarea({"border": {"none": True}})
    chart.set_size({"width": size[0], "height": size[1]})
    sheet.raw.insert_chart(
        *at, chart, {"description": alt_text, "object_position": 1, "x_offset": 2, "y_offset": 2}
    )


def _names(dots: Dots, font: dict[str, Any]) -> dict[str, Any]:
    """The names of a column of cells beside the dots."""
    place = dots.labels
    if place is None:
        return {}
    cells = (
        Range.cell(place.sheet, row, place.first_col).reference
        for row in range(place.first_row, place.last_row + 1)
    )
    custom = [{"value": f"={cell}"} for cell in cells]
    return {"value": True, "position": "right", "font": font, "custom": custom}


def _series(dots: Dots) -> dict[str, Any]:
    name = f"={dots.name_from.reference}" if dots.name_from is not None else dots.name
    return {
        "name": name,
        "categories": f"={dots.sizes.reference}",
        "categories_data": list(dots.size_numbers),
        "values": f"={dots.values.reference}",
        "values_data": list(dots.numbers),
    }
