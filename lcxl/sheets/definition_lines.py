"""What a metric's definition says: label and text of each of its parts.

They are the columns of the host's Metrics that are declared with ``define``, in their order; a
few are put together from several columns.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from lcxl import templates
from lcxl.metrics import kind_of, shown
from lcxl.metrics.display import shown_formula
from lcxl.plan import Collaborative, Metric
from lcxl.plan.about import metric_cells
from lcxl.plan.dates import month_in_words
from lcxl.templates import Field, word_of
from lcxl.templates.lists import Meaning
from lcxl.words import joined, number, say, text_of
from lcxl.xl.live import Live, sentence

__all__ = ["Said", "definition_fields", "definition_words", "said_of"]

Line = tuple[str, str | Live]


class Said(NamedTuple):
    """What one column of Metrics says in a definition; an empty ``text`` where it says nothing."""

    field: Field
    label: str
    text: str | Live
    meaning: str = ""
    """What an entry of a closed list means."""


def definition_fields() -> tuple[Field, ...]:
    """All columns of the host's Metrics."""
    return templates.workbook("metric-definitions").sheet("metrics").block("metrics").fields


def said_of(plan: Collaborative, metric: Metric) -> Iterator[Said]:
    """What each column says that shows in a definition."""
    cells = metric_cells(metric)
    for field in definition_fields():
        if not field.define:
            continue
        label: str = field.define
        text: str | Live = ""
        meaning = ""
        if field.id in _MADE:
            label, text = _MADE[field.id](plan, metric, label)
        elif (value := cells.get(field.id, getattr(metric, field.id, None))) is not None:
            text = str(value)
            if field.list and not field.optional_list:
                meaning = Meaning(field.list, text).in_words()
                text = word_of(field.list, text)
        yield Said(field, label, "" if text == "none" else text, meaning)


def definition_words(plan: Collaborative, metric: Metric) -> Iterator[tuple[str, str]]:
    """Label and plain text of each part of a definition that says something."""
    for _, label, text, _ in said_of(plan, metric):
        if text:
            yield label, str(text.value) if isinstance(text, Live) else text


def _number(metric: Metric, value: float) -> Live:
    """A value of the plan with the decimal sign of the reader's program."""
    return Live(shown_formula(metric, repr(value)), shown(metric, value))


def _numerator(_: Collaborative, metric: Metric, label: str) -> Line:
    if not kind_of(metric).divides:
        label = say("definitions.counted" if kind_of(metric).is_counted else "definitions.measured")
    return label, metric.numerator


def _denominator(_: Collaborative, metric: Metric, label: str) -> Line:
    label = label if kind_of(metric).divides else say("definitions.measured_on")
    return label, metric.denominator


def _cohort(_: Collaborative, metric: Metric, label: str) -> Line:
    parts = []
    if metric.lag_days:
        parts.append(say("definitions.lag", days=say("counts.days", n=metric.lag_days)))
    if metric.cohort_shift_months:
        months = say("counts.months", n=metric.cohort_shift_months)
        parts.append(say("definitions.shift", months=months))
    return label, "; ".join(parts)


def _schedule(_: Collaborative, metric: Metric, label: str) -> Line:
    if metric.schedule == "named_periods":
        return label, joined(month_in_words(m) for m in metric.named_months)
    return label, word_of("schedule", metric.schedule)


def _sampling(_: Collaborative, metric: Metric, label: str) -> Line:
    if metric.sampling == "all":
        return label, say("definitions.all_cases")
    if metric.sampling == "systematic" and metric.target_n:
        return label, say("definitions.sampled_systematic", target=metric.target_n)
    method = word_of("sampling", metric.sampling)
    cases, least = metric.target_n, metric.min_n
    if cases and least:
        target = say("counts.cases", n=cases)
        return label, say("definitions.sampled", method=method, target=target, minimum=least)
    if cases or least:
        key = "sampled_target" if cases else "sampled_least"
        return label, say(
            f"definitions.{key}", method=method, n=say("counts.cases", n=cases or least)
        )
    return label, method


def _window(_: Collaborative, metric: Metric, label: str) -> Line:
    return label, metric.time_window.in_words()


def _goal(plan: Collaborative, metric: Metric, label: str) -> Line:
    if metric.goal is None:
        return label, ""
    last = metric.goal_date or plan.calendar.reported[-1]
    goal = _number(metric, metric.goal)
    return label, sentence(text_of("definitions.goal"), goal=goal, month=month_in_words(last))


def _limit(_: Collaborative, metric: Metric, label: str) -> Line:
    """A metric to maintain: the limit in words."""
    if metric.direction != "maintain" or metric.maintain_op is None:
        return label, ""
    value = metric.maintain_value or 0.0
    text, op = _number(metric, abs(value)), word_of("maintain_op", metric.maintain_op)
    if metric.maintain_from == "zero":
        return label, sentence(text_of("definitions.maintain_zero"), op=op, value=text)
    if kind_of(metric).in_percent:
        points = number(float(f"{abs(value) * 100:g}"))
        cell = Live(repr(round(abs(value) * 100, 9)), points)
        text = sentence(text_of("definitions.points", value=points), value=cell)
    sign = {"within": "±", "not below": "-"}.get(metric.maintain_op, "+")
    words = text_of("definitions.maintain_baseline")
    return label, sentence(words, op=op, sign=sign, value=text)


def _strata(_: Collaborative, metric: Metric, label: str) -> Line:
    if not metric.strata:
        return label, ""
    groups = joined(metric.strata)
    return label, say("definitions.strata", by=metric.strata_name, groups=groups)


def _version(_: Collaborative, metric: Metric, label: str) -> Line:
    if metric.effective_from is None:
        return label, say("definitions.version_first", version=metric.version)
    month = month_in_words(metric.effective_from)
    return label, say("definitions.version", version=metric.version, month=month)


_MADE: Mapping[str, Callable[[Collaborative, Metric, str], Line]] = {
    "numerator": _numerator,
    "denominator": _denominator,
    "lag_days": _cohort,
    "schedule": _schedule,
    "window": _window,
    "sampling": _sampling,
    "goal": _goal,
    "maintain_op": _limit,
    "strata": _strata,
    "version": _version,
}
"""Parts that are put together from several columns, or mean another thing in other metrics."""
