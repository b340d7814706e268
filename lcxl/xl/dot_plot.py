"""A dot plot that lies on the rows of a table: the value of each row, with a bar to each end.

The rows are the plot's vertical axis, so names are cells of any length.  It shares the scale
across with two lines, each with its name above: what all rows come to together, and the goal.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from lcxl.xl.charts import ChartSeries, PointSeries, font_of, looks, point_series
from lcxl.xl.sheet import SheetWriter
from lcxl.xl.worksheet import Options

__all__ = ["HEAD", "Dots", "insert_dot_plot", "row_height"]

HEAD, FOOT = 56, 28
"""Pixels of the table's head, in which the names of lines stand, and of the axis below the rows."""
NAMES = 36
"""Pixels of the head that belong to the plot."""
OFFSET = 3
"""Pixels: half of what LibreOffice draws a plot higher than Excel."""
FEW = 10
"""Rows up to which they have more room."""


def row_height(rows: int, lines: int = 1) -> int:
    """Pixels of each row of the table, in which a name may take several lines."""
    return max(30 if rows <= FEW else 20, 20 * lines + 4 if lines > 1 else 0)


class Dots(NamedTuple):
    """What is drawn."""

    ends: PointSeries
    """The ends of all bars, not drawn, so that the scale holds them."""
    lines: Sequence[PointSeries]
    """Two vertical lines of two points, the lower first; the name of the first stands at the
    left of its upper end, that of the second at the right."""
    dots: PointSeries
    """The value of each row; ``above`` and ``below`` are the lengths of its bars."""
    outside: PointSeries
    """Those of the values that are drawn as diamonds."""
    above: ChartSeries
    below: ChartSeries


def insert_dot_plot(
    sheet: SheetWriter,
    at: tuple[int, int],
    width: int,
    rows: tuple[int, int],
    alt_text: str,
    drawn: Dots,
) -> None:
    """Place the plot with its upper left corner at the table's head.

    Args:
        sheet: where it stands.
        at: the head's row, and the first of the columns that are left free for it.
        width: pixels of these columns.
        rows: how many rows stand below the head, and the pixels of each.
        alt_text: what it shows.
        drawn: its lines, dots and bars.

    Long: a chart's parts, one after the other, as XlsxWriter asks for them.
    """
    book, (ends, lines, dots, outside, above, below) = sheet.book, drawn
    count, tall_row = rows
    chart = book.scatter_chart()
    colours, font = book.theme.colours, font_of(book)
    styles = looks(colours)
    chart.add_series({**point_series(ends), **styles["scale"]})
    for line, side in zip(lines, ("left", "right"), strict=True):
        bold = {**font, "bold": True, "color": styles[line.look]["line"]["color"]}
        label: Options = {
            "series_name": True,
            "value": False,
            "position": side,
            "font": bold,
            "custom": [{"delete": True}, {"font": bold}],
        }
        chart.add_series({**point_series(line), **styles[line.look], "data_labels": label})
    bars = {
        "type": "custom",
        "plus_values": f"={above.place.reference}",
        "plus_data": list(above.values),
        "minus_values": f"={below.place.reference}",
        "minus_data": list(below.values),
        "line": {"color": colours["navy"], "width": 1.5},
    }
    dot = {**styles["value"]["marker"], "size": 7}
    chart.add_series(
        {**point_series(dots), "line": {"none": True}, "marker": dot, "x_error_bars": bars}
    )
    chart.add_series({**point_series(outside), **styles["apart"]})
    chart.set_x_axis(
        {
            "num_font": font,
            "num_format": "#,##0",
            "line": {"color": colours["line"]},
            "major_gridlines": {"visible": True, "line": {"color": colours["grid"], "width": 0.75}},
            "major_tick_mark": "outside",
            "label_position": "low",
        }
    )
    chart.set_y_axis(
        {
            "min": 0,
            "max": count + NAMES / tall_row,
            "visible": False,
            "major_gridlines": {"visible": False},
        }
    )
    chart.set_title({"none": True})
    chart.set_legend({"none": True})
    chart.show_blanks_as("span")
    chart.show_hidden_data()
    chart.set_chartarea({"border": {"none": True}, "fill": {"none": True}})
    tall = tall_row * count
    height = HEAD + tall + FOOT
    chart.set_plotarea(
        {
            "fill": {"none": True},
            "layout": {
                "x": 0.04,
                "y": (HEAD - NAMES) / height,
                "width": 0.92,
                "height": (tall + NAMES) / height,
            },
        }
    )
    chart.set_size({"width": width, "height": height})
    sheet.raw.insert_chart(
        *at, chart, {"description": alt_text, "object_position": 1, "y_offset": OFFSET}
    )
