"""V03: numbers for a month that is not reported, has not ended, or is after withdrawal."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from lcxl.findings import Finding, RuleInfo
from lcxl.metrics import State
from lcxl.periods import Period
from lcxl.plan.dates import last_day, month_id, month_in_words, month_of
from lcxl.rules.base.rule import Case, Judged, Rule, judged

INFO = RuleInfo("V03", "error")


def _check(case: Case) -> Iterator[Finding]:
    submission, plan = case.submission, case.plan
    reported = frozenset(plan.calendar.reported)
    team = next((t for t in plan.teams if t.id.casefold() == submission.team_id.casefold()), None)
    left = team.withdrew_on if team else None
    for pair in judged(case, *(s for s in State if s != State.BLANK)):
        if pair.stratum:
            continue
        if pair.month not in reported:
            yield _found(
                pair,
                "this month is not part of the collaborative.",
                f"Use the rows from {month_in_words(plan.calendar.reported[0])} to "
                f"{month_in_words(plan.calendar.reported[-1])}.",
            )
        elif left is not None and pair.month > month_of(left):
            yield _found(
                pair,
                "the team withdrew before this month.",
                "If it still takes part, correct its stage in recruiting-tracker.xlsx.",
            )
        elif not plan.is_due(pair.metric, Period(pair.month)):
            yield _found(
                pair,
                f"this metric is not reported for this month ({_schedule(pair)}).",
                "Move the numbers to the row of a month in which it is reported.",
            )
        elif _not_ended(pair.month, submission.saved_on):
            yield _found(
                pair,
                "the month had not ended when the file was saved, so it was left out.",
                "If another month was meant, move the numbers to its row.",
            )


def _found(pair: Judged, message: str, fix: str) -> Finding:
    return pair.finding(INFO, message, fix)


def _schedule(pair: Judged) -> str:
    if pair.metric.schedule == "named_periods":
        return "only " + ", ".join(month_id(m) for m in pair.metric.named_months)
    return pair.metric.schedule.replace("_", "-")


def _not_ended(month: date, saved_on: date | None) -> bool:
    return saved_on is not None and saved_on < last_day(month)


RULE = Rule(INFO, _check)
