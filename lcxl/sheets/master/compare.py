"""The sheet Compare: one metric chosen from a dropdown, every team beside all teams.

No league table: teams stand in the order of their names, each with its interval, and a word
says whether it lies outside what chance explains.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from lcxl import templates
from lcxl.cells import Range
from lcxl.cells.address import absolute
from lcxl.metrics.display import change_places, signed_format
from lcxl.periods import serial
from lcxl.sheets.master.change_cells import lines_within
from lcxl.sheets.master.dot_plot import team_points, write_dot_plot
from lcxl.sheets.master.funnel_chart import write_funnel
from lcxl.sheets.master.lines import (
    CHANGE_SAYS,
    EXTRA,
    FUNNEL_SAYS,
    METRIC_ROW,
    SAID,
    TEAM_ROW,
    Lines,
)
from lcxl.sheets.pages import Pages
from lcxl.words import percent_format, say
from lcxl.xl.charts import Categories, Frame, ValueAxis, insert_chart
from lcxl.xl.dot_plot import HEAD, row_height
from lcxl.xl.fit import column_for, lines_of
from lcxl.xl.live import Live
from lcxl.xl.sheet import SheetWriter

__all__ = ["COUNTED", "STANDING", "dropdown", "labels", "percent_rule", "write"]

GOAL_ROW, UNIT_ROW, SAYS_ROW = 6, 7, 9
STAND_ROW = SAYS_ROW + len(CHANGE_SAYS) + 1
"""The heading of the dot plot; how to read it and its table follow."""
CHART_ROWS, CHART_WIDTH = 16, 1030
MOST_NAME = 44.0
"""Characters of the column of names at most; a longer one takes two lines."""
MOST_WITH_CHART = 8
"""Teams whose second table has a page together with the first chart; of more, both charts have."""
A_PAGE = 1000
"""Pixels of rows that can be printed on one page."""
COUNTS = ("n_teams", "n_recent")
CHANGES = ("change", "change_low", "change_high")
VALUES = ("baseline", "recent", "low", "high")
BESIDE: Mapping[int, str] = {
    1: "n_recent",
    2: "recent",
    3: "low",
    4: "high",
    9: "change",
    10: "funnel",
}
"""Column -> what stands in it beside the dot plot, which has the columns between."""
PLOT_COL, PLOT_COLS = 5, 4
BELOW: Mapping[int, str] = {
    1: "n_teams",
    2: "baseline",
    3: "change_low",
    4: "change_high",
    5: "at_goal",
    6: "variation",
    7: "assurance",
    8: "chart_says",
}
"""The same of the table below it."""
STANDING, COUNTED = 3, 5
"""So many of `EXTRA` are values, and so many are shown below the teams; the goal is not."""


def dropdown(
    sheet: SheetWriter,
    row: int,
    texts: tuple[str, str],
    source: Range,
    first: str,
    last_col: int = 3,
) -> None:
    """A yellow cell in column B that offers a list, as wide as the columns up to ``last_col``.

    ``texts``: what stands beside it, and what it says when it is chosen.
    """
    label, message = texts
    sheet.put(row, 0, label, "label")
    for col in range(1, last_col + 1):
        inside = [end for end, at in (("left", 1), ("right", last_col)) if col != at]
        sheet.put(row, col, first if col == 1 else None, "input",
                  locked=col > 1, **dict.fromkeys(inside, 0))  # fmt: skip
    sheet.validate(
        Range.cell(sheet.name, row, 1),
        {"validate": "list", "source": f"={source.reference}"},
        label,
        message,
    )


def write(pages: Pages, spec: templates.Sheet) -> None:
    """Dropdowns, where each team stands, what its charts say, a chart by month and the funnel."""
    lines, texts = pages.of(Lines), spec.texts
    last_col = len(spec.widths) - 1
    sheet = pages.open(spec, last_col)
    name_width = column_for(lines.names, spec.widths[0], MOST_NAME)
    sheet.widths([name_width, *spec.widths[1:]])
    _choices(sheet, lines, texts)
    points = team_points(lines)
    pages.heading(sheet, STAND_ROW, texts["stand_heading"], last_col)
    how = [*lines_within([texts["stand_how"]], SAID), say("charts.C06")]
    head = sheet.lines(STAND_ROW + 1, how, "quiet")
    _table(sheet, lines, texts, head, BESIDE, last_col)
    # The plot is as high as its rows, so each of them is as high as the longest name needs.
    high = row_height(lines.teams, max(lines_of(name, name_width, True) for name in lines.names))
    for row in range(head + 1, head + 1 + lines.teams):
        sheet.raw.set_row_pixels(row, high)
    plot = spec.widths[PLOT_COL : PLOT_COL + PLOT_COLS]
    width = sum(int(7 * one) + 5 for one in plot)
    write_dot_plot(pages, sheet, lines, points, (head, PLOT_COL), (width, high))
    says_row = head + lines.teams + STANDING + 3
    pages.heading(sheet, says_row, texts["says_heading"], last_col)
    _table(sheet, lines, texts, says_row + 1, BELOW, last_col)
    chart_row = says_row + lines.teams + STANDING + 3
    pages.heading(sheet, chart_row, texts["chart_heading"], last_col)
    _chart_by_month(pages, sheet, lines, (chart_row + 1, 0))
    funnel_row = chart_row + CHART_ROWS + 2
    pages.heading(sheet, funnel_row, texts["funnel_heading"], last_col)
    for row, name in enumerate(FUNNEL_SAYS, start=funnel_row + 1):
        sheet.put(row, 0, lines.of_metric("compare", name), "line")
    last_row = funnel_row + len(FUNNEL_SAYS) + CHART_ROWS + 1
    size = (CHART_WIDTH, CHART_ROWS * 20)
    write_funnel(pages, sheet, lines, points, (funnel_row + 1 + len(FUNNEL_SAYS), 0), size)
    sheet.raw.freeze_panes(0, 1)
    first = [STAND_ROW] if sheet.height(says_row - 1) > A_PAGE else []
    charts = chart_row if lines.teams > MOST_WITH_CHART else funnel_row
    sheet.raw.set_h_pagebreaks([*first, says_row, charts])
    pages.page(sheet, last_row, last_col)


def _choices(sheet: SheetWriter, lines: Lines, texts: Mapping[str, str]) -> None:
    """The dropdowns, and what is said of the chosen metric."""
    dropdown(sheet, METRIC_ROW, (texts["choose_metric"], texts["metric_message"]),
             lines.options("metric"), lines.plan.metrics[0].short_name)  # fmt: skip
    dropdown(sheet, TEAM_ROW, (texts["choose_team"], texts["team_message"]),
             lines.options("team"), lines.names[0])  # fmt: skip
    for row, name in ((GOAL_ROW, "goal"), (UNIT_ROW, "unit")):
        sheet.put(row, 0, texts[name], "label")
        sheet.put(row, 1, lines.of_metric("compare", name), "strong")
    for row, name in enumerate(CHANGE_SAYS, start=SAYS_ROW):
        sheet.put(row, 0, lines.of_metric("compare", name), "line")


def _chart_by_month(pages: Pages, sheet: SheetWriter, lines: Lines, at: tuple[int, int]) -> None:
    texts, n = pages.spec.sheet("compare").texts, len(lines.months)

    def drawn(name: str, line: int, at: str = "") -> Range:
        cells = [lines.value("compare", line, k, at) for k in range(n)]
        return lines.draw(name, [lines.for_chart("compare", cell) for cell in cells])

    team = Range.cell(sheet.name, TEAM_ROW, 1)
    drawn_lines: list[tuple[str | Live, str, int, str]] = [
        *(
            (texts[name], look, lines.line_of(name), "")
            for name, look in (("median", "upper"), ("goal", "goal"), ("pooled", "baseline"))
        ),
        (Live(team.reference, lines.names[0]), "value", 0, lines.team_number("compare")),
    ]
    series = [
        lines.series(name, drawn(look, line, at), lines.scaled(line), look)
        for name, look, line, at in drawn_lines
    ]
    insert_chart(
        sheet,
        Frame(at, (CHART_WIDTH, CHART_ROWS * 20), texts["alt"], gaps=lines.has_gaps),
        Categories(lines.month_place, [serial(m) for m in lines.months]),
        series,
        ValueAxis("#,##0", (0.0, None)),
    )


def labels(lines: Lines, texts: Mapping[str, str], extra: int) -> Sequence[str]:
    """The rows of a table: the teams, then so many of `EXTRA`."""
    return [*lines.names, *(texts[name] for name in EXTRA[:extra])]


def _table(
    sheet: SheetWriter,
    lines: Lines,
    texts: Mapping[str, str],
    head: int,
    columns: Mapping[int, str],
    last_col: int,
) -> None:
    """A row for each team, then for all together; columns that are left out stay empty."""
    words: dict[str, object] = {"indent": 1, "align": "left"}
    open_head = {"border": 0, "bottom": 1, "bottom_color": sheet.book.theme.colours["line"]}
    sheet.fill(head, 1, last_col, "head", **open_head)
    sheet.put(head, 0, texts["team"], "head", **open_head)
    for col, name in columns.items():
        is_number = name in COUNTS + CHANGES + VALUES
        side: dict[str, object] = {"align": "right"} if is_number else words
        sheet.put(head, col, texts[f"col_{name}"], "head", **side, **open_head)
    sheet.raw.set_row_pixels(head, HEAD)
    for row, label in enumerate(labels(lines, texts, STANDING), start=head + 1):
        sheet.put(row, 0, label, "row_label", valign="vcenter")
        sheet.fill(row, 1, last_col, "cell")
        for col, name in columns.items():
            is_number = name in COUNTS + CHANGES + VALUES
            changes = {"num_format": _format(lines, name)} if is_number else words
            fact = lines.fact("compare", row - head - 1, name).shown
            role = "cell_number" if is_number else "cell"
            sheet.put(row, col, fact, role, valign="vcenter", **changes)
    for col, name in columns.items():
        if name in VALUES:
            area = (head + 1, col, head + lines.teams + STANDING, col)
            percent_rule(sheet, area, UNIT_ROW, valign="vcenter")


def _format(lines: Lines, name: str) -> str:
    if name in COUNTS:
        return "#,##0"
    if name not in CHANGES:
        return "#,##0.0"
    # One format for whichever metric is chosen; an end of an interval may have a digit more.
    decimals = max(change_places(metric) for metric in lines.plan.metrics)
    return signed_format(decimals + (name != "change"))


def percent_rule(
    sheet: SheetWriter, area: tuple[int, int, int, int], unit_row: int, **changes: object
) -> None:
    """Show proportions as percentages, where the unit in column B says so."""
    shape = sheet.book.format("cell_number", num_format=percent_format(), **changes)
    rule = {"type": "formula", "criteria": f'={absolute(unit_row, 1)}="%"', "format": shape}
    sheet.raw.conditional_format(*area, rule)
