"""The median of the chosen team's chart, and the shifts in it, as its own workbook marks them.

Of each metric and team there are lines for every month on a hidden sheet of their own; the
chart on Team page picks those of the chosen ones.  A chart without a baseline of its own, or
of values that share patients, has none: nothing is judged by them.
"""

from __future__ import annotations

from lcxl.cells import Range
from lcxl.figures.charts_of_teams import TeamChart
from lcxl.figures.wording import points_of
from lcxl.runchart.formulas import NOT_AVAILABLE
from lcxl.runchart.results import meaning
from lcxl.sheets.master.lines import Lines
from lcxl.sheets.pages import Pages
from lcxl.xl.charts import ChartSeries
from lcxl.xl.live import Live

__all__ = ["mark_series"]

MARKS_SHEET = "_marks"
LOOKS = ("baseline", "better", "worse", "other")
"""Lines of each chart, by the looks in which they are drawn: its median, then the shifts."""
SIDES = {1: "better", -1: "worse", 0: "other"}
Line = list[float | None]


def mark_series(pages: Pages, lines: Lines, sheet_id: str) -> list[ChartSeries]:
    """The series of the metric and team that are chosen on a sheet."""
    texts, n = pages.spec.sheet(sheet_id).texts, len(lines.months)
    every = [line for i in range(len(lines.plan.metrics)) for line in _of_metric(lines, i)]

    def write_hidden() -> None:
        hidden = pages.book.sheet(MARKS_SHEET)
        hidden.put(0, 0, "marks", "machine")
        for row, line in enumerate(every, start=1):
            for col, value in enumerate(line, start=1):
                if value is not None:
                    hidden.put(row, col, value, "machine")
        hidden.raw.protect("")
        hidden.raw.hide()

    pages.at_end(write_hidden)
    area = Range(MARKS_SHEET, 1, 1, len(every), n).reference
    team = f"({lines.number(sheet_id)}-1)*{lines.teams}+{lines.team_number(sheet_id)}-1"
    found = []
    for at, look in enumerate(LOOKS):
        row = lines.draw(f"row of {look}", [Live(f"({team})*{len(LOOKS)}+{at + 1}", at + 1)])
        cells = []
        for k, value in enumerate(every[at], start=1):
            cell = f"INDEX({area},{row.reference},{k})"
            shown = NOT_AVAILABLE if value is None else value
            cells.append(Live(f"IF(ISNUMBER({cell}),{cell},NA())", shown))
        found.append(
            lines.series(texts[f"series_{look}"], lines.draw(look, cells), every[at], look)
        )
    return found


def _of_metric(lines: Lines, number: int) -> list[Line]:
    metric = lines.plan.metrics[number]
    charts = lines.figures.by_metric[metric.id].charts
    return [
        [None if value is None else value * points_of(metric) for value in line]
        for team in lines.plan.teams
        for line in _of_chart(charts.get(team.id), len(lines.months))
    ]


def _of_chart(chart: TeamChart | None, months: int) -> list[Line]:
    if chart is None or chart.metric.overlaps or chart.verdict.baseline is None:
        return [[None] * months for _ in LOOKS]
    if not chart.metric.frequency.of_months:  # the sheet's axis is one of months
        return [[None] * months for _ in LOOKS]
    run, metric = chart.verdict.run_chart, chart.metric
    found: dict[str, Line] = {look: [None] * months for look in LOOKS}
    found["baseline"] = list(run.median)
    for k, (value, side) in enumerate(zip(run.values, run.shift_side, strict=True)):
        if side:
            found[SIDES[meaning(metric.direction, side, metric.worse)]][k] = value
    return [found[look] for look in LOOKS]
