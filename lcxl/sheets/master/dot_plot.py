"""The teams as points: their values on the rows of Compare, and which stand apart.

The points follow the dropdown of Compare; its dot plot and its funnel draw the same ones.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from lcxl.cells import Range
from lcxl.cells.address import absolute
from lcxl.figures.wording import points_of
from lcxl.runchart.formulas import NOT_AVAILABLE
from lcxl.sheets.master.lines import Lines
from lcxl.sheets.master.pick import Pick
from lcxl.sheets.pages import Pages
from lcxl.xl.charts import ChartSeries, PointSeries
from lcxl.xl.dot_plot import Dots, insert_dot_plot
from lcxl.xl.live import Live
from lcxl.xl.sheet import SheetWriter

__all__ = ["TeamPoints", "team_points", "write_dot_plot"]

NAMES_AT = (4, 20)
"""Pixels above the first row at which the names of the two lines stand."""
Numbers = Sequence[float | None]


@dataclass(frozen=True)
class TeamPoints:
    """Values of the last three months as drawn, of every team and of those that stand apart."""

    cells: Sequence[Live]
    every: Range
    values: Numbers
    apart_cells: Sequence[Live]
    apart: Range
    apart_values: Numbers


def team_points(lines: Lines) -> TeamPoints:
    """Draw them on the hidden sheet, once."""
    within = lines.pages.spec.sheet("compare").words["funnel"]["within"]
    drawn = [
        lines.for_chart("compare", lines.fact("compare", line, "recent"))
        for line in range(lines.teams)
    ]
    apart = []
    for line, value in enumerate(drawn):
        fact = lines.fact("compare", line, "funnel")
        inside = f'OR({fact.cell}="",{fact.cell}="{within}")'
        shown = value.value if fact.value not in (None, within) else NOT_AVAILABLE
        apart.append(Live(f"IF({inside},NA(),{value.formula})", shown))
    return TeamPoints(
        drawn,
        lines.draw("teams", drawn),
        _numbers(drawn),
        apart,
        lines.draw("teams apart", apart),
        _numbers(apart),
    )


def write_dot_plot(
    pages: Pages,
    sheet: SheetWriter,
    lines: Lines,
    points: TeamPoints,
    at: tuple[int, int],
    size: tuple[int, int],
) -> None:
    """Place the plot over the rows of the teams; ``at`` is the head of the free columns.

    ``size``: pixels of these columns, and of each row.
    """
    texts, n = pages.spec.sheet("compare").texts, lines.teams
    heights = [n - line - 0.5 for line in range(n)]
    low, high = (
        [lines.for_chart("compare", lines.fact("compare", i, name)) for i in range(n)]
        for name in ("low", "high")
    )

    def line(name: str, cell: Pick, pixels: int, look: str) -> PointSeries:
        shown = [lines.for_chart("compare", cell)] * 2
        one = _placed(lines, (look, look), lines.draw(look, shown), shown,
                      [0.0, n + pixels / size[1]])  # fmt: skip
        label = lines.legend(texts[name], one.place, one.values)
        return replace(one, name="", name_from=label)

    pooled = lines.fact("compare", lines.line_of("pooled"), "recent")
    goal = lines.value("compare", lines.line_of("goal"), 0)
    outside, ends = (texts["funnel_outside"], "apart"), [*low, *high]
    apart = _placed(lines, outside, points.apart, points.apart_cells, heights)
    ends_at = lines.draw(texts["dots_ends"], ends)
    drawn = Dots(
        ends=_placed(lines, (texts["dots_ends"], "scale"), ends_at, ends, [*heights, *heights]),
        lines=[
            line("pooled", pooled, NAMES_AT[0], "baseline"),
            line("goal", goal, NAMES_AT[1], "goal"),
        ],
        dots=_placed(lines, (texts["team"], "value"), points.every, points.cells, heights),
        outside=replace(apart, across=points.every, across_values=points.values),
        above=_lengths(lines, "to the upper end", "high", "recent"),
        below=_lengths(lines, "to the lower end", "recent", "low"),
    )
    insert_dot_plot(sheet, at, size[0], (n, size[1]), texts["dots_alt"], drawn)


def _placed(
    lines: Lines,
    named: tuple[str, str],
    place: Range,
    cells: Sequence[Live],
    heights: Sequence[float],
) -> PointSeries:
    """Points that stand across at ``place``, which shows ``cells``, at these heights.

    ``named``: what the legend calls them, and their look.

    LibreOffice would draw a point without a place across at 1, 2, 3.
    """
    up = [
        Live(
            f"IF(ISNUMBER({absolute(place.first_row, place.first_col + k)}),{height!r},NA())",
            height if isinstance(cell.value, float | int) else NOT_AVAILABLE,
        )
        for k, (cell, height) in enumerate(zip(cells, heights, strict=True))
    ]
    name, look = named
    rows = lines.draw(f"height of {name}", up)
    return PointSeries(name, rows, _numbers(up), look, None, place, _numbers(cells))


def _lengths(lines: Lines, name: str, one: str, other: str) -> ChartSeries:
    """Of the bars; 0 where there is no interval, for an error bar has no gaps."""
    factor, by = lines.factor("compare"), points_of(lines.plan.metrics[0])
    cells = []
    for line in range(lines.teams):
        high, low = (lines.fact("compare", line, n) for n in (one, other))
        top, foot = high.as_number, low.as_number
        cells.append(
            Live(
                f"IF(AND(ISNUMBER({high.cell}),ISNUMBER({low.cell})),"
                f"({high.cell}-{low.cell})*{factor},0)",
                0.0 if top is None or foot is None else (top - foot) * by,
            )
        )
    return ChartSeries(name, lines.draw(name, cells), _numbers(cells), "value")


def _numbers(cells: Sequence[Live]) -> list[float | None]:
    return [c.value if isinstance(c.value, float | int) else None for c in cells]
