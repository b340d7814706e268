"""V03: numbers for a month that is not reported, has not ended, or is after withdrawal."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from lcxl.findings import Finding, RuleInfo
from lcxl.metrics import State
from lcxl.periods import Period
from lcxl.plan.dates import last_day, month_id, month_of
from lcxl.rules.base.rule import Case, Judged, Rule, judged
from lcxl.words import Text

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
            ends = plan.calendar.reported[0], plan.calendar.reported[-1]
            yield pair.finding(INFO, "not_reported", first=Period(ends[0]), last=Period(ends[1]))
        elif left is not None and pair.month > month_of(left):
            yield pair.finding(INFO, "withdrew")
        elif not plan.is_due(pair.metric, Period(pair.month)):
            yield pair.finding(INFO, "not_due", schedule=_schedule(pair))
        elif _not_ended(pair.month, submission.saved_on):
            yield pair.finding(INFO, "not_ended")


def _schedule(pair: Judged) -> object:
    if pair.metric.schedule == "named_periods":
        months = [month_id(month) for month in pair.metric.named_months]
        return Text("rules.only_months", months=months)
    return pair.metric.schedule.replace("_", "-")


def _not_ended(month: date, saved_on: date | None) -> bool:
    return saved_on is not None and saved_on < last_day(month)


RULE = Rule(INFO, _check)
