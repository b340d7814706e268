"""V48: an event that cannot be used."""

from __future__ import annotations

from collections.abc import Iterator

from lcxl.findings import Finding, RuleInfo
from lcxl.intake.events import faults_of_events
from lcxl.plan.dates import day_in_words
from lcxl.rules.base.rule import Case, Rule
from lcxl.words import say

INFO = RuleInfo("V48", "error")


def _check(case: Case) -> Iterator[Finding]:
    for fault in faults_of_events(case.submission, case.plan):
        if not fault.is_left_out:
            continue
        # What stands there instead is not repeated: it may name somebody.
        name = case.plan.metric(fault.metric_id).short_name if fault.metric_id else ""
        yield Finding(
            INFO.code,
            INFO.severity,
            say(
                f"events.{fault.kind}",
                metric=name,
                row=fault.row.row + 1,
                day=day_in_words(fault.day) if fault.day else "",
            ),
            say(f"events.{fault.kind}_fix"),
            sheet=fault.row.sheet,
            cell=fault.row.cell(fault.field),
            metric_id=fault.metric_id or None,
        )


RULE = Rule(INFO, _check)
