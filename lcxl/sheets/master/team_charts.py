"""The small charts of the chosen team, one for each metric, as its own workbook draws them.

Of each metric and team there are lines on a hidden sheet: its values, their median before the
start, and the shifts; the charts pick those of the team.  A chart without a baseline of its own,
or of values that share patients, has no median and no shift: nothing is judged by them.
"""

from __future__ import annotations

from collections.abc import Sequence

from lcxl.cells import Range
from lcxl.figures.charts_of_teams import TeamChart
from lcxl.figures.figures import MetricFigures, pooled
from lcxl.metrics import kind_of, number_format
from lcxl.periods import serial
from lcxl.plan import Metric
from lcxl.runchart.results import meaning
from lcxl.sheets.master.lines import Lines
from lcxl.sheets.master.pick import Pick
from lcxl.sheets.one_page_parts import CHART
from lcxl.sheets.pages import Pages
from lcxl.words import filled
from lcxl.xl.charts import Categories, ChartSeries, Frame, ValueAxis, insert_chart
from lcxl.xl.live import Live
from lcxl.xl.sheet import SheetWriter

__all__ = ["TeamCharts"]

MARKS_SHEET = "_marks"
LOOKS = ("baseline", "better", "worse", "other", "value")
"""Lines of each chart, by the looks in which they are drawn."""
HIGH = 0.75
"""From here on an axis might end above 100 %."""
SIDES = {1: "better", -1: "worse", 0: "other"}
Line = Sequence[float | None]


class TeamCharts:
    """The charts of a sheet on which a team is chosen."""

    def __init__(self, pages: Pages, lines: Lines, sheet_id: str) -> None:
        self.pages, self.lines = pages, lines
        self.texts = pages.spec.sheet(sheet_id).texts
        self.sheet_id = sheet_id
        self.number = lines.team_number(sheet_id)
        self.every: list[Line] = []
        """Rows of the hidden sheet."""
        pages.at_end(self._write_hidden)

    def insert(self, sheet: SheetWriter, at: tuple[int, int], metric: Metric) -> None:
        """Place the chart of one metric."""
        lines, texts = self.lines, self.texts
        one = lines.figures.by_metric[metric.id]
        reports = lines.plan.timeline(metric)
        days = [report.start for report in reports]
        months = lines.month_place if days == list(lines.months) else lines.draw("days", days)
        all_teams = [p.value if (p := pooled(metric, one.of_month(r))) else None for r in reports]
        fixed: list[tuple[str, str, Line]] = [
            ("goal", "goal", [metric.goal] * len(reports)),
            ("all", "median", all_teams),
        ]
        series = [
            ChartSeries(texts[f"series_{name}"], lines.draw(name, values), values, look)
            for name, look, values in fixed
            if any(value is not None for value in values)
        ]
        series += self._of_team(one)
        if not any(value is not None for value in all_teams):
            return
        frame = Frame(
            at,
            CHART,
            filled(texts["alt"], metric=metric.short_name),
            gaps=metric.is_due_each_period,
        )
        axis = Categories(months, [serial(day) for day in days])
        values = ValueAxis(number_format(metric), (None, self._end(one)))
        insert_chart(sheet, frame, axis, series, values, small=True)

    def _end(self, one: MetricFigures) -> float | None:
        """Of the axis: no program draws shares above 100 % for any team that may be chosen."""
        known = [v for chart in one.charts.values() for v in chart.values if v is not None]
        is_high = kind_of(one.metric).part_of_whole and max(known, default=0.0) > HIGH
        return 1.0 if is_high else None

    def _of_team(self, one: MetricFigures) -> list[ChartSeries]:
        """The lines of the team; those that no team has are left out."""
        teams = self.lines.plan.teams
        found = [_of_chart(one, one.charts.get(team.id)) for team in teams]
        series = []
        for at, look in enumerate(LOOKS):
            of_teams = [of_chart[at] for of_chart in found]
            if all(value is None for line in of_teams for value in line):
                continue
            cells = self._picked(one, of_teams)
            name = self.texts[f"series_{look}"]
            place = self.lines.draw(f"{look} {one.metric.id}", cells)
            series.append(ChartSeries(name, place, of_teams[0], look))
        return series

    def _picked(self, one: MetricFigures, of_teams: Sequence[Line]) -> list[Live]:
        """The line of the chosen team, from where such lines stand already, or below the others."""
        number = self.lines.plan.metrics.index(one.metric)
        if all(line == self.lines.line(number, i) for i, line in enumerate(of_teams)):
            months = range(len(of_teams[0]))
            return [self.lines.team_value(self.sheet_id, number, k).drawn() for k in months]
        first = len(self.every) + 1
        self.every += of_teams
        columns = (
            Range.column(MARKS_SHEET, k, first, first + len(of_teams) - 1).reference
            for k in range(1, len(of_teams[0]) + 1)
        )
        return [
            Pick(f"INDEX({column},{self.number})", value).drawn()
            for value, column in zip(of_teams[0], columns, strict=True)
        ]

    def _write_hidden(self) -> None:
        hidden = self.pages.book.sheet(MARKS_SHEET)
        hidden.put(0, 0, "marks", "machine")
        for row, line in enumerate(self.every, start=1):
            for col, value in enumerate(line, start=1):
                if value is not None:
                    hidden.put(row, col, value, "machine")
        hidden.raw.protect("")
        hidden.raw.hide()


def _of_chart(one: MetricFigures, chart: TeamChart | None) -> list[Line]:
    """The lines of one team, by `LOOKS`."""
    wide = len(one.plan.timeline(one.metric))
    found: dict[str, list[float | None]] = {look: [None] * wide for look in LOOKS}
    if chart is None:
        return [found[look] for look in LOOKS]
    found["value"] = list(chart.values)
    if chart.verdict.baseline is None or chart.metric.overlaps:
        return [found[look] for look in LOOKS]
    run, metric = chart.verdict.run_chart, chart.metric
    found["baseline"] = list(run.median)
    for k, (value, side) in enumerate(zip(run.values, run.shift_side, strict=True)):
        if side:
            found[SIDES[meaning(metric.direction, side, metric.worse)]][k] = value
    return [found[look] for look in LOOKS]
