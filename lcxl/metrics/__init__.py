"""What a metric's numbers mean and how they are shown: entries, concerns, values in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lcxl.kinds import KINDS, Input, Kind, Pools, Role
from lcxl.lazy import fetch_on_first_use
from lcxl.metrics.concern import MUST_MEND, Concern, concern_of
from lcxl.metrics.display import amount, number_format, shown, shown_formula
from lcxl.metrics.entry import (
    NOT_APPLICABLE,
    Entry,
    State,
    added,
    formula,
    is_not_applicable,
    is_out_of_bounds,
    judge,
    not_applicable_formula,
)
from lcxl.plan import Metric

if TYPE_CHECKING:
    from lcxl.metrics.charts import chart_kind, facts_of, in_words, months_since_start, short_word

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
    "added",
    "amount",
    "axis_bounds",
    "chart_kind",
    "concern_of",
    "facts_of",
    "formula",
    "in_words",
    "is_not_applicable",
    "is_out_of_bounds",
    "judge",
    "kind_of",
    "may_be_negative",
    "months_since_start",
    "not_applicable_formula",
    "number_format",
    "pools_alone",
    "short_word",
    "shown",
    "shown_formula",
    "value_of",
]

fetch_on_first_use(
    __name__,
    chart_kind="lcxl.metrics.charts",
    facts_of="lcxl.metrics.charts",
    in_words="lcxl.metrics.charts",
    months_since_start="lcxl.metrics.charts",
    short_word="lcxl.metrics.charts",
)


def kind_of(metric: Metric) -> Kind:
    """The kind of a metric."""
    return KINDS[metric.kind]


def value_of(
    metric: Metric, state: State, numerator: float | None, denominator: float | None
) -> float | None:
    """The plotted value of a judged pair, in the metric's unit; None unless the pair is usable."""
    if state != State.USABLE or numerator is None:
        return None
    return kind_of(metric).value(numerator, denominator, metric.per)


def pools_alone(metric: Metric) -> Pools:
    """Whose interval a single number has: what is only counted is a rate for its period."""
    pools = kind_of(metric).pools
    return "rate" if pools == "value" else pools


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
