"""What the calculation sheet is given of a metric and period: state, value, concern, phase."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lcxl.calculation_layout.columns import ANNOTATIONS, counts_of, setup_of
from lcxl.cells import a1
from lcxl.metrics import State, formula, kind_of, may_be_negative, months_since_start
from lcxl.metrics.concern import AroundCells, TypedCells
from lcxl.metrics.concern import formula as concern_formula
from lcxl.plan import Metric
from lcxl.xl.live import Live
from lcxl.xl.sheet import Value

if TYPE_CHECKING:
    from lcxl.sheets.reporting.calculation import Calculation

__all__ = ["given_of"]


def given_of(calculation: Calculation, metric: Metric, i: int) -> dict[str, Value]:
    """Column -> its value or formula, in one period."""
    one, kind = calculation.series[metric.id], kind_of(metric)
    numerator = calculation.data_cell(metric, "numerator", i)
    denominator = calculation.data_cell(metric, "denominator", i)
    state: Value = 0
    value: Value = Live('""', "")
    if one.due[i]:
        rule = formula(kind, numerator, denominator, may_be_negative(metric))
        if metric.is_counted_there:  # a formula's empty text is not blank to COUNTA
            rule = f'IF({numerator}="",{int(State.BLANK)},{rule})'
        state = Live(rule, int(one.states[i]))
        shown = one.values[i]
        value = Live(
            f"IF({calculation.month_cell(metric, 'state', i)}={int(State.USABLE)},"
            f'{kind.formula(numerator, denominator, metric.per)},"")',
            "" if shown is None else shown,
        )
    given: dict[str, Value] = {
        f"y_change{k}": calculation.annotations.column(metric, k, i)
        for k in range(1, ANNOTATIONS + 1)
    }
    given |= {
        "month": i + 1,
        "due": int(one.due[i]),
        "asked": int(one.asked[i]),
        "state": state,
        "concern": _concern(calculation, metric, i),
        "starts": calculation.annotations.starts(metric, i),
        "d_starts": int(i in calculation.plan.phase_starts(metric)),
        "part": calculation.plan.side_of_start(metric, calculation.periods[i]),
        "value": value,
    }
    setup = setup_of(calculation.plan, metric)
    report = calculation.periods[i]
    if setup.overlapping and (setup.months or setup.to_date):
        given["since_n"] = months_since_start(calculation.plan, metric, report)
    if setup.to_date:
        given["covers_n"] = metric.time_window.covered(report.last_day)
    has_value = calculation.month_cell(metric, "value", i)
    for name, cell, typed in zip(
        counts_of(metric), (numerator, denominator), one.entries(i), strict=False
    ):
        if one.due[i]:
            # Of what divides, no number is blank beside a value.
            used_cell = cell if kind.divides else f'IF({cell}="","",{cell})'
            text = f'IF(COUNT({has_value})=1,{used_cell},"")'
            used = one.values[i] is not None and typed is not None
            given[name] = Live(text, typed if used and typed is not None else "")
    return given


def _concern(calculation: Calculation, metric: Metric, i: int) -> Value:
    """What the host would ask about a month, by `lcxl.metrics.concern`."""
    if not calculation.series[metric.id].due[i]:
        return 0
    parts = [
        (
            calculation.data_cell(metric, "numerator", i, k),
            calculation.data_cell(metric, "denominator", i, k),
        )
        for k in range(len(metric.strata))
    ]
    own = {
        name: calculation.month_cell(metric, name, i)
        for name in ("ask_apart", "ask_groups")
        if name in calculation.place.names(metric.id)
    }
    typed = TypedCells(
        calculation.month_cell(metric, "state", i),
        calculation.data_cell(metric, "numerator", i),
        calculation.data_cell(metric, "denominator", i),
        calculation.data_cell(metric, "reason", i),
        parts,
    )
    around = AroundCells(
        calculation.month_cell(metric, "ask_odd", i),
        own.get("ask_apart", ""),
        own.get("ask_groups", ""),
        a1(calculation.place.FIRST_ROW + i, calculation.place.SHARED.index("typed")),
    )
    rule = concern_formula(metric, typed, around)
    return Live(rule, int(calculation.concerns[metric.id][i]))
