"""A chart whose points stand at their day, with the names of its lines at their end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from lcxl.words import cell_format
from lcxl.xl.charts import (
    UNNAMED,
    ChartSeries,
    Frame,
    PointSeries,
    ValueAxis,
    finish,
    font_of,
    looks,
    point_series,
)
from lcxl.xl.sheet import SheetWriter
from lcxl.xl.worksheet import Options

__all__ = ["insert_day_chart"]

DAY_LABELS = 7
"""Days that are written below an axis of days."""
LEFT, RIGHT = 44, 112
"""Pixels beside a chart of days: for numbers, and for the names of its lines."""
PLAIN, HEADED, FOOT = 10, 34, 92
"""Pixels above it without and with a title, and below it: for days, and for the key."""


def insert_day_chart(
    sheet: SheetWriter,
    frame: Frame,
    days: tuple[int, int],
    series: Sequence[PointSeries],
    number_format: str,
) -> None:
    """Place a chart whose points stand at their day; ``days``: first and last of the axis."""
    book = sheet.book
    chart = book.scatter_chart()
    styles, font = looks(book.theme.colours), font_of(book)
    labelled = _labelled(series)
    for one in series:
        look = dict(styles[one.look])
        if one.look in labelled:
            colour = "goal" if one.look == "goal" else "slate"
            look["data_labels"] = _label_at_end({**font, "color": book.theme.colours[colour]})
        chart.add_series({**point_series(one), **look})
    first, last = days
    chart.set_x_axis(
        {
            "min": first,
            "max": last,
            "major_unit": -(-(last - first) // DAY_LABELS),
            "num_format": cell_format("day_short"),
            "num_font": font,
            "line": {"color": book.theme.colours["line"]},
            "major_gridlines": {"visible": False},
            "major_tick_mark": "outside",
            "label_position": "low",
        }
    )
    (wide, high), above = frame.size, HEADED if frame.title else PLAIN
    layout = {
        "x": LEFT / wide,
        "y": above / high,
        "width": (wide - LEFT - RIGHT) / wide,
        "height": (high - above - FOOT) / high,
    }
    chart.set_plotarea({"layout": layout})
    finish(sheet, chart, frame, series, ValueAxis(number_format, (0.0, None)))
    hidden = [i for i, one in enumerate(series) if one.look in (*UNNAMED, *labelled)]
    key = {"position": "bottom", "font": {**font, "size": 10}, "delete_series": hidden}
    chart.set_legend(key)  # in place of the one with every line


def _labelled(series: Sequence[ChartSeries]) -> tuple[str, ...]:
    """Looks of the lines with their name at their end; a median beside its centre is in the key."""
    has_centre = any(one.look == "baseline" for one in series)
    return ("goal", "upper", "baseline" if has_centre else "median")


def _label_at_end(font: Mapping[str, object]) -> Options:
    """The name of a line of two points, at the right of the second."""
    return {
        "series_name": True,
        "value": False,
        "position": "right",
        "font": font,
        "custom": [{"delete": True}, {"font": font}],
    }
