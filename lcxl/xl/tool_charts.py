"""Charts of the teams' own tools: a Pareto chart, and values before and after."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from lcxl.cells import Range
from lcxl.words import percent_format
from lcxl.xl.charts import Categories, Frame, font_of
from lcxl.xl.sheet import SheetWriter

__all__ = ["ParetoPlaces", "insert_dumbbell", "insert_pareto"]


class ParetoPlaces(NamedTuple):
    """Columns of the sheet: names, counts, cumulative shares, and the share that is drawn."""

    names: Range
    counts: Range
    shares: Range
    line: Range


def insert_pareto(
    sheet: SheetWriter,
    at: tuple[int, int],
    size: tuple[int, int],
    places: ParetoPlaces,
    values: Sequence[tuple[str, float, float]],
    texts: Mapping[str, str],
) -> None:
    """Place columns of counts with the line of what they make together; ``values`` in order."""
    book = sheet.book
    colours, font = book.theme.colours, font_of(book)
    names = [name for name, *_ in values]
    columns = book.column_chart()

    def series(name: str, place: Range, data: Sequence[float]) -> dict[str, object]:
        return {
            "name": name,
            "categories": f"={places.names.reference}",
            "categories_data": names,
            "values": f"={place.reference}",
            "values_data": list(data),
        }

    counts = series(texts["series_count"], places.counts, [n for _, n, _ in values])
    columns.add_series({**counts, "fill": {"color": colours["navy"]}, "gap": 30})
    lines = book.line_chart()
    shares = series(texts["series_share"], places.shares, [share for *_, share in values])
    orange = {"color": colours["worse"]}
    marker = {"type": "circle", "size": 6, "fill": orange, "border": orange}
    lines.add_series({**shares, "y2_axis": True, "line": {**orange, "width": 2}, "marker": marker})
    dash = {"color": colours["slate"], "width": 1.25, "dash_type": "dash"}
    limit = series(texts["series_line"], places.line, [0.8] * len(values))
    lines.add_series({**limit, "y2_axis": True, "line": dash, "marker": {"type": "none"}})
    columns.combine(lines)
    columns.set_x_axis({"num_font": font, "line": {"color": colours["line"]}})
    grid = {"visible": True, "line": {"color": colours["grid"], "width": 0.75}}
    columns.set_y_axis({"min": 0, "num_font": font, "num_format": "#,##0", "major_gridlines": grid})
    lines.set_y2_axis({"min": 0, "max": 1, "num_font": font, "num_format": percent_format(0)})
    columns.set_legend({"position": "bottom", "font": {**font, "size": 10}})
    columns.set_chartarea({"border": {"none": True}})
    columns.set_size({"width": size[0], "height": size[1]})
    columns.set_title({"none": True})
    columns.show_blanks_as("span")
    sheet.raw.insert_chart(*at, columns, {"description": texts["alt"], "object_position": 1})


def insert_dumbbell(
    sheet: SheetWriter,
    frame: Frame,
    labels: Categories,
    places: Mapping[str, Range],
    values: Mapping[str, Sequence[float | None]],
    names: Mapping[str, str],
    joins: Mapping[str, tuple[Range, Sequence[float]]],
) -> None:
    """Place a chart of two values of each label, from 1 to 5, joined by a line.

    ``places``, ``values`` and ``names``: of "before" and "after"; ``joins``: how far "before"
    lies above ("plus") and below ("minus") the value after.
    """
    book = sheet.book
    colours, font = book.theme.colours, font_of(book)
    chart = book.line_chart()
    for side, shape, name in (("before", "diamond", "line"), ("after", "circle", "navy")):
        paint = {"color": colours[name]}
        marker = {"type": shape, "size": 11, "fill": paint, "border": paint}
        bars: dict[str, object] = {"type": "custom", "end_style": 0}
        for way, (place, lengths) in joins.items() if side == "after" else ():
            bars[f"{way}_values"] = f"={place.reference}"
            bars[f"{way}_data"] = list(lengths)
        bars["line"] = {"color": colours["line"], "width": 2}
        chart.add_series(
            {
                **({"y_error_bars": bars} if side == "after" else {}),
                "name": names[side],
                "categories": f"={labels.place.reference}",
                "categories_data": list(labels.values),
                "values": f"={places[side].reference}",
                "values_data": list(values[side]),
                "line": {"none": True},
                "marker": marker,
            }
        )
    chart.set_x_axis({"num_font": font, "text_axis": True, "line": {"color": colours["line"]}})
    grid = {"visible": True, "line": {"color": colours["grid"], "width": 0.75}}
    chart.set_y_axis(
        {"min": 1, "max": 5, "major_unit": 1, "num_font": font, "num_format": "0",
         "major_gridlines": grid}
    )  # fmt: skip
    chart.set_title({"none": True})
    chart.set_legend({"position": "bottom", "font": {**font, "size": 10}})
    chart.show_blanks_as("span")
    chart.set_chartarea({"border": {"none": True}})
    chart.set_size({"width": frame.size[0], "height": frame.size[1]})
    sheet.raw.insert_chart(*frame.at, chart, {"description": frame.alt_text, "object_position": 1})
