"""V03: numbers for a month that is not reported, has not ended, or is after withdrawal."""

from __future__ import annotations

from collections.abc import Iterator

from lcxl.findings import Finding, RuleInfo
from lcxl.metrics import State
from lcxl.periods import Period
from lcxl.rules.base.rule import Case, Judged, Rule, judged
from lcxl.templates import Meaning
from lcxl.words import Text

INFO = RuleInfo("V03", "error")


def _check(case: Case) -> Iterator[Finding]:
    submission, plan = case.submission, case.plan
    team = next((t for t in plan.teams if t.id.casefold() == submission.team_id.casefold()), None)
    left = team.withdrew_on if team else None
    for pair in judged(case, *(s for s in State if s != State.BLANK)):
        if pair.stratum:
            continue
        timeline = plan.timeline(pair.metric)
        if pair.period not in timeline:
            yield pair.finding(INFO, "not_reported", first=timeline[0], last=timeline[-1])
        elif left is not None and pair.period.start > left:
            yield pair.finding(INFO, "withdrew")
        elif not plan.is_due(pair.metric, pair.period):
            yield pair.finding(INFO, "not_due", schedule=_schedule(pair))
        elif submission.saved_on is not None and submission.saved_on < pair.period.last_day:
            yield pair.finding(INFO, "not_ended")


def _schedule(pair: Judged) -> object:
    if pair.metric.schedule == "named_periods":
        months = [Period(month) for month in pair.metric.named_months]
        return Text("rules.only_months", months=months)
    return Meaning("schedule", pair.metric.schedule)


RULE = Rule(INFO, _check)
