"""Numbers of a workbook that asks for a metric more or less often than the plan does now."""

from __future__ import annotations

from collections.abc import Mapping

from lcxl.intake.submission import DataPoint
from lcxl.periods import Period
from lcxl.plan import Collaborative

__all__ = ["other_periods"]

Points = Mapping[tuple[str, Period], DataPoint]


def other_periods(
    points: Points, built: Collaborative, plan: Collaborative
) -> tuple[Points, dict[str, dict[Period, DataPoint]]]:
    """The points that count; metric -> what was typed of it, where it has another frequency now.

    March and the quarter that ends with it have the same report, and are not the same thing.

    Args:
        points: all that was typed, by metric and report.
        built: the metrics as the workbook was built with them.
        plan: the metrics as they are now.
    """
    found: dict[str, dict[Period, DataPoint]] = {
        metric.id: {}
        for metric in built.by_period.metrics
        if metric.frequency.id != plan.metric(metric.id).frequency.id
        and not plan.metric(metric.id).event_chart
    }
    for (metric_id, report), point in points.items():
        if metric_id in found:
            found[metric_id][report] = point
    return {key: point for key, point in points.items() if key[0] not in found}, found
