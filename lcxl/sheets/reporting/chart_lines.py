"""The lines and marks of a metric's run chart or control chart, and what its legend calls them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from lcxl.calculation_layout import ANNOTATIONS, in_legend, keep_sides
from lcxl.metrics import axis_bounds, chart_kind
from lcxl.plan import Metric
from lcxl.sheets.reporting.keep_limits import keep_limits
from lcxl.words import filled
from lcxl.xl.charts import ChartSeries
from lcxl.xl.live import Live, named_if_drawn

if TYPE_CHECKING:
    from lcxl.sheets.reporting.calculation import Calculation

__all__ = ["chart_series", "legend_names"]


class _Part(NamedTuple):
    column: str
    look: str
    name: str


def _parts(calculation: Calculation, metric: Metric) -> Iterator[_Part]:
    """From back to front: goal, median, marks, and the values on top."""
    texts = calculation.layout.spec.sheet("charts").texts
    if metric.goal is not None:
        yield _Part("y_goal", "goal", texts["series_goal"])
    for side in keep_sides(metric):
        yield _Part(f"y_keep_{side}", "keep", texts[f"series_keep_{side}"])
    looks: dict[str, str] = {}
    if metric.overlaps:
        pass  # run rules do not apply, and a line would ask for them
    elif chart_kind(metric) is None:
        looks = {
            "y_provisional": "provisional",
            "y_median": "median",
            "y_baseline": "baseline",
            "y_shift_better": "better",
            "y_shift_worse": "worse",
            "y_shift_other": "other",
            "y_trend": "trend",
        }
    else:
        looks = {
            "y_upper": "upper",
            "y_lower": "lower",
            "y_mean_provisional": "provisional",
            "y_mean": "baseline",
            "y_row_better": "better",
            "y_row_worse": "worse",
            "y_row_other": "other",
            "y_outside": "outside",
        }
    for column, look in looks.items():
        name = column.removeprefix("y_").removeprefix("shift_").removeprefix("row_")
        yield _Part(column, look, texts[f"series_{name}"])
    yield _Part("y", "value", filled(texts["series_value"], metric=metric.short_name))


def _values(calculation: Calculation, metric: Metric, part: _Part) -> list[float | None]:
    one = calculation.series[metric.id]
    if part.look == "goal":
        return [metric.goal] * len(one.months)
    if part.look == "keep":
        limit = keep_limits(calculation, metric)[part.column.removeprefix("y_keep_")].value
        return [limit if isinstance(limit, float) else None] * len(one.months)
    return [v if isinstance(v, int | float) else None for v in one.columns[part.column]]


def legend_names(calculation: Calculation, metric: Metric) -> dict[str, Live]:
    """The figures ``name_of_...``: what the legend calls a line, nothing while it has no point."""
    return {
        f"name_of_{part.column}": named_if_drawn(
            part.name,
            calculation.place.range(metric.id, part.column).local,
            _values(calculation, metric, part),
        )
        for part in _parts(calculation, metric)
        if part.column in in_legend(metric)
    }


def chart_series(calculation: Calculation, metric: Metric, small: bool) -> list[ChartSeries]:
    """All series, from back to front; a small chart has no labels of changes and no trend."""
    place = calculation.place
    changes = [] if small else [_change(calculation, metric, k) for k in range(1, ANNOTATIONS + 1)]
    found = []
    for part in _parts(calculation, metric):
        if small and part.look == "trend":
            continue
        name_from = None
        if part.column in in_legend(metric):
            name_from = place.figure(metric.id, f"name_of_{part.column}")
        values = _values(calculation, metric, part)
        at = place.range(metric.id, part.column)
        found.append(ChartSeries(part.name, at, values, part.look, name_from))
    return changes + found


def _change(calculation: Calculation, metric: Metric, k: int) -> ChartSeries:
    """The ``k``-th label on a metric's chart."""
    top = axis_bounds(metric)[1]
    found = (
        calculation.annotations.column(metric, k, i, top) for i in range(len(calculation.months))
    )
    return ChartSeries(
        "",
        calculation.place.range(metric.id, f"y_change{k}"),
        [live.value if isinstance(live.value, float) else None for live in found],
        "change",
        calculation.place.figure(metric.id, f"change{k}_label"),
    )
