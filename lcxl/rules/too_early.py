"""V23: a follow-up is reported before it can be known."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from lcxl.findings import Finding, RuleInfo
from lcxl.metrics import State
from lcxl.periods import Period, add_days
from lcxl.plan import Calendar, Metric
from lcxl.rules.base.rule import Case, Rule, judged
from lcxl.words import Text

INFO = RuleInfo("V23", "question")


def known_from(calendar: Calendar, metric: Metric, period: Period) -> date:
    """The first day on which every case of a report can be known."""
    return add_days(metric.cohort(calendar, period).last_day, metric.lag_days)


def _check(case: Case) -> Iterator[Finding]:
    saved, calendar = case.submission.saved_on, case.plan.calendar
    if saved is None:
        return
    for pair in judged(case, State.USABLE):
        metric = pair.metric
        day = known_from(calendar, metric, pair.period)
        if pair.stratum or not metric.lag_days or not pair.period.last_day <= saved < day:
            continue
        seen = metric.cohort(calendar, pair.period)
        lag = Text("counts.days", n=metric.lag_days)
        yield pair.finding(INFO, "early", seen=seen, lag=lag, saved=saved, known=day)


RULE = Rule(INFO, _check, is_answered=True)
