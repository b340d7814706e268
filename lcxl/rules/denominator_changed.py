"""V15: the denominator jumps, or drifts, away from what it was."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from lcxl.findings import Finding, RuleInfo
from lcxl.metrics import kind_of
from lcxl.plan import Metric
from lcxl.rules.base.rule import Case, Rule
from lcxl.rules.running_total import running_totals
from lcxl.runchart.median import median

INFO = RuleInfo("V15", "question")
TRAILING, ENOUGH = 6, 3
"""Months before whose median is the usual size, and the fewest of them that can say."""
JUMP = 2.0
DRIFT = 1.5
LATEST = 3
"""A drift is seen in the median of so many months."""
CHANCE = 4.0
"""Standard deviations (of counts) that chance may bring about."""


def _check(case: Case) -> Iterator[Finding]:
    totals = running_totals(case)
    for pair, before in case.steps:
        run = totals.get(pair.metric.id, frozenset())
        if not has_usual_size(pair.metric) or pair.period in run:
            continue
        sizes = [other.numbers[1] or 0.0 for other in (*before, pair) if other.period not in run]
        usual = size_asked_about(sizes)
        if usual is None:
            continue
        yield pair.finding(
            INFO,
            "size",
            pair.denominator,
            denominator=pair.numbers[1],
            usual=usual,
        )


def has_usual_size(metric: Metric) -> bool:
    """All cases of each month are counted, so that there are about as many each time."""
    return metric.sampling == "all" and kind_of(metric).divides


def size_asked_about(sizes: Sequence[float]) -> float | None:
    """The usual size, if the last of the sizes is to be asked about."""
    usual = jump(sizes)
    if usual is None:
        usual = drift(sizes)
        return None if drift(sizes[:-1]) is not None else usual
    size, last = sizes[-1], sizes[-2]
    if jump(sizes[:-1]) is not None and last and 1 / DRIFT <= size / last <= DRIFT:
        return None  # the new level was asked about when it began
    return usual


def _differs(size: float, usual: float, times: float) -> bool:
    if abs(size - usual) <= CHANCE * math.sqrt(size + usual):
        return False
    return size > times * usual or size * times < usual


def jump(sizes: Sequence[float]) -> float | None:
    """The usual size, where the last of the sizes is far from it."""
    size, before = sizes[-1], sizes[-1 - TRAILING : -1]
    if len(before) < ENOUGH:
        return None
    if max(before) / JUMP <= size <= JUMP * min(before):
        return None  # whatever is usual, it is not far from that
    usual = median(before)
    return usual if _differs(size, usual, JUMP) else None


def drift(sizes: Sequence[float]) -> float | None:
    """The size of some months ago, where it has crept away from that without a jump."""
    if len(sizes) < TRAILING + LATEST:
        return None
    usual, now = median(sizes[-TRAILING - LATEST : -LATEST]), median(sizes[-LATEST:])
    if not _differs(now, usual, DRIFT):
        return None
    if any(jump(sizes[: len(sizes) - i]) is not None for i in range(TRAILING)):
        return None
    return usual


RULE = Rule(INFO, _check, is_answered=True)
