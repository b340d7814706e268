"""The charts of rare events on the sheet Team page: they follow the team that is chosen.

What a chart draws stands on the hidden sheet, a line for each team, and is picked from there.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import chain

from lcxl.cells import Range
from lcxl.combine import Master
from lcxl.combine.events import chart_of
from lcxl.intake.events import EventLog
from lcxl.periods import last_day, serial
from lcxl.plan import Collaborative, Metric
from lcxl.runchart.event_chart import EventChart
from lcxl.runchart.formulas import NOT_AVAILABLE
from lcxl.sheets.master.lines import Lines
from lcxl.sheets.pages import Pages
from lcxl.words import filled
from lcxl.xl.charts import Frame, PointSeries
from lcxl.xl.day_chart import insert_day_chart
from lcxl.xl.live import Live
from lcxl.xl.sheet import SheetWriter

__all__ = ["CHART_ROWS", "insert_event_charts"]

CHART_ROWS = 14
ACROSS = ("goal", "upper", "lower", "centre", "median")
"""Lines from one end of the chart to the other."""
GAPS = ("longer", "shorter", "outside", "gap")
"""Points at the day of an event."""
LOOKS = {
    "goal": "goal",
    "upper": "upper",
    "lower": "lower",
    "centre": "baseline",
    "median": "median",
    "longer": "better",
    "shorter": "worse",
    "outside": "outside",
    "gap": "value",
    "open": "open",
}
"""Series of a chart and their looks; later ones lie on top."""

Points = list[float | None]


def insert_event_charts(pages: Pages, sheet: SheetWriter, row: int) -> int:
    """A chart of each rare event from a row on, one below the other; gives the last row."""
    lines, master = pages.of(Lines), pages.of(Master)
    plan, combined = master.plan, master.combined
    for number, metric in enumerate(plan.event_metrics):
        charts = [
            chart_of(plan, metric, combined.logs.get((team.id, metric.id)) or EventLog())
            for team in plan.teams
        ]
        insert_day_chart(
            sheet,
            Frame(
                (row + number * CHART_ROWS, 0),
                (690, CHART_ROWS * 20 - 8),
                filled(pages.spec.sheet("team_page").texts["alt_events"], metric=metric.short_name),
                metric.short_name,
            ),
            _days(plan, charts),
            _series(pages, lines, plan, metric, charts),
            "#,##0",
        )
    return row + len(plan.event_metrics) * CHART_ROWS - 1


def _days(plan: Collaborative, charts: Sequence[EventChart]) -> tuple[int, int]:
    """First and last day of the axis: the same for all teams."""
    months = plan.calendar.reported
    known = chain.from_iterable(chart.days for chart in charts)
    return min(serial(months[0]), *map(serial, known), serial(months[-1])), serial(
        last_day(months[-1])
    )


def _points(
    metric: Metric, chart: EventChart, days: tuple[int, int]
) -> Mapping[str, tuple[Points, Points]]:
    """Name of a series -> days and heights of its points, None for a gap in the chart."""
    at: Points = [float(serial(day)) for day in chart.days]
    outside = chart.limits.outside()
    heights = {
        "longer": [side > 0 for side in chart.marks],
        "shorter": [side < 0 for side in chart.marks],
        "outside": [side != 0 for side in outside],
        "gap": [True] * len(at),
    }
    shown: dict[str, tuple[Points, Points]] = {
        name: (at, [gap if drawn else None for gap, drawn in zip(chart.gaps, of, strict=True)])
        for name, of in heights.items()
    }
    of_cases = metric.event_chart == "g"  # its centre is the median, and it has no lower limit
    levels = {
        "goal": metric.goal,
        "upper": chart.upper,
        "lower": None if of_cases else chart.lower or None,
        "centre": None if of_cases else chart.centre,
        "median": chart.median,
    }
    ends: Points = [float(day) for day in days]
    shown |= {name: (ends, [level] * 2) for name, level in levels.items()}
    newest = [serial(day) for day in (*chart.days[-1:], chart.end) if day is not None]
    shown["open"] = [float(max(newest, default=days[0]))], [chart.so_far]
    return shown


def _series(
    pages: Pages,
    lines: Lines,
    plan: Collaborative,
    metric: Metric,
    charts: Sequence[EventChart],
) -> list[PointSeries]:
    texts = pages.spec.sheet("team_page").texts
    days = _days(plan, charts)
    of_teams = [_points(metric, chart, days) for chart in charts]
    better = metric.direction == "increase"
    number = lines.team_number("team_page")

    def picked(name: str, columns: Sequence[Points], rest: float | None) -> tuple[Range, Points]:
        """The line of the chosen team, of lines as long as the longest, filled up with ``rest``."""
        width = max(1, *map(len, columns))
        table = [[*column, *[rest] * (width - len(column))] for column in columns]
        places = [lines.draw(name, column) for column in table]
        area = Range(places[0].sheet, places[0].first_row, 1, places[-1].last_row, width).reference
        cells = (f"INDEX({area},{number},{k + 1})" for k in range(width))
        live = [
            Live(f"IF(ISNUMBER({cell}),{cell},NA())", NOT_AVAILABLE if value is None else value)
            for cell, value in zip(cells, table[0], strict=True)
        ]
        return lines.draw(name, live), table[0]

    found = []
    for name, look in LOOKS.items():
        # The days between events are always drawn, so that there is a chart before the first event.
        if name != "gap" and all(v is None for points in of_teams for v in points[name][1]):
            continue
        # A chart takes the numbers 1, 2, ... for all days once one of them is no number.
        at, heights = ([points[name][k] for points in of_teams] for k in (0, 1))
        across, across_values = picked(f"{name} day {metric.id}", at, float(days[0]))
        place, values = picked(f"{name} {metric.id}", heights, None)
        if name in ("longer", "shorter") and not better:
            look = "other"
        label = filled(texts[f"event_series_{name}"], metric=metric.short_name)
        found.append(
            PointSeries(
                label,
                place,
                values,
                look,
                lines.legend(label, place, values),
                across=across,
                across_values=across_values,
            )
        )
    return found
