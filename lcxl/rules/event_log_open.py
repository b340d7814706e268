"""V50: nobody can tell how far the event log goes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from lcxl.findings import Finding, RuleInfo
from lcxl.intake.events import CLOCKS, EventLog
from lcxl.intake.submission import TextRow
from lcxl.plan import Metric
from lcxl.rules.base.rule import Case, Rule

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
        place = row or case.submission.log_rows.get(metric.id)
        for what, field, places in _doubts(case, metric, log, row):
            yield Finding(
                INFO.code,
                INFO.severity,
                what,
                {"metric": metric.short_name, **places},
                sheet=place.sheet if place else None,
                cell=place.cell(field) if place else None,
                metric_id=metric.id,
            )


def _doubts(
    case: Case, metric: Metric, log: EventLog, row: TextRow | None
) -> Iterator[tuple[str, str, dict[str, object]]]:
    """Sentence, field, and the sentence's places."""
    typed = row.values if row else {}
    periods, saved, end = case.submission.periods, case.submission.saved_on, log.complete_to
    newest = periods[-1] if periods else None
    if end is None:
        if "complete_to" in typed:
            yield "no_end_date", "complete_to", {}
        elif log.events or (newest and metric.requirement == "required"):
            yield "no_end", "complete_to", {}
    elif saved is not None and end > saved + CLOCKS:
        yield "end_in_future", "complete_to", {"end": end}
    elif newest and end < newest.last_day and metric.requirement == "required":
        yield "behind", "complete_to", {"end": end, "month": newest}
    if "earlier" in typed and not isinstance(typed["earlier"], date):
        yield "no_earlier_date", "earlier", {}
    if "open_cases" in typed and log.open_cases is None:
        yield "no_open_count", "open_cases", {}


RULE = Rule(INFO, _check)
