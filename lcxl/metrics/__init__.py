"""Metric kinds: one file each, with input columns, arithmetic and formula."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lcxl.metrics import count, proportion, rate, value
from lcxl.metrics.concern import MUST_MEND, Concern, concern_of
from lcxl.metrics.display import number_format, shown, shown_formula
from lcxl.metrics.entry import NOT_APPLICABLE, Entry, State, formula, is_out_of_bounds, judge
from lcxl.metrics.kind import Input, Kind, Role
from lcxl.plan import Metric

if TYPE_CHECKING:
    from lcxl.runchart.limits import ChartKind

__all__ = [
    "KINDS",
    "MUST_MEND",
    "NOT_APPLICABLE",
    "Concern",
    "Entry",
    "Input",
    "Kind",
    "Role",
    "State",
    "axis_bounds",
    "chart_kind",
    "concern_of",
    "formula",
    "is_out_of_bounds",
    "judge",
    "kind_of",
    "may_be_negative",
    "number_format",
    "shown",
    "shown_formula",
]

KINDS: dict[str, Kind] = {
    kind.id: kind for kind in (proportion.KIND, rate.KIND, count.KIND, value.KIND)
}


def kind_of(metric: Metric) -> Kind:
    """The kind of a metric."""
    return KINDS[metric.kind]


CHART_KINDS: dict[str, ChartKind] = {"xmr": "xmr", "p": "p", "u": "u", "p'": "p'", "u'": "u'"}
"""Charts with limits for the numbers of a month."""


def chart_kind(metric: Metric) -> ChartKind | None:
    """The control chart that a metric has; None for a run chart.

    One whose values share patients has none, whatever it asks for: the limits are for
    independent values.
    """
    kind = CHART_KINDS.get(metric.chart)
    return None if metric.overlaps else kind


def may_be_negative(metric: Metric) -> bool:
    """Values below zero make sense: the plausible range says so."""
    return metric.plausible_low is not None and metric.plausible_low < 0


def axis_bounds(metric: Metric) -> tuple[float | None, float | None]:
    """Ends of a chart's value axis: from 0, and to 100 % where the metric lives up there.

    None leaves an end to the spreadsheet program.
    """
    low = None if may_be_negative(metric) else 0.0
    if not kind_of(metric).part_of_whole:
        return low, None
    reach = max(metric.goal or 0.0, metric.plausible_high or 0.0)
    return low, 1.0 if reach >= 0.5 or not reach else None
