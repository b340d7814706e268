"""A funnel: how large each unit is across, its value up, and limits that narrow to the right."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from lcxl.xl.charts import Frame, PointSeries, font_of, looks, place_chart, point_series
from lcxl.xl.sheet import SheetWriter
from lcxl.xl.worksheet import Options

__all__ = ["Units", "insert_funnel"]


class Units(NamedTuple):
    """The dots of a funnel."""

    every: PointSeries
    outside: PointSeries | None
    """Those outside the limits, if there are any; ``names`` of all stand beside them."""
    names: Sequence[str]
    chosen: PointSeries


def insert_funnel(
    sheet: SheetWriter,
    frame: Frame,
    size_title: str,
    lines: Sequence[PointSeries],
    units: Units,
    number_format: str = "#,##0",
) -> None:
    """Place the chart; ``size_title`` stands below the axis.

    ``lines`` are the lower limit and the upper one, where there are any, and the centre.

    Long: a chart's parts, one after the other, as XlsxWriter asks for them.
    """
    book = sheet.book
    chart = book.scatter_chart()
    colours = book.theme.colours
    font = font_of(book)
    styles = looks(colours)
    for line in lines:
        chart.add_series({**point_series(line), **styles[line.look]})
    marker = styles["value"]["marker"]
    chart.add_series({**point_series(units.every), "line": {"none": True}, "marker": marker})
    if units.outside is not None:
        worse = {"color": colours["worse"]}
        chart.add_series(
            {
                **point_series(units.outside),
                "line": {"none": True},
                "marker": {"type": "square", "size": 9, "fill": worse, "border": worse},
                "data_labels": _names(units.names, font),
            }
        )
    chart.add_series(
        {
            **point_series(units.chosen),
            "line": {"none": True},
            "marker": {**marker, "type": "diamond", "size": 11},
        }
    )
    chart.set_x_axis(
        {
            "name": size_title,
            "name_font": {**font, "bold": False},
            "num_font": font,
            "num_format": "#,##0",
            "min": 0,
            "line": {"color": colours["line"]},
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
    chart.set_title({"name": frame.title, "name_font": title_font})
    once = [1] if len(lines) > 1 else []  # both limits have one name
    chart.set_legend({"position": "bottom", "font": {**font, "size": 10}, "delete_series": once})
    chart.show_blanks_as("span")
    chart.show_hidden_data()
    chart.set_chartarea({"border": {"none": True}})
    width, height = frame.size
    chart.set_size({"width": width, "height": height})
    place_chart(sheet, chart, frame)


def _names(names: Sequence[str], font: Options) -> Options:
    """A name beside each dot; as texts, for LibreOffice shows no names from cells."""
    custom = [{"value": f" {name}", "font": font} for name in names]
    return {"value": True, "position": "right", "font": font, "custom": custom}
