"""The charts of rare events, on the sheet Charts."""

from __future__ import annotations

from lcxl.cells import Range
from lcxl.periods import serial
from lcxl.plan import Metric
from lcxl.runchart.formulas import Value
from lcxl.sheets.reporting.event_calculation import LEGEND, EventCalculation
from lcxl.words import filled
from lcxl.xl.charts import Frame, PointSeries
from lcxl.xl.day_chart import insert_day_chart
from lcxl.xl.sheet import SheetWriter

__all__ = ["insert_event_chart"]


def insert_event_chart(
    sheet: SheetWriter,
    calculation: EventCalculation,
    metric: Metric,
    team: str,
    at: tuple[int, int],
    size: tuple[int, int],
) -> None:
    """Place the chart of one rare event."""
    texts = calculation.layout.spec.sheet("charts").texts
    first, last = (int(day or 0) for day in calculation.line_values(metric, "x"))
    known = calculation.series[metric.id].chart.days
    insert_day_chart(
        sheet,
        Frame(at, size, filled(texts["alt_events"], metric=metric.short_name, team=team)),
        (min([first, *map(serial, known)]), last),
        _series(calculation, metric),
        "#,##0",
    )


def _series(calculation: EventCalculation, metric: Metric) -> list[PointSeries]:
    """From back to front: lines, marks, the gaps, and the open one on top."""
    texts = calculation.layout.spec.sheet("charts").texts
    looks = {
        "goal": "goal",
        "upper": "upper",
        "lower": "lower",
        "centre": "baseline",
        "median": "median",
    }
    if metric.goal is None:
        del looks["goal"]
    if metric.event_chart == "g":  # its centre is the median, and it has no lower limit
        del looks["centre"], looks["lower"]
    across = calculation.line(metric, "x")
    across_values = [float(v or 0) for v in calculation.line_values(metric, "x")]
    found = [
        PointSeries(
            texts[LEGEND[column]],
            calculation.line(metric, column),
            calculation.line_values(metric, column),
            look,
            calculation.legend_place(metric, column),
            across=across,
            across_values=across_values,
        )
        for column, look in looks.items()
    ]
    better = metric.direction == "increase"
    values = calculation.column_values(metric)
    for column, look, name in (
        ("y_longer", "better" if better else "other", texts["series_better"]),
        ("y_shorter", "worse" if better else "other", texts["series_worse"]),
        ("y_outside", "outside", texts["series_outside"]),
        ("y", "value", filled(texts[LEGEND["y"]], metric=metric.short_name)),
    ):
        found.append(
            PointSeries(
                name,
                calculation.column(metric, column),
                _drawn(values[column]),
                look,
                calculation.legend_place(metric, column) if column == "y" else None,
                across=calculation.column(metric, "x"),
                across_values=[float(x) for x in values["x"]],
            )
        )
    found.append(
        PointSeries(
            texts[LEGEND["y_open"]],
            _cell(calculation, metric, "y_open"),
            _drawn([calculation.values(metric)["y_open"]]),
            "open",
            calculation.legend_place(metric, "y_open"),
            across=_cell(calculation, metric, "last_x"),
            across_values=[float(calculation.values(metric)["last_x"])],
        )
    )
    return found


def _cell(calculation: EventCalculation, metric: Metric, name: str) -> Range:
    return calculation.figure_place(metric, name)


def _drawn(values: list[Value]) -> list[float | None]:
    return [v if isinstance(v, int | float) else None for v in values]
