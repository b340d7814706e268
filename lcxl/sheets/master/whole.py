"""The sheet All teams: for each metric the chart of the whole collaborative, and its numbers.

Below each period stands how many teams of the set have a value in it; kickoff and sessions are
marked.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from lcxl import templates
from lcxl.cells import Range
from lcxl.combine import Master
from lcxl.figures.figures import Figures, MetricFigures
from lcxl.figures.whole import Whole, whole_of
from lcxl.figures.wording import level_format
from lcxl.metrics import axis_bounds, kind_of, number_format
from lcxl.periods import Period
from lcxl.plan import Collaborative
from lcxl.sheets.master.change_cells import lines_within
from lcxl.sheets.master.lines import Lines
from lcxl.sheets.pages import Pages
from lcxl.words import filled, joined
from lcxl.xl.charts import Categories, ChartSeries, Frame, ValueAxis
from lcxl.xl.period_chart import insert_period_chart
from lcxl.xl.sheet import SheetWriter, Value

__all__ = ["write"]

CHART_ROWS, CHART_WIDTH = 16, 970
PERIOD, SMALL, SPACER = 18, 16, 6
"""Pixels of a period's row, of a remark, and of an empty row."""
COLUMNS = (
    "period",
    "teams",
    "numerator",
    "denominator",
    "value",
    "centre",
    "lower",
    "upper",
    "event",
)
LINE = 150
"""Characters of a line across the page."""
Marks = tuple[list[float | None], list[float | None]]
"""Heights of the marks of the kickoff and of the sessions, for each period."""
KICKOFF_HEIGHT, SESSION_HEIGHT = 1.0, 0.94
"""Heights of the marks, as shares of the axis."""
LOOKS = {
    "upper": "upper",
    "lower": "lower",
    "centre": "baseline",
    "session": "session",
    "kickoff": "event",
    "value": "value",
}
"""Series of the chart and their looks; later ones lie on top."""
ROOM = 1.1
"""Room above the highest value of an axis without a fixed end."""


def write(pages: Pages, spec: templates.Sheet) -> None:
    """One part for each metric."""
    plan = pages.of(Master).plan
    last_col = len(COLUMNS) - 1
    sheet = pages.open(spec, last_col)
    sheet.widths(spec.widths)
    how, breaks = lines_within([spec.texts["how"]], LINE), []
    row = sheet.lines(3, how, "quiet", font_size=9)
    for k in range(3, row):
        sheet.raw.set_row_pixels(k, SMALL)
    sheet.raw.set_row_pixels(row, SPACER)
    row += 1
    for one in pages.of(Figures).by_metric.values():
        row = _write_metric(pages, sheet, row, plan, one) + 2
        breaks.append(row)
    sheet.raw.set_h_pagebreaks(breaks[:-1])
    pages.page(sheet, row - 2, last_col)


def _write_metric(
    pages: Pages,
    sheet: SheetWriter,
    row: int,
    plan: Collaborative,
    one: MetricFigures,
) -> int:
    texts, metric, whole = pages.spec.sheet("whole").texts, one.metric, whole_of(one)
    pages.heading(sheet, row, f"{metric.id}  {metric.name}", len(COLUMNS) - 1)
    sheet.put(row + 1, 0, _about(whole, len(plan.teams), texts), "line")
    last = max((i for i, v in enumerate(whole.values) if v is not None), default=-1)
    if last < 0:
        return row + 1
    sheet.put(row + 2, 0, _limits_said(whole, one, texts), "quiet")
    chart_row, head = row + 3, row + 4 + CHART_ROWS
    sheet.raw.set_row_pixels(head - 1, SPACER)
    shapes = ["", *["#,##0"] * 3, *[level_format(metric)] * 4, ""]
    for col, name in enumerate(COLUMNS):
        side = {"align": "right"} if shapes[col] else {"indent": 1} if col else {}
        sheet.put(head, col, texts[f"col_{name}"], "head", **side)
    sheet.raw.set_row(head, 34)
    shown = last + 1
    labels = [_label(month, n) for month, n in zip(whole.months, whole.teams, strict=True)]
    marks = _marks(plan, whole, one)
    columns = _columns(whole, labels, marks, texts)
    for i in range(shown):
        sheet.raw.set_row_pixels(head + 1 + i, PERIOD)
        for col, column in enumerate(columns):
            role = "cell_number" if shapes[col] else "cell" if col else "row_label"
            changes: dict[str, object] = {"num_format": shapes[col]} if shapes[col] else {}
            if role == "cell":
                changes = {"indent": 1, "align": "left"}
            sheet.put(head + 1 + i, col, column[i], role, valign="vcenter", **changes)
    table = _Table(head, shown, labels, marks)
    _insert_chart(pages, sheet, chart_row, table, one, whole)
    return head + shown


