"""V12: outside the plausible range, or nobody or everybody for the first time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lcxl.findings import Finding, RuleInfo
from lcxl.metrics import amount, kind_of
from lcxl.metrics.concern import is_implausible
from lcxl.plan import Metric
from lcxl.rules.base.rule import Case, Judged, Rule
from lcxl.words import Text

INFO = RuleInfo("V12", "question")
MANY = 10
"""Of fewer than these, none and all are nothing special."""
RECENT = 3
LIKELY = 0.05
"""None or all that these months before make at least so likely is not asked about."""


def _check(case: Case) -> Iterator[Finding]:
    for pair, before in case.steps:
        metric = pair.metric
        value = pair.value
        if is_implausible(metric, value):
            yield pair.finding(
                INFO,
                "outside_value" if kind_of(metric).divides else "outside",
                numbers=pair.counted,
                value=amount(metric, value),
                usual=usual_range(metric),
            )
        elif is_surprise(pair, before):
            yield pair.finding(INFO, "all" if value else "none", numbers=pair.counted)


def is_surprise(pair: Judged, before: Sequence[Judged]) -> bool:
    """Nobody or everybody for the first time, of many, and chance seldom makes that."""
    size = pair.numbers[1]
    part_of_whole = kind_of(pair.metric).part_of_whole
    if not part_of_whole or pair.value not in (0.0, 1.0) or size is None or size < MANY:
        return False
    if any(other.value == pair.value for other in before):
        return False
    recent = before[-RECENT:]
    counted = sum(other.numbers[1] or 0 for other in recent)
    if not counted:
        return True
    hits = sum(other.numbers[0] or 0 for other in recent)
    share = hits / counted
    return bool((share if pair.value else 1 - share) ** size < LIKELY)


def usual_range(metric: Metric) -> Text:
    """Between which values the metric usually lies, as the host said; at least one is known."""
    low, high = metric.plausible_low, metric.plausible_high
    if low is None and high is not None:
        return Text("rules.up_to", high=amount(metric, high))
    if high is None and low is not None:
        return Text("rules.at_least", low=amount(metric, low))
    assert low is not None
    assert high is not None
    return Text("rules.between", low=amount(metric, low), high=amount(metric, high))


RULE = Rule(INFO, _check, is_answered=True)
