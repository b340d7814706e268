"""V49: an event that is used, and asked about."""

from __future__ import annotations

from collections.abc import Iterator

from lcxl.findings import Finding, RuleInfo
from lcxl.intake.events import faults_of_events
from lcxl.periods import Period
from lcxl.rules.base.rule import Case, Rule

INFO = RuleInfo("V49", "question")


def _check(case: Case) -> Iterator[Finding]:
    for fault in faults_of_events(case.submission, case.plan):
        if fault.is_left_out or fault.day is None:
            continue
        end = case.event_logs[fault.metric_id].complete_to
        places: dict[str, object] = {
            "metric": case.plan.metric(fault.metric_id).short_name,
            "row": fault.row.row + 1,
            "day": fault.day,
            "start": Period(case.plan.calendar.reported[0]),
        }
        if end is not None:
            places["end"] = end
        yield Finding(
            INFO.code,
            INFO.severity,
            fault.kind,
            places,
            sheet=fault.row.sheet,
            cell=fault.row.cell(fault.field),
            metric_id=fault.metric_id,
        )


RULE = Rule(INFO, _check)
