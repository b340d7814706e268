"""V48: an event that cannot be used."""

from __future__ import annotations

from collections.abc import Iterator

from lcxl.findings import Finding, RuleInfo
from lcxl.intake.events import faults_of_events
from lcxl.rules.base.rule import Case, Rule

INFO = RuleInfo("V48", "error")


def _check(case: Case) -> Iterator[Finding]:
    for fault in faults_of_events(case.submission, case.plan):
        if not fault.is_left_out:
            continue
        # What stands there instead is not repeated: it may name somebody.
        places: dict[str, object] = {"row": fault.row.row + 1}
        if fault.metric_id:
            places["metric"] = case.plan.metric(fault.metric_id).short_name
        if fault.day:
            places["day"] = fault.day
        yield Finding(
            INFO.code,
            INFO.severity,
            fault.kind,
            places,
            sheet=fault.row.sheet,
            cell=fault.row.cell(fault.field),
            metric_id=fault.metric_id or None,
        )


RULE = Rule(INFO, _check)
