"""V28: the report came after its due date."""

from __future__ import annotations

from collections.abc import Iterator

from lcxl.findings import Finding, RuleInfo
from lcxl.plan.dates import day_in_words, month_id, month_in_words
from lcxl.rules.base.rule import Case, Rule

INFO = RuleInfo(
    "V28",
    "The report came after its due date",
    "note",
    "A late report is used like any other. The host sees it to learn whether the date is hard to "
    "meet. What counts is the day the file was last saved when the month first came in.",
    "Nothing needs doing. If the date is hard to meet, tell the host.",
)


def _check(case: Case) -> Iterator[Finding]:
    this = case.submission
    if not this.months or this.saved_on is None:
        return
    month = this.months[-1]
    if month not in case.plan.calendar.reported or month in case.history.months:
        return
    due = case.plan.calendar.due(month)
    if this.saved_on > due:
        yield Finding(
            INFO.code,
            INFO.severity,
            f"The report on {month_in_words(month)} was saved on {day_in_words(this.saved_on)}; "
            f"it was due on {day_in_words(due)}. It is in, thank you.",
            "If the date is hard to meet, please tell us.",
            month=month_id(month),
        )


RULE = Rule(INFO, _check)
