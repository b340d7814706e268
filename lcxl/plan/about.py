"""Columns of the host's Metrics that no code reads: they are shown in the definition, as typed."""

from __future__ import annotations

from collections.abc import Mapping

from lcxl import templates
from lcxl.plan.metric import Metric

__all__ = ["metric_cells", "with_about"]


def with_about(row: Mapping[str, object]) -> dict[str, object]:
    """The raw values of a metric, with the columns that the model does not know in ``about``."""
    declared = templates.workbook("metric-definitions").sheet("metrics").block("metrics").fields
    names = [f.id for f in declared if f.id in row and f.id not in Metric.__dataclass_fields__]
    if not names:
        return dict(row)
    about = tuple((name, str(row[name]).strip()) for name in names if row[name] is not None)
    return {**{k: v for k, v in row.items() if k not in names}, "about": about}


def metric_cells(metric: Metric) -> dict[str, object]:
    """Column -> value of a metric, as its row of the host's Metrics has them."""
    values = metric.unusual_values()
    values.pop("about", None)
    return values | dict(metric.about)
