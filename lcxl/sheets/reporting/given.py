"""What the calculation sheet is given of a metric and period: state, value, concern, phase."""

from __future__ import annotations

from lcxl.calculation_layout.columns import counts_of, setup_of, typed_of
from lcxl.cells import a1
from lcxl.metrics import State, formula, kind_of, may_be_negative, months_since_start
from lcxl.metrics.concern import AroundCells, TypedCells
from lcxl.metrics.concern import formula as concern_formula
from lcxl.plan import Metric
from lcxl.sheets.reporting.working import Working
from lcxl.xl.live import Live
from lcxl.xl.sheet import Value

__all__ = ["given_of"]


def given_of(working: Working, metric: Metric, i: int) -> dict[str, Value]:
    """Column -> its value or formula, in one period."""
    one = working.series[metric.id]
    state: Value = 0
    value: Value = Live('""', "")
    concern: Value = 0
    typed: dict[str, Value] = {}
    texts: dict[str, Live] = {}
    if one.due[i]:
        key = "given", metric.id, i
        texts = working.place.once(key, lambda: _formulas(working, metric, i))
        for name, entry in zip(typed_of(metric), one.entries(i), strict=False):
            typed[name] = texts[name].coming_to("" if entry is None else entry)
        typed["answered"] = texts["answered"].coming_to(int(bool(one.reason(i).strip())))
        state = texts["state"].coming_to(int(one.states[i]))
        shown = one.values[i]
        value = texts["value"].coming_to("" if shown is None else shown)
        concern = texts["concern"].coming_to(int(working.concerns[metric.id][i]))
    fixed = working.place.once(("fixed", metric.id, i), lambda: _of_plan(working, metric, i))
    given: dict[str, Value] = typed | {
        "asked": int(one.asked[i]),
        "state": state,
        "concern": concern,
        "value": value,
        **fixed,
    }
    for name, entry in zip(counts_of(metric), one.entries(i), strict=False):
        if one.due[i]:
            used = one.values[i] is not None and entry is not None
            given[name] = texts[name].coming_to(entry if used and entry is not None else "")
    return given


def _of_plan(working: Working, metric: Metric, i: int) -> dict[str, Value]:
    """Column -> its value in a period, where it is the same for all teams."""
    plan, report = working.plan, working.periods[i]
    found: dict[str, Value] = {
        "month": i + 1,
        "due": int(working.series[metric.id].due[i]),
        "d_starts": int(i in plan.phase_starts(metric)),
        "part": plan.side_of_start(metric, report),
    }
    setup = setup_of(plan, metric)
    if setup.overlapping and (setup.months or setup.to_date):
        found["since_n"] = months_since_start(plan, metric, report)
    if setup.to_date:
        found["covers_n"] = metric.time_window.covered(report.last_day)
    return found


def _formulas(working: Working, metric: Metric, i: int) -> dict[str, Live]:
    """Column -> its formula in a period in which the metric is due, without a value."""
    kind, names = kind_of(metric), typed_of(metric)
    first, second = [*(working.month_cell(metric, name, i) for name in names), '""'][:2]
    cells = first, second
    found = {}
    for k, name in enumerate(names):
        there = working.data_cell(metric, kind.inputs[k].role, i)
        found[name] = Live(f'IF({there}="","",{there})', "")
    reason = working.data_cell(metric, "reason", i)
    found["answered"] = Live(f'IF(TRIM({reason})="",0,1)', "")
    found["state"] = Live(formula(kind, *cells, may_be_negative(metric)), "", "state")
    found["value"] = Live(
        f"IF({working.month_cell(metric, 'state', i)}={int(State.USABLE)},"
        f'{kind.formula(*cells, metric.per)},"")',
        "",
        "value",
    )
    found["concern"] = Live(_concern(working, metric, i), "", "concern")
    has_value = working.month_cell(metric, "value", i)
    for name, cell in zip(counts_of(metric), cells, strict=False):
        found[name] = Live(f'IF(COUNT({has_value})=1,{cell},"")', "", "used")
    return found


def _concern(working: Working, metric: Metric, i: int) -> str:
    """What the host would ask about a month, by `lcxl.metrics.concern`."""
    parts = [
        (
            working.data_cell(metric, "numerator", i, k),
            working.data_cell(metric, "denominator", i, k),
        )
        for k in range(len(metric.strata))
    ]

    def month_cell(name: str) -> str:
        return working.month_cell(metric, name, i)

    own = {
        name: month_cell(name)
        for name in ("ask_apart", "ask_groups")
        if name in working.place.names(metric.id)
    }
    first, second = [*(month_cell(name) for name in typed_of(metric)), '""'][:2]
    typed = TypedCells(month_cell("state"), first, second, month_cell("answered"), parts)
    around = AroundCells(
        month_cell("ask_odd"),
        own.get("ask_apart", ""),
        own.get("ask_groups", ""),
        a1(working.place.FIRST_ROW + i, working.place.SHARED.index("typed")),
    )
    return concern_formula(metric, typed, around)
