"""V28: the report came after its due date."""

from __future__ import annotations

from collections.abc import Iterator

from lcxl.findings import Finding, RuleInfo
from lcxl.rules.base.rule import Case, Rule

INFO = RuleInfo("V28", "note")


def _check(case: Case) -> Iterator[Finding]:
    this = case.submission
    if not this.periods or this.came_on is None:
        return
    period = this.periods[-1]
    if period not in case.plan.calendar.axis(period.frequency) or period in case.history.periods:
        return
    due = case.plan.calendar.due(period)
    if this.came_on > due:
        yield Finding(
            INFO.code,
            INFO.severity,
            "late_mail" if this.received else "late",
            {"month": period, "saved": this.came_on, "due": due},
            period=period,
        )


RULE = Rule(INFO, _check)
