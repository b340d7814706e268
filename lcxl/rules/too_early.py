"""V23: a follow-up is reported before it can be known."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from lcxl.findings import Finding, RuleInfo
from lcxl.metrics import State
from lcxl.periods import Period
from lcxl.plan import Metric
from lcxl.plan.dates import add_months, last_day
from lcxl.rules.base.rule import Case, Rule, judged
from lcxl.words import Text

INFO = RuleInfo("V23", "question")


def known_from(metric: Metric, month: date) -> date:
    """The first day on which every case of a month can be known."""
    seen = last_day(add_months(month, -metric.cohort_shift_months))
    return seen + timedelta(days=metric.lag_days)


def _check(case: Case) -> Iterator[Finding]:
    saved = case.submission.saved_on
    if saved is None:
        return
    for pair in judged(case, State.USABLE):
        metric = pair.metric
        day = known_from(metric, pair.month)
        if pair.stratum or not metric.lag_days or not last_day(pair.month) <= saved < day:
            continue
        seen = add_months(pair.month, -metric.cohort_shift_months)
        lag = Text("counts.days", n=metric.lag_days)
        yield pair.finding(INFO, "early", seen=Period(seen), lag=lag, saved=saved, known=day)


RULE = Rule(INFO, _check, is_answered=True)
