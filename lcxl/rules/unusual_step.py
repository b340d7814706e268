"""V11: a change from one period to the next that is larger than is believable."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lcxl.findings import Finding, RuleInfo
from lcxl.metrics import amount, kind_of, pools_alone
from lcxl.plan import Metric
from lcxl.rules.base.rule import Case, Judged, Rule
from lcxl.runchart.interval import change, interval_of
from lcxl.runchart.rounding import sign

INFO = RuleInfo("V11", "question")
USUAL_STEP = 0.15
"""Largest believable step of a proportion for which the host named none."""


def _check(case: Case) -> Iterator[Finding]:
    for pair, before in case.steps:
        metric = pair.metric
        if not is_unusual(pair, before):
            continue
        last = before[-1]
        yield pair.finding(
            INFO,
            "step",
            before=amount(metric, last.value),
            month_before=last.period,
            value=amount(metric, pair.value),
        )


def is_unusual(pair: Judged, before: Sequence[Judged]) -> bool:
    """The step from the month before is larger than is believable, and than chance makes it."""
    step = credible_step(pair.metric)
    if not before or step is None:
        return False
    if not is_beyond(before[-1], pair, step) or not beyond_chance(before[-1], pair):
        return False
    # Back to where it was: the month in between was asked about.
    return len(before) < 2 or is_beyond(before[-2], pair, step)


def is_beyond(one: Judged, other: Judged, step: float) -> bool:
    """The two values lie ``step`` apart, as people count, or more."""
    return sign(abs(other.value - one.value) - step) >= 0


def credible_step(metric: Metric) -> float | None:
    """The largest believable change in one period; None if nobody can tell.

    Of metrics that move slowly rule V17 speaks.
    """
    if metric.moves_slowly:
        return None
    if metric.credible_step is not None:
        return metric.credible_step
    return USUAL_STEP if kind_of(metric).part_of_whole else None


def beyond_chance(one: Judged, other: Judged) -> bool:
    """The 95 % interval of the change leaves out zero; measured values are taken as they are."""
    kind = kind_of(other.metric)
    (n1, d1), (n2, d2) = one.numbers, other.numbers
    if n1 is None or n2 is None or not kind.is_counted:
        return True
    if not kind.divides:
        d1 = d2 = 1.0
    if not d1 or not d2:
        return True
    pools = pools_alone(other.metric)
    before, after = interval_of(pools, n1, d1), interval_of(pools, n2, d2)
    if before is None or after is None:
        return True
    low, high = change(n1 / d1, before, n2 / d2, after)
    return not low <= 0 <= high


RULE = Rule(INFO, _check, is_answered=True)
