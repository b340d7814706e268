"""Charts whose value axis follows the numbers, with labels in place of axis and legend.

All that is drawn stands between 0 and 1 (`lcxl.runchart.axis`); labels are names of series, read
from cells, so that they follow too.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from xlsxwriter.chart import Chart

from lcxl.cells import Range
from lcxl.words import cell_format
from lcxl.xl.chart_xml import treat_gaps
from lcxl.xl.charts import (
    Categories,
    ChartSeries,
    Frame,
    add_series,
    font_of,
    marker_size,
    place_chart,
)
from lcxl.xl.sheet import SheetWriter
from lcxl.xl.styled import StyledBook
from lcxl.xl.twins import chart_like

__all__ = ["Edges", "insert_framed_chart", "insert_strip"]

TOP, TOP_WITH_EVENTS = 1.0001, 1.1
"""End of the axis: a little above the highest line, so that it is drawn."""
LABELS = {13: 1, 24: 2, 36: 3}
"""Up to so many months every so many is written below the axis; of more every sixth."""
SMALL_LABELS = 4
NONE_DRAWN = 0.01
"""Where the axis of bars begins: a bar of 0 would be drawn as a line."""


class Edges(NamedTuple):
    """Pixels around what is drawn: for labels at both sides, events above, months below."""

    left: int
    right: int
    top: int
    bottom: int


def _steps(months: int, small: bool) -> int:
    if small:
        return max(1, -(-months // SMALL_LABELS))
    return next((step for most, step in LABELS.items() if months <= most), 6)


class _How(NamedTuple):
    small: bool
    gaps: bool


def insert_framed_chart(
    sheet: SheetWriter,
    frame: Frame,
    months: Categories,
    series: Sequence[ChartSeries],
    edges: Edges,
    *,
    small: bool = False,
    gaps: bool = True,
) -> None:
    """Place a chart; ``gaps``: a month without a value is a gap in the line, else it is passed."""
    alike = small, gaps, edges, frame.size, months.place, tuple(months.values)
    key = *alike, *((one.name, one.name_from, one.place, one.look) for one in series)
    chart = chart_like(
        sheet.book,
        key,
        {one.place.reference: one.values for one in reversed(series)},
        lambda: _framed(sheet.book, frame, months, series, edges, _How(small, gaps)),
    )
    place_chart(sheet, chart, frame)


def _framed(
    book: StyledBook,
    frame: Frame,
    months: Categories,
    series: Sequence[ChartSeries],
    edges: Edges,
    how: _How,
) -> Chart:
    small, gaps = how
    chart = book.line_chart()
    shown = len(months.values)
    size = marker_size(shown, small=small)
    add_series(chart, book, series, months, small=small, marker=size)
    colours = book.theme.colours
    events = any(one.look in ("event", "start") for one in series)
    chart.set_y_axis(
        {
            "min": 0,
            "max": TOP_WITH_EVENTS if events else TOP,
            "visible": False,
            "major_unit": 0.2,
            "major_gridlines": {"visible": True, "line": {"color": colours["grid"], "width": 0.75}},
        }
    )
    chart.set_x_axis(
        {
            "date_axis": True,
            "num_format": cell_format("month_short"),
            "major_unit": _steps(shown, small),
            "major_unit_type": "months",
            "num_font": font_of(book),
            "line": {"color": colours["line"]},
            "major_tick_mark": "outside",
            "minor_tick_mark": "none",
            "label_position": "low",
            "position_axis": "on_tick",
        }
    )
    treat_gaps(chart, gaps, months.place.sheet)
    _set_out(chart, frame, edges)
    return chart


def insert_strip(
    sheet: SheetWriter,
    frame: Frame,
    months: Categories,
    series: ChartSeries,
    room: Range,
    edges: Edges,
) -> None:
    """Thin bars with their number on top, each below the point of its month; 0 shows nothing.

    ``room``: a cell with twice the highest of them, so that the axis leaves room for numbers.
    """
    key = edges, frame.size, months.place, tuple(months.values), series.name, series.place, room
    chart = chart_like(
        sheet.book,
        key,
        {series.place.reference: series.values},
        lambda: _strip(sheet.book, frame, months, series, room, edges),
    )
    place_chart(sheet, chart, frame)


def _strip(
    book: StyledBook,
    frame: Frame,
    months: Categories,
    series: ChartSeries,
    room: Range,
    edges: Edges,
) -> Chart:
    chart = book.column_chart()
    step = _steps(len(months.values), small=False)
    hidden: list[Mapping[str, object]] = [
        {"delete": True} if i % step else {} for i in range(len(months.values))
    ]
    chart.add_series(
        {
            "name": series.name,
            "categories": f"={months.place.reference}",
            "categories_data": list(months.values),
            "values": f"={series.place.reference}",
            "values_data": list(series.values),
            "fill": {"color": book.theme.colours["line"]},
            "border": {"none": True},
            "gap": 60,
            "overlap": 100,
            "data_labels": {
                "value": True,
                "font": font_of(book),
                "num_format": "#,##0;;",
                **({"custom": hidden} if step > 1 else {}),
            },
        }
    )
    none = {"none": True}
    chart.add_series({"values": f"={room.reference}", "fill": none, "border": none})
    chart.set_x_axis(
        {"visible": False, "date_axis": True, "major_unit": 1, "major_unit_type": "months"}
    )
    chart.set_y_axis({"visible": False, "min": NONE_DRAWN, "major_gridlines": {"visible": False}})
    treat_gaps(chart, False, months.place.sheet)
    _set_out(chart, frame, edges)
    return chart


def _set_out(chart: Chart, frame: Frame, edges: Edges) -> None:
    chart.set_title({"none": True})
    chart.set_legend({"none": True})
    chart.show_hidden_data()
    chart.set_chartarea({"border": {"none": True}, "fill": {"none": True}})
    width, height = frame.size
    layout = {
        "x": edges.left / width,
        "y": edges.top / height,
        "width": (width - edges.left - edges.right) / width,
        "height": (height - edges.top - edges.bottom) / height,
    }
    chart.set_plotarea({"layout": layout})
    chart.set_size({"width": width, "height": height})
