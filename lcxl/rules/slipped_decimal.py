"""V13: about ten, a hundred or a thousand times more or less than usual."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from lcxl.findings import Finding, RuleInfo
from lcxl.metrics import kind_of
from lcxl.rules.base.rule import Case, Judged, Rule
from lcxl.runchart.median import median
from lcxl.words import Text

INFO = RuleInfo("V13", "question")
HISTORY, ENOUGH = 12, 3
"""Months before that say what is usual, and the fewest of them that can."""
NEARBY, MOST = 2.5, 0.7
"""Unless so large a share of the months lie within this many times of their median, there is
no usual."""
NEAR = 0.15
"""How near to a power of ten the ratio must be, as a logarithm: 1.4 times."""
FEW = 3.0
"""A count that is usually below this may well be ten times as high."""


def _check(case: Case) -> Iterator[Finding]:
    for pair, before in case.steps:
        power = slipped_by(pair, before)
        if not power:
            continue
        unit = pair.metric.unit
        again = Text("rules.number_again_in", unit=unit) if unit else Text("rules.number_again")
        yield pair.finding(
            INFO,
            "above" if power > 0 else "below",
            numerator=pair.numbers[0],
            times=10 ** abs(power),
            again=again,
        )


def slipped_by(pair: Judged, before: Sequence[Judged]) -> int:
    """By how many powers of ten the value is above the usual; 0 where that is no question."""
    if kind_of(pair.metric).part_of_whole or len(before) < ENOUGH:
        return 0
    values = [other.value for other in before[-HISTORY:]]
    usual, value = median(values), pair.value
    nearby = sum(usual / NEARBY < v < usual * NEARBY for v in values)
    if usual <= 0 or value <= 0 or nearby < max(ENOUGH, MOST * len(values)):
        return 0
    kind = kind_of(pair.metric)
    if kind.is_counted and not kind.divides and usual < FEW:
        return 0
    return power_of(value, usual)


def power_of(value: float, usual: float) -> int:
    """The power of ten that lies near the ratio of the two; 0 where none does."""
    power = math.log10(value / usual)
    return round(power) if abs(power - round(power)) <= NEAR else 0


RULE = Rule(INFO, _check, is_answered=True)
