"""V03: numbers for a month that is not reported, has not ended, or is after withdrawal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lcxl.findings import Finding, RuleInfo
from lcxl.metrics import State
from lcxl.periods import Period
from lcxl.rules.base.rule import Case, Judged, Rule
from lcxl.templates import Meaning
from lcxl.words import Text

INFO = RuleInfo("V03", "error")


def _check(case: Case) -> Iterator[Finding]:
    for pair in _once(case.pairs):
        yield from _not_open(case, pair)
    for pair in _once(case.of_other_periods):
        is_due = case.plan.is_due(pair.metric, pair.period)
        is_month = pair.period in case.plan.timeline(pair.metric)
        text = "other_schedule" if is_due or not is_month else "not_due_now"
        yield pair.finding(INFO, text, schedule=_schedule(pair))


def _once(pairs: Sequence[Judged]) -> Iterator[Judged]:
    """Of a metric and report the first pair in which something was typed: all, or a group.

    None of its groups can be used either (`lcxl.combine`).
    """
    found: dict[tuple[str, Period], Judged] = {}
    for pair in pairs:
        if pair.state != State.BLANK:
            found.setdefault((pair.metric.id, pair.period), pair)
    yield from found.values()


def _not_open(case: Case, pair: Judged) -> Iterator[Finding]:
    plan, saved = case.plan, case.submission.saved_on
    left = case.team.withdrew_on if case.team else None
    timeline = plan.timeline(pair.metric)
    if pair.period not in timeline:
        yield pair.finding(INFO, "not_reported", first=timeline[0], last=timeline[-1])
    elif left is not None and pair.period.start > left:
        yield pair.finding(INFO, "withdrew")
    elif not plan.is_due(pair.metric, pair.period):
        yield pair.finding(INFO, "not_due", schedule=_schedule(pair))
    elif saved is not None and saved < pair.period.last_day:
        yield pair.finding(INFO, "not_ended")


def _schedule(pair: Judged) -> object:
    if pair.metric.schedule == "named_periods":
        months = [Period(month) for month in pair.metric.named_months]
        return Text("rules.only_months", months=months)
    return Meaning("schedule", pair.metric.schedule)


RULE = Rule(INFO, _check)
