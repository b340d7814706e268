"""What the calculation sheet is given of a metric and period: state, value, concern, phase."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lcxl.calculation_layout.columns import ANNOTATIONS, counts_of, setup_of, typed_of
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
    state: Value = 0
    value: Value = Live('""', "")
    typed: dict[str, Value] = {}
    cells = ('""', '""')
    if one.due[i]:
        names = typed_of(metric)
        first, second = [*(calculation.month_cell(metric, name, i) for name in names), '""'][:2]
        cells = first, second
        for k, name in enumerate(names):
            entry = one.entries(i)[k]
            there = calculation.data_cell(metric, kind.inputs[k].role, i)
            typed[name] = Live(f'IF({there}="","",{there})', "" if entry is None else entry)
        reason = calculation.data_cell(metric, "reason", i)
        typed["answered"] = Live(f'IF(TRIM({reason})="",0,1)', int(bool(one.reason(i).strip())))
        rule = formula(kind, *cells, may_be_negative(metric))
        state = Live(rule, int(one.states[i]), "state")
        shown = one.values[i]
        value = Live(
            f"IF({calculation.month_cell(metric, 'state', i)}={int(State.USABLE)},"
            f'{kind.formula(*cells, metric.per)},"")',
            "" if shown is None else shown,
            "value",
        )
    given: dict[str, Value] = {
        f"y_change{k}": calculation.annotations.column(metric, k, i)
        for k in range(1, ANNOTATIONS + 1)
    }
    given |= typed | {
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
    for name, cell, entry in zip(counts_of(metric), cells, one.entries(i), strict=False):
        if one.due[i]:
            used = one.values[i] is not None and entry is not None
            text = f'IF(COUNT({has_value})=1,{cell},"")'
            given[name] = Live(text, entry if used and entry is not None else "", "used")
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

    def month_cell(name: str) -> str:
        return calculation.month_cell(metric, name, i)

    own = {
        name: month_cell(name)
        for name in ("ask_apart", "ask_groups")
        if name in calculation.place.names(metric.id)
    }
    first, second = [*(month_cell(name) for name in typed_of(metric)), '""'][:2]
    typed = TypedCells(month_cell("state"), first, second, month_cell("answered"), parts)
    around = AroundCells(
        month_cell("ask_odd"),
        own.get("ask_apart", ""),
        own.get("ask_groups", ""),
        a1(calculation.place.FIRST_ROW + i, calculation.place.SHARED.index("typed")),
    )
    rule = concern_formula(metric, typed, around)
    return Live(rule, int(calculation.concerns[metric.id][i]), "concern")
