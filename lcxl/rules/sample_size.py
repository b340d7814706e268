"""V08: many more, or fewer, cases than planned for a sample."""

from __future__ import annotations

from collections.abc import Iterator

from lcxl.findings import Finding, RuleInfo
from lcxl.metrics import State
from lcxl.metrics.concern import sample_bounds
from lcxl.rules.base.rule import Case, Rule, judged, number_text
from lcxl.words import say

INFO = RuleInfo("V08", "question")


def _check(case: Case) -> Iterator[Finding]:
    for pair in judged(case, State.USABLE):
        bounds, size = sample_bounds(pair.metric), pair.numbers[1]
        if bounds is None or size is None or pair.stratum:
            continue
        low, high = bounds
        if low <= size and (high is None or size <= high):
            continue
        plan = f"the plan is {pair.metric.target_n}" if pair.metric.target_n else "that is few"
        if size < low:
            plan += f", and at least {low} {'is' if low == 1 else 'are'} needed"
            fix = "If there were no more cases, say so under Reason. Otherwise add the others."
        else:
            fix = (
                "If you counted all cases, say so under Reason. Otherwise send the planned "
                f"{pair.metric.target_n}."
            )
        yield pair.finding(
            INFO, f"{say('counts.cases', n=number_text(size))}; {plan}.", fix, pair.denominator
        )


RULE = Rule(INFO, _check, is_answered=True)
