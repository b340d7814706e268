"""What the sheet Checks asks about the event log, as rules V48 and V50 would after sending."""

from __future__ import annotations

from lcxl.plan import Metric
from lcxl.plan.dates import last_day
from lcxl.sheets.reporting.calculation import Calculation
from lcxl.sheets.reporting.event_calculation import EventCalculation
from lcxl.xl.live import Live

__all__ = ["event_matters", "open_logs", "unusable_rows"]


def unusable_rows(events: EventCalculation) -> Live:
    """How many rows of the log have something typed and count for no metric."""
    layout = events.layout
    place = layout.blocks["events"]
    typed = "+".join(f'({place.range(f.id).reference}<>"")' for f in place.block.fields)
    metrics = layout.plan.event_metrics
    used = "-".join(events.figure(metric, "count").formula for metric in metrics)
    series = [events.series[metric.id] for metric in metrics]
    rows = list(series[0].filled.rows.get("events", ()))[: events.rows]
    n = sum(
        any(row.get(f.id) not in (None, "") for f in place.block.fields)
        and all(one.typed[i] is None for one in series)
        for i, row in enumerate(rows)
    )
    return Live(f"SUMPRODUCT(--({typed}>0))-{used}", n)


def open_logs(calculation: Calculation, events: EventCalculation) -> Live:
    """How many logs do not go up to the end of the newest month that is begun.

    A log with events counts in any case, one without only where the metric is required.
    """
    found = [_is_open(calculation, events, metric) for metric in events.layout.plan.event_metrics]
    return Live("+".join(live.formula for live in found), sum(int(live.value) for live in found))


def event_matters(calculation: Calculation, events: EventCalculation) -> Live:
    """How much there is to look at on Event log."""
    rows, logs = unusable_rows(events), open_logs(calculation, events)
    return Live(f"({rows.formula}+{logs.formula})", int(rows.value) + int(logs.value))


def _is_open(calculation: Calculation, events: EventCalculation, metric: Metric) -> Live:
    layout = calculation.layout
    latest = [calculation.figure(m.id, "latest") for m in calculation.plan.metrics]
    newest = max(int(live.value or 0) for live in latest)
    begun = f"MAX({','.join(live.formula for live in latest)})"
    months = f"INDEX({layout.anchors['data.month'].reference},MAX(1,{begun}))"
    month_end = f"DATE(YEAR({months}),MONTH({months})+1,0)"
    end, count = (events.figure(metric, name).formula for name in ("end", "count"))
    needed = int(metric.requirement == "required")
    nothing = f"IF(OR({count}>0,{needed}*{begun}>0),1,0)"
    behind = f"IF({begun}=0,0,IF({end}<{month_end},{needed},0))"
    formula = f"IF(COUNT({end})=0,{nothing},{behind})"
    chart = events.series[metric.id].chart
    if chart.end is None:
        return Live(formula, int(bool(chart.days) or needed * newest > 0))
    is_behind = newest > 0 and chart.end < last_day(layout.months[newest - 1])
    return Live(formula, needed * is_behind)
