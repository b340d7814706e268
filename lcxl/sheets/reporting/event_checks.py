"""What the sheet Checks asks about the event log, as rules V48 to V50 would after sending."""

from __future__ import annotations

from lcxl.cells.address import Range
from lcxl.periods import last_day
from lcxl.plan import Metric
from lcxl.sheets.reporting.calculation import Calculation
from lcxl.sheets.reporting.event_calculation import EventCalculation
from lcxl.sheets.reporting.event_series import counted
from lcxl.xl.live import Live

__all__ = ["doubtful_events", "event_matters", "open_logs", "unusable_rows"]


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


def doubtful_events(events: EventCalculation) -> Live:
    """How many questions there are about events that are used (V49)."""
    metrics = events.layout.plan.event_metrics
    sums = "+".join(f"SUM({events.column(metric, 'doubts').reference})" for metric in metrics)
    return Live(sums, sum(sum(events.series[metric.id].doubts) for metric in metrics))


def open_logs(calculation: Calculation, events: EventCalculation) -> Live:
    """How many questions there are about how far the logs go (V50).

    Whether one goes up to the end of the newest month that is begun is asked where it has
    events or the metric is required; a cell that cannot be read is asked about in any case.
    """
    found = [
        question(calculation, events, metric)
        for metric in events.layout.plan.event_metrics
        for question in (_is_open, _has_no_earlier, _has_no_open_count)
    ]
    return Live("+".join(live.formula for live in found), sum(int(live.value) for live in found))


def event_matters(calculation: Calculation, events: EventCalculation) -> Live:
    """How much there is to look at on Event log."""
    found = unusable_rows(events), doubtful_events(events), open_logs(calculation, events)
    formula = "+".join(live.formula for live in found)
    return Live(f"({formula})", sum(int(live.value) for live in found))


def _cell(events: EventCalculation, metric: Metric, name: str) -> str:
    """A cell of the row that says how far a metric's log goes."""
    place = events.layout.blocks["logs"]
    row = place.first_row + events.layout.plan.event_metrics.index(metric)
    return Range.cell(place.sheet, row, place.range(name).first_col).reference


def _has_no_earlier(_: Calculation, events: EventCalculation, metric: Metric) -> Live:
    """Something is typed as the event before the first one that is no date."""
    cell, one = _cell(events, metric, "earlier"), events.series[metric.id]
    is_text = one.log.get("earlier") not in (None, "") and one.day("earlier") is None
    return Live(f'IF({cell}="",0,1-COUNT({cell}))', int(is_text))


def _has_no_open_count(_: Calculation, events: EventCalculation, metric: Metric) -> Live:
    """Something is typed as the cases since the newest event that is no whole number."""
    cell = _cell(events, metric, "open_cases")
    has_cell = metric.event_chart == "g"  # it is closed for a t chart
    typed = events.series[metric.id].log.get("open_cases") if has_cell else None
    whole = f"IF(AND({cell}>=0,{cell}=INT({cell})),0,1)"
    is_asked = typed not in (None, "") and counted(typed) is None
    return Live(f'IF({cell}="",0,IF(COUNT({cell})=0,1,{whole}))', int(is_asked))


def _is_open(calculation: Calculation, events: EventCalculation, metric: Metric) -> Live:
    layout = calculation.layout
    latest = [calculation.figure(m.id, "latest") for m in calculation.plan.metrics]
    newest = max(int(live.value or 0) for live in latest)
    begun = f"MAX({','.join(live.formula for live in latest)})"
    months = f"INDEX({calculation.place.shared('date').reference},MAX(1,{begun}))"
    month_end = f"DATE(YEAR({months}),MONTH({months})+1,0)"
    end, count = (events.figure(metric, name).formula for name in ("end", "count"))
    needed = int(metric.requirement == "required")
    typed = f'{_cell(events, metric, "complete_to")}<>""'
    nothing = f"IF(OR({count}>0,{needed}*{begun}>0,{typed}),1,0)"
    behind = f"IF({begun}=0,0,IF({end}<{month_end},{needed},0))"
    formula = f"IF(COUNT({end})=0,{nothing},{behind})"
    one = events.series[metric.id]
    chart = one.chart
    if chart.end is None:
        is_typed = one.log.get("complete_to") not in (None, "")
        return Live(formula, int(bool(chart.days) or needed * newest > 0 or is_typed))
    is_behind = newest > 0 and chart.end < last_day(layout.months[newest - 1])
    return Live(formula, needed * is_behind)