def _label(report: Period, teams: int) -> str:
    """Period, and how many teams, as it stands below the axis."""
    return f"{report.label} ({teams})"


def _about(whole: Whole, all_teams: int, texts: Mapping[str, str]) -> str:
    key = "set_none" if not whole.set_size else "set_all" if whole.all_teams else "set"
    return filled(texts[key], k=whole.set_size, T=all_teams)


def _limits_said(whole: Whole, one: MetricFigures, texts: Mapping[str, str]) -> str:
    if one.metric.overlaps:
        return texts["overlaps"]
    if whole.limits is None or all(v is None for v in whole.limits.upper):
        return texts["no_limits"]
    return filled(texts[whole.about_limits], b=whole.before)


def _marks(plan: Collaborative, whole: Whole, one: MetricFigures) -> Marks:
    """Heights of the marks of kickoff and sessions, in the period in which each lies."""
    top = axis_bounds(one.metric)[1]
    if top is None:
        known = [v for v in (*whole.values, *_upper(whole), one.metric.goal) if v is not None]
        top = max(known, default=1.0) * ROOM
    kickoff: list[float | None] = [None] * len(whole.months)
    sessions: list[float | None] = [None] * len(whole.months)
    for i, day in enumerate(plan.calendar.sessions):
        at = next((k for k, month in enumerate(whole.months) if month.last_day >= day), None)
        if at is not None:
            marks, share = (sessions, SESSION_HEIGHT) if i else (kickoff, KICKOFF_HEIGHT)
            marks[at] = top * share
    return kickoff, sessions


def _upper(whole: Whole) -> Sequence[float | None]:
    return whole.limits.upper if whole.limits else ()


def _columns(
    whole: Whole,
    labels: Sequence[str],
    marks: Marks,
    texts: Mapping[str, str],
) -> list[Sequence[Value]]:
    nothing = [None] * len(whole.months)
    limits = whole.limits
    return [
        labels,
        whole.teams,
        whole.numerators,
        whole.denominators,
        whole.values,
        *((limits.centre, limits.lower, limits.upper) if limits else (nothing,) * 3),
        [_held(mark, texts) for mark in zip(*marks, strict=True)],
    ]


def _held(marks: Sequence[float | None], texts: Mapping[str, str]) -> str | None:
    """The kickoff, a session, or both: a quarter may hold both."""
    names = (texts["series_kickoff"], texts["series_session"])
    return joined(n for n, mark in zip(names, marks, strict=True) if mark is not None) or None


class _Table(NamedTuple):
    """The table below a chart."""

    head: int
    """Row of its headings."""
    shown: int
    """Rows below them."""
    labels: Sequence[str]
    marks: Marks


def _insert_chart(
    pages: Pages,
    sheet: SheetWriter,
    row: int,
    table: _Table,
    one: MetricFigures,
    whole: Whole,
) -> None:
    texts, metric, lines = pages.spec.sheet("whole").texts, one.metric, pages.of(Lines)
    head, shown, labels, marks = table
    limits = whole.limits
    columns = {"value": whole.values, "kickoff": marks[0], "session": marks[1]}
    if limits is not None:
        columns |= {"centre": limits.centre, "lower": limits.lower, "upper": limits.upper}
    series = []
    for name, look in LOOKS.items():
        numbers = list(columns.get(name, ()))[:shown]
        if all(v is None for v in numbers):
            continue
        if name in COLUMNS:
            place = Range.column(sheet.name, COLUMNS.index(name), head + 1, head + shown)
        else:
            place = lines.draw(f"{name} {metric.id}", numbers)
        series.append(ChartSeries(texts[f"series_{name}"], place, numbers, look))
    insert_period_chart(
        sheet,
        Frame(
            (row, 0),
            (CHART_WIDTH, CHART_ROWS * 20 - 8),
            filled(texts["alt"], metric=metric.short_name),
        ),
        texts["axis"],
        Categories(Range.column(sheet.name, 0, head + 1, head + shown), labels[:shown]),
        series,
        ValueAxis(
            number_format(metric),
            axis_bounds(metric)
            if kind_of(metric).part_of_whole
            else (axis_bounds(metric)[0], None),
        ),
    )
