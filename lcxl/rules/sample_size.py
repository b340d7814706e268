"""V08: many more, or fewer, cases than planned for a sample."""

from __future__ import annotations

from collections.abc import Iterator

from lcxl.findings import Finding, RuleInfo
from lcxl.metrics import State
from lcxl.metrics.concern import sample_bounds
from lcxl.rules.base.rule import Case, Rule, judged
from lcxl.words import Text

INFO = RuleInfo("V08", "question")


def _check(case: Case) -> Iterator[Finding]:
    for pair in judged(case, State.USABLE):
        bounds, size = sample_bounds(pair.metric), pair.numbers[1]
        if bounds is None or size is None or pair.stratum:
            continue
        low, high = bounds
        if low <= size and (high is None or size <= high):
            continue
        planned = pair.metric.target_n
        text = "many"
        if size < low:
            text = "few" if planned else "few_unplanned"
        cases = Text("counts.cases", n=size)
        yield pair.finding(
            INFO, text, pair.denominator, cases=cases, planned=planned or None, least=low
        )


RULE = Rule(INFO, _check, is_answered=True)
