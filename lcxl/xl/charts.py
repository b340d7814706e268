"""Run charts: the series, their looks, and the caches a viewer shows before it recalculates.

Meaning is never in colour alone: improving shifts are large circles, worsening ones large
squares, others large diamonds, trends triangles; the goal is dashed, the median solid in
its baseline and dotted after it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from xlsxwriter.chart import Chart
from xlsxwriter.chart_line import ChartLine
from xlsxwriter.chart_scatter import ChartScatter

from lcxl.cells import Range
from lcxl.words import cell_format
from lcxl.xl.chart_xml import remember_categories_once, treat_gaps
from lcxl.xl.sheet import SheetWriter
from lcxl.xl.styled import Reference, StyledBook
from lcxl.xl.worksheet import Options

__all__ = [
    "UNNAMED",
    "Categories",
    "ChartSeries",
    "Frame",
    "PointSeries",
    "ValueAxis",
    "add_series",
    "finish",
    "font_of",
    "insert_chart",
    "looks",
    "marker_size",
    "place_chart",
    "point_series",
]


@dataclass(frozen=True, slots=True)
class ChartSeries:
    """One series: where its values stand, what they are (None for a gap), and its look."""

    name: str
    place: Range
    values: Sequence[float | None]
    look: str
    name_from: Range | None = None
    """A cell that gives the name instead, so that it follows."""


@dataclass(frozen=True, slots=True)
class PointSeries(ChartSeries):
    """The same, with the place of each point across."""

    across: Range | None = None
    across_values: Sequence[float | None] = ()


class Frame(NamedTuple):
    """Where a chart stands, how large it is, and what is said of it."""

    at: tuple[int, int]
    """Row and column of its upper left corner."""
    size: tuple[int, int]
    """Width and height in pixels."""
    alt_text: str
    title: str = ""
    y_offset: int = 2
    """Pixels below the top of its row."""
    gaps: bool = False
    """A month without a value is a gap in the line; else the line passes it."""


class Categories(NamedTuple):
    """The cells that stand below the axis, and what they hold."""

    place: Range
    values: Sequence[int] | Sequence[str]


class ValueAxis(NamedTuple):
    """How the numbers of the value axis look, and from where to where it goes."""

    number_format: str
    bounds: tuple[float | None, float | None] = (None, None)
    """None: as the values ask for."""


def looks(colours: Mapping[str, str]) -> dict[str, Options]:
    """How each kind of series is drawn; later keys lie on top of earlier ones.

    Long: a list, an entry for each kind of series.
    """

    def halo(symbol: str, size: int, colour: str) -> Options:
        paint = {"color": colours[colour]}
        return {
            "line": {"none": True},
            "marker": {"type": symbol, "size": size, "fill": paint, "border": paint},
        }

    def label(position: str, colour: str, **font: object) -> Options:
        """A point of which only the name of its series is shown."""
        look = {"line": {"none": True}, "marker": {"type": "none"}}
        return {
            **look,
            "data_labels": {
                "series_name": True,
                "value": False,
                "position": position,
                "font": {"color": colours[colour], **font},
            },
        }

    def line(colour: str, width: float, dash: str) -> Options:
        return {
            "line": {"color": colours[colour], "width": width, "dash_type": dash},
            "marker": {"type": "none"},
        }

    navy = {"color": colours["navy"]}
    upright = {
        "y_error_bars": {
            "type": "percentage",
            "value": 100,
            "direction": "minus",
            "end_style": 0,
            "line": {"color": colours["line"], "width": 1, "dash_type": "dash"},
        }
    }
    return {
        "scale": {"line": {"none": True}, "marker": {"type": "none"}},
        "upper": line("line", 1.25, "long_dash"),
        "lower": line("line", 1.0, "long_dash_dot"),
        "goal": line("goal", 1.75, "dash"),
        "keep": line("worse", 1.25, "long_dash_dot"),
        "provisional": line("slate", 1.5, "dash"),
        "median": line("slate", 1.5, "round_dot"),
        "baseline": line("slate", 2.0, "solid"),
        "better": halo("circle", 12, "better"),
        "worse": halo("square", 11, "worse"),
        "other": halo("diamond", 13, "line"),
        "trend": halo("triangle", 9, "line"),
        "outside": halo("star", 13, "worse"),
        "apart": halo("diamond", 10, "slate"),
        "tick": label("left", "slate"),
        "event": {**label("right", "slate"), **upright},
        "start": {"line": {"none": True}, "marker": {"type": "none"}, **upright},
        "test": {
            **label("center", "white", bold=True),
            **halo("diamond", 15, "slate"),
        },
        "end": label("right", "slate"),
        "end_goal": label("right", "goal", bold=True),
        "end_keep": label("right", "worse_text", bold=True),
        "last_above": label("above", "navy", bold=True, size=10),
        "last_below": label("below", "navy", bold=True, size=10),
        "open": {
            "line": {"none": True},
            "marker": {
                "type": "circle",
                "size": 9,
                "fill": {"color": colours["line"]},
                "border": {**navy, "width": 1.75},
            },
        },
        "session": {
            **halo("diamond", 7, "slate"),
            "y_error_bars": {
                "type": "percentage",
                "value": 100,
                "direction": "minus",
                "end_style": 0,
                "line": {"color": colours["line"], "width": 1},
            },
        },
        "value": {
            "line": {**navy, "width": 2.25},
            "marker": {"type": "circle", "size": 5, "fill": navy, "border": navy},
        },
    }


MONTH_LABELS, LABEL_ROOM = 13, 65
"""Months that are written below an axis at most, and the pixels that each needs."""
MONTH = 30.44
"""Days of one, on average."""
MARKERS = {12: 7, 18: 6, 26: 5}
"""Up to so many months the points are so large; of more 4."""
SMALL_MARKERS = {24: 4}
"""The same of a small chart; of more 3."""
USUAL_MARKER = 5
"""Of a chart with an axis of its own, whose lines are many: no larger."""
MARKS = ("better", "worse", "other", "trend", "outside")
"""Looks that the key on the sheet explains, ..."""
UNNAMED = (*MARKS, "event")
"""... and what the legend leaves out."""


def insert_chart(
    sheet: SheetWriter,
    frame: Frame,
    months: Categories,
    series: Sequence[ChartSeries],
    axis: ValueAxis,
    *,
    small: bool = False,
) -> None:
    """Place a chart with a month axis; ``months`` as the days of a spreadsheet's calendar."""
    book = sheet.book
    chart = book.line_chart()
    shown = _months_from(months.values)
    size = min(USUAL_MARKER, marker_size(shown, small=small))
    add_series(chart, book, series, months, small=small, marker=size)
    step = max(1, -(-shown // min(MONTH_LABELS, max(2, frame.size[0] // LABEL_ROOM))))
    font = font_of(book)
    chart.set_x_axis(
        {
            "date_axis": True,
            "num_format": cell_format("month_short"),
            "major_unit": step,
            "major_unit_type": "months",
            "num_font": font,
            "line": {"color": book.theme.colours["line"]},
            "major_tick_mark": "outside",
            "minor_tick_mark": "none",
            "label_position": "low",
        }
    )
    finish(sheet, chart, frame, series, axis, small=small)


def _months_from(days: Sequence[int] | Sequence[str]) -> int:
    """Months from the first day of an axis to the last, both counted; there may be none between."""
    whole = [day for day in days if isinstance(day, int)]
    return round((whole[-1] - whole[0]) / MONTH) + 1 if whole else len(days)


def marker_size(months: int, *, small: bool) -> int:
    """Of the points of a line: the more months there are, the smaller."""
    sizes, least = (SMALL_MARKERS, 3) if small else (MARKERS, 4)
    return next((size for most, size in sizes.items() if months <= most), least)


def point_series(series: PointSeries) -> Options:
    """What XlsxWriter needs to know of a series of points, but for its look."""
    assert series.across is not None
    return {
        "name": _name(series),
        "categories": f"={series.across.reference}",
        "categories_data": list(series.across_values),
        "values": f"={series.place.reference}",
        "values_data": list(series.values),
    }


def font_of(book: StyledBook) -> Options:
    """The font of axes and legends."""
    return {"name": book.theme.font, "size": 9, "color": book.theme.colours["slate"]}


def add_series(
    chart: ChartLine,
    book: StyledBook,
    series: Sequence[ChartSeries],
    categories: Categories,
    *,
    small: bool = False,
    marker: int | None = None,
) -> None:
    """Add series, each in its look, over the same categories; ``marker``: size of the points."""
    styles = looks(book.theme.colours)
    remember_categories_once(chart)
    for one in series:
        look = dict(styles[one.look])
        if "data_labels" in look:
            font = {**font_of(book), **look["data_labels"].get("font", {})}
            look["data_labels"] = {**look["data_labels"], "font": font}
        if small and one.look in MARKS:
            # A halo is as much larger than its point in all charts.
            less = 2 * (4 - (marker or 4)) + 4
            look["marker"] = {**look["marker"], "size": max(5, look["marker"]["size"] - less)}
        if marker and one.look == "value":
            look["marker"] = {**look["marker"], "size": marker}
        chart.add_series(
            {
                "name": _name(one),
                "categories": f"={categories.place.reference}",
                "categories_data": list(categories.values),
                "values": f"={one.place.reference}",
                "values_data": list(one.values),
                **look,
            }
        )


def finish(
    sheet: SheetWriter,
    chart: ChartLine | ChartScatter,
    frame: Frame,
    series: Sequence[ChartSeries],
    axis: ValueAxis,
    *,
    small: bool = False,
) -> None:
    """Value axis, title, legend and place, which all charts have alike."""
    book = sheet.book
    colours, font = book.theme.colours, font_of(book)
    low, high = axis.bounds
    value_axis: Options = {
        "num_format": axis.number_format,
        "num_font": font,
        "line": {"none": True},
        "major_gridlines": {"visible": True, "line": {"color": colours["grid"], "width": 0.75}},
        "major_tick_mark": "none",
    }
    if low is not None:
        value_axis["min"] = low
    if high is not None:
        value_axis["max"] = high
        value_axis["major_unit"] = high / (4 if small else 5)
    chart.set_y_axis(value_axis)
    if frame.title:
        chart.set_title(
            {
                "name": frame.title,
                "name_font": {
                    "name": book.theme.font,
                    "size": 11,
                    "bold": True,
                    "color": colours["navy"],
                },
            }
        )
    else:
        chart.set_title({"none": True})
    if small:
        chart.set_legend({"none": True})
    else:
        hidden = [i for i, one in enumerate(series) if one.look in UNNAMED]
        hidden += [len(series)] * frame.gaps
        chart.set_legend(
            {"position": "bottom", "font": {**font, "size": 10}, "delete_series": hidden}
        )
    treat_gaps(chart, frame.gaps, series[0].place.sheet)
    chart.show_hidden_data()
    chart.set_chartarea({"border": {"none": True}})
    width, height = frame.size
    chart.set_size({"width": width, "height": height})
    place_chart(sheet, chart, frame)


def place_chart(sheet: SheetWriter, chart: Chart, frame: Frame) -> None:
    """Put a chart where it stands; it moves with its cells, and is not stretched by them."""
    sheet.raw.insert_chart(
        *frame.at,
        chart,
        {
            "description": frame.alt_text,
            "object_position": 1,
            "x_offset": 2,
            "y_offset": frame.y_offset,
        },
    )


def _name(series: ChartSeries) -> str:
    """A series name, or the cell that gives it."""
    if series.name_from is not None:
        return Reference(f"={series.name_from.reference}")
    return series.name
