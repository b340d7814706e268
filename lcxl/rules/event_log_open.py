"""V50: nobody can tell how far the event log goes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from lcxl.cells import a1
from lcxl.findings import Finding, RuleInfo
from lcxl.intake.events import CLOCKS, EventLog
from lcxl.intake.submission import TextRow
from lcxl.layout import layout_of
from lcxl.plan import Metric
from lcxl.plan.dates import day_in_words, last_day, month_in_words
from lcxl.rules.base.rule import Case, Rule
from lcxl.words import say

INFO = RuleInfo("V50", "question")


def _check(case: Case) -> Iterator[Finding]:
    rows = {row.values.get("metric"): row for row in case.submission.logs}
    for metric in case.plan.event_metrics:
        log, row = (
            case.event_logs.get(metric.id),
            rows.get(case.submission.event_names.get(metric.id, "")),
        )
        if log is None:
            continue
        for what, fix, field, places in _doubts(case, metric, log, row):
            yield Finding(
                INFO.code,
                INFO.severity,
                say(f"events.{what}", metric=metric.short_name, **places),
                say(f"events.{fix}"),
                sheet=row.sheet if row else _place(case, metric, field)[0],
                cell=row.cell(field) if row else _place(case, metric, field)[1],
                metric_id=metric.id,
            )


def _place(case: Case, metric: Metric, field: str) -> tuple[str, str]:
    """Sheet and cell in which it would stand: nothing is typed in that row."""
    place = layout_of(case.plan).blocks["logs"].range(field)
    row = place.first_row + case.plan.event_metrics.index(metric)
    return place.sheet, a1(row, place.first_col)


def _doubts(
    case: Case, metric: Metric, log: EventLog, row: TextRow | None
) -> Iterator[tuple[str, str, str, dict[str, str]]]:
    """Sentence, what to do, field, and the sentence's places."""
    typed = row.values if row else {}
    months, saved, end = case.submission.months, case.submission.saved_on, log.complete_to
    newest = months[-1] if months else None
    if end is None:
        if "complete_to" in typed:
            yield "no_end_date", "no_end_fix", "complete_to", {}
        elif log.events or (newest and metric.requirement == "required"):
            yield "no_end", "no_end_fix", "complete_to", {}
    elif saved is not None and end > saved + CLOCKS:
        yield "end_in_future", "end_in_future_fix", "complete_to", {"end": day_in_words(end)}
    elif newest and end < last_day(newest) and metric.requirement == "required":
        places = {"end": day_in_words(end), "month": month_in_words(newest)}
        yield "behind", "behind_fix", "complete_to", places
    if "earlier" in typed and not isinstance(typed["earlier"], date):
        yield "no_earlier_date", "no_earlier_date_fix", "earlier", {}
    if "open_cases" in typed and log.open_cases is None:
        yield "no_open_count", "no_open_count_fix", "open_cases", {}


RULE = Rule(INFO, _check)
