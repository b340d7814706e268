"""What the chart of one metric may say: facts for `lcxl.runchart.verdicts`, and its words."""

from __future__ import annotations

from collections.abc import Sequence

from lcxl.kinds import KINDS
from lcxl.metrics.display import shown, shown_change, shown_end, shown_level, shown_room
from lcxl.periods import Period, add_months, month_of
from lcxl.plan import Collaborative, Metric, Team
from lcxl.plan.dates import month_in_words
from lcxl.runchart.control_results import ChartKind
from lcxl.runchart.verdicts import Facts, Said, Window
from lcxl.words import filled, messages, number, say

__all__ = [
    "chart_kind",
    "facts_of",
    "heading_metric",
    "heading_of",
    "in_words",
    "months_since_start",
    "short_word",
    "text_id",
    "units_of",
]


def heading_metric(metrics: Sequence[Metric]) -> Metric:
    """The one whose finding heads a page: the first outcome, or else the first of all."""
    return next((metric for metric in metrics if metric.family == "outcome"), metrics[0])


def chart_kind(metric: Metric) -> ChartKind | None:
    """The control chart that a metric has; None for a run chart.

    One whose values share patients has none, whatever it asks for: the limits are for
    independent values.
    """
    return None if metric.chart == "run" or metric.overlaps else metric.chart


def months_since_start(plan: Collaborative, metric: Metric, report: Period) -> int:
    """How many months of the window that ends with a report lie after the start."""
    covered = metric.time_window.covered(report.last_day)
    ends = (Period(add_months(month_of(report.last_day), -back)) for back in range(covered))
    return sum(plan.side_of_start(metric, month) > 0 for month in ends)


def facts_of(
    plan: Collaborative,
    team: Team | None,
    metric: Metric,
    values: Sequence[float | None],
    numerators: Sequence[float | None] = (),
    denominators: Sequence[float | None] = (),
) -> Facts:
    """One metric of one team, with one entry for each report of its timeline.

    ``team``: None where the plan does not know it; then every report counts as asked of it.
    """
    reports = plan.timeline(metric)
    latest = max((i for i, v in enumerate(values) if v is not None), default=0)
    window = metric.time_window
    adds_up = metric.overlaps and window.additive
    to_date = metric.overlaps and window.to_date
    kind = KINDS[metric.kind]
    return Facts(
        values=values,
        sides=[plan.side_of_start(metric, report) for report in reports],
        numerators=numerators,
        denominators=denominators if kind.divides else (),
        kind=kind.pools,
        per=metric.per,
        direction=metric.direction,
        worse=metric.worse,
        due=[plan.is_due(metric, report) for report in reports],
        asked=[team is None or plan.calendar.asks(team, report) for report in reports],
        phases=plan.phase_starts(metric),
        shift=plan.shift_points,
        trend=plan.trend_rule == "note",
        window=Window(
            overlapping=metric.overlaps,
            months=window.months if adds_up else None,
            since=months_since_start(plan, metric, reports[latest]) if adds_up or to_date else 0,
            registry=window.registry,
            to_date=window.covered(reports[latest].last_day) if to_date else None,
        ),
        chart=chart_kind(metric),
        goal=metric.goal,
        goal_ahead=metric.goal_date is not None and reports[latest].start < metric.goal_date,
    )


def in_words(metric: Metric, said: Said, reports: Sequence[Period]) -> str:
    """A sentence of templates_src/messages/charts.toml, filled with figures as they are shown."""
    return say(f"charts.{text_id(metric, said.id)}", **_places(metric, said, reports))


def heading_of(metric: Metric, said: Said, reports: Sequence[Period]) -> str:
    """What stands above a chart with this verdict: a finding."""
    text = str(messages("charts")[said.id]["heading"])
    return filled(text, metric=metric.short_name, **_places(metric, said, reports))


def _places(metric: Metric, said: Said, reports: Sequence[Period]) -> dict[str, object]:
    """The figures of a sentence as they are shown."""
    places: dict[str, object] = {}
    for name, value in said.places.items():
        if value is None:
            continue
        if name == "month" or (name in ("m1", "m2") and said.id.startswith("T06")):
            places[name] = reports[int(value)].in_words()
        elif name in ("v", "g"):
            places[name] = shown(metric, value)
        elif name in ("p0", "p1", "rate"):
            places[name] = shown_level(metric, value)
        elif name == "D":
            places[name] = shown_change(metric, value)
        elif name in ("lo", "hi"):
            places[name] = shown_end(metric, value)
        elif name == "room":
            places[name] = shown_room(metric, value)
        else:
            places[name] = number(value, grouped=name == "once_in")
    places["units"] = units_of(metric)
    if metric.goal_date is not None:
        places["date"] = month_in_words(metric.goal_date)
    return places


def units_of(metric: Metric) -> str:
    """What a denominator counts: of a rate no cases, but days, hours or whatever there is."""
    return say("metrics.cases" if KINDS[metric.kind].part_of_whole else "metrics.of_denominator")


def text_id(metric: Metric, sentence: str) -> str:
    """Id of the text of a sentence: one about months has another where reports are not monthly."""
    other = f"{sentence}_reports"
    return other if metric.schedule != "monthly" and other in messages("charts") else sentence


def short_word(said: Said | None) -> str:
    """What an overview says of a chart with this verdict."""
    return "" if said is None else str(messages("charts")[said.id]["short"])
