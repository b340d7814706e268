"""The chart of one team, as its own workbook draws it, with its tests marked."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from lcxl.combine.combine import TeamText
from lcxl.documents.slides.deck import Chart, Series
from lcxl.documents.slides.metric import alt_of, axis_of
from lcxl.figures.figures import MetricFigures
from lcxl.metrics import number_format
from lcxl.plan import Team
from lcxl.words import say

__all__ = ["team_chart"]


def team_chart(
    one: MetricFigures, team: Team, tests: Iterable[TeamText] = (), *, until: date | None = None
) -> Chart | None:
    """A team's run chart of one metric; None where it has no value.

    Args:
        one: the metric.
        team: one of the plan's teams.
        tests: changes, of which those about the metric are marked where they began.
        until: the first day of the last month that is shown; all that are reported if left out.
    """
    metric = one.metric
    chart = one.charts.get(team.id)
    places = [
        i
        for i, report in enumerate(one.plan.timeline(metric))
        if one.plan.is_due(metric, report) and (until is None or report.start <= until)
    ]
    if chart is None or all(chart.values[i] is None for i in places):
        return None
    known = [i for i in places if chart.values[i] is not None]
    places = [i for i in places if i <= known[-1]]
    months = [one.plan.timeline(metric)[i] for i in places]
    values = [chart.values[i] for i in places]
    series = [Series(team.name, values, "value")]
    if not metric.overlaps and chart.verdict.baseline is not None:
        median = chart.verdict.run_chart.median
        series.append(Series(say("slides.series_median"), [median[i] for i in places], "median"))
    began = [
        t.row.values["started"]
        for t in tests
        if t.row.metric_id == metric.id and isinstance(t.row.values.get("started"), date)
    ]
    marked = [
        value if any(month.contains(day) for day in began if isinstance(day, date)) else None
        for month, value in zip(months, values, strict=True)
    ]
    series.append(Series(say("slides.series_test"), marked, "test"))
    series.append(Series(say("slides.series_goal"), [metric.goal] * len(months), "goal"))
    kept = [s for s in series if any(v is not None for v in s.values)]
    drawn = f"{alt_of('slides.alt_team', one, months, values)} {chart.sentence}".strip()
    return Chart(
        [month.label for month in months],
        kept,
        number_format(metric),
        axis_of(metric, [s.values for s in kept]),
        say("slides.told", team=team.name, text=drawn),
        team.name,
    )
