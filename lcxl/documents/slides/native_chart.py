"""Line charts of PowerPoint itself, with their table inside: anybody can edit them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from lcxl import templates
from lcxl.documents.slides.deck import Chart

if TYPE_CHECKING:
    from pptx.chart.chart import Chart as NativeChart
    from pptx.chart.data import CategoryChartData
    from pptx.chart.series import LineSeries
    from pptx.dml.color import RGBColor
    from pptx.oxml.xmlchemy import BaseOxmlElement as Element

__all__ = ["LOOKS", "chart_data", "dress"]

LOOKS: dict[str, tuple[str, float, str, str]] = {
    "value": ("navy", 2.25, "", "circle"),
    "all": ("line", 1.25, "dash", ""),
    "centre": ("slate", 2.0, "", ""),
    "extended": ("slate", 2.0, "round_dot", ""),
    "limit": ("line", 1.25, "long_dash", ""),
    "goal": ("goal", 1.75, "dash", ""),
    "median": ("slate", 1.5, "", ""),
    "reference": ("slate", 2.0, "", ""),
    "test": ("better", 0, "", "diamond"),
}
"""Look of a series: its colour, points of the line, its dashes and its marks."""
LETTERS, SMALL_LETTERS = 18, 10
"""Points of the letters on a chart that fills a slide, and on one of eight."""
LABELS, SMALL_LABELS = 9, 4
"""Periods that are written below an axis at most."""
MARK, SMALL_MARK, TEST_MARK = 7, 4, 13


def chart_data(chart: Chart) -> CategoryChartData:
    """The table behind a chart; what is None stays an empty cell and a gap."""
    from pptx.chart.data import CategoryChartData

    data = CategoryChartData(number_format=chart.number_format)
    data.categories = list(chart.categories)
    for series in chart.series:
        data.add_series(series.name, list(series.values))
    return data


def dress(native: NativeChart, chart: Chart, *, small: bool) -> None:
    """Axes, lines and letters of a chart that holds its data already."""
    from pptx.dml.color import RGBColor
    from pptx.enum.chart import XL_LEGEND_POSITION, XL_TICK_LABEL_POSITION, XL_TICK_MARK
    from pptx.util import Pt

    colours = templates.theme().colours

    def colour(name: str) -> RGBColor:
        return RGBColor.from_string(colours[name].lstrip("#"))

    native.font.size = Pt(SMALL_LETTERS if small else LETTERS)
    native.font.color.rgb = colour("slate")
    native.has_title = False
    native.has_legend = not small
    if not small:
        native.legend.position = XL_LEGEND_POSITION.BOTTOM
        native.legend.include_in_layout = False
    value, category = native.value_axis, native.category_axis
    value.minimum_scale, value.maximum_scale, value.major_unit = chart.axis
    value.tick_labels.number_format = chart.number_format
    value.tick_labels.number_format_is_linked = False
    value.has_major_gridlines = True
    value.major_gridlines.format.line.color.rgb = colour("grid")
    value.major_tick_mark = XL_TICK_MARK.NONE
    value.format.line.fill.background()
    category.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    category.has_major_gridlines = False
    category.format.line.color.rgb = colour("line")
    step = -(-len(chart.categories) // (SMALL_LABELS if small else LABELS))
    _every(category._element, max(1, step))
    for one, series in zip(native.plots[0].series, chart.series, strict=True):
        _draw(one, LOOKS[series.look], colour, small)
    _on_white(native._chartSpace)


def _on_white(space: Element) -> None:
    """Its colours are chosen for white, whatever the background of the slide is."""
    from pptx.oxml import parse_xml
    from pptx.oxml.ns import nsdecls

    paint = (
        f'<c:spPr {nsdecls("c", "a")}><a:solidFill><a:srgbClr val="FFFFFF"/></a:solidFill>'
        "<a:ln><a:noFill/></a:ln></c:spPr>"
    )
    space.chart.addnext(parse_xml(paint))


def _every(axis: Element, step: int) -> None:
    """Write one label of so many; their place in the element is fixed by its schema."""
    from pptx.oxml.ns import qn

    before = axis.find(qn("c:noMultiLvlLbl"))
    for name in ("tickLblSkip", "tickMarkSkip"):
        element = axis.makeelement(qn(f"c:{name}"), {"val": str(step)})
        before.addprevious(element)


def _draw(
    series: LineSeries,
    look: tuple[str, float, str, str],
    colour: Callable[[str], RGBColor],
    small: bool,
) -> None:
    from pptx.enum.chart import XL_MARKER_STYLE
    from pptx.enum.dml import MSO_LINE
    from pptx.util import Pt

    name, width, dash, mark = look
    series.smooth = False
    if width:
        series.format.line.color.rgb = colour(name)
        series.format.line.width = Pt(width * 0.75 if small else width)
    else:
        series.format.line.fill.background()
    if dash:
        series.format.line.dash_style = MSO_LINE[dash.upper()]
    if not mark:
        series.marker.style = XL_MARKER_STYLE.NONE
        return
    series.marker.style = XL_MARKER_STYLE[mark.upper()]
    series.marker.size = SMALL_MARK if small else MARK if mark == "circle" else TEST_MARK
    series.marker.format.fill.solid()
    series.marker.format.fill.fore_color.rgb = colour(name)
    series.marker.format.line.color.rgb = colour(name)
