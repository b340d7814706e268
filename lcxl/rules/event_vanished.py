"""V51: an event that stood in the log before does not any more."""

from __future__ import annotations

from collections.abc import Iterator

from lcxl.findings import Finding, RuleInfo
from lcxl.intake.events import event_logs, vanished
from lcxl.rules.base.rule import Case, Rule
from lcxl.words import Text

INFO = RuleInfo("V51", "question")
MOST_NAMED = 5
"""So many days are named."""


def _check(case: Case) -> Iterator[Finding]:
    for metric in case.plan.event_metrics:
        now = case.event_logs.get(metric.id)
        before = next((s for s in reversed(case.history.sent) if metric.id in s.event_names), None)
        if now is None or before is None:
            continue
        gone = [event.day for event in vanished(event_logs(before, case.plan)[metric.id], now)]
        if not gone:
            continue
        days: object = gone[:MOST_NAMED]
        if len(gone) > MOST_NAMED:
            days = Text("rules.and_more", days=days)
        sheet = case.submission.events[0].sheet if case.submission.events else None
        yield Finding(
            INFO.code,
            INFO.severity,
            "vanished",
            {"metric": metric.short_name, "days": days, "n": len(gone)},
            sheet=sheet,
            metric_id=metric.id,
        )


RULE = Rule(INFO, _check)
