"""V28: the report came after its due date."""

from __future__ import annotations

from collections.abc import Iterator

from lcxl.findings import Finding, RuleInfo
from lcxl.periods import Period
from lcxl.plan.dates import month_id
from lcxl.rules.base.rule import Case, Rule

INFO = RuleInfo("V28", "note")


def _check(case: Case) -> Iterator[Finding]:
    this = case.submission
    if not this.months or this.saved_on is None:
        return
    month = this.months[-1]
    if month not in case.plan.calendar.reported or month in case.history.months:
        return
    due = case.plan.calendar.due(Period(month))
    if this.saved_on > due:
        yield Finding(
            INFO.code,
            INFO.severity,
            "late",
            {"month": Period(month), "saved": this.saved_on, "due": due},
            month=month_id(month),
        )


RULE = Rule(INFO, _check)
