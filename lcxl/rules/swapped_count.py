"""V14: the complement of a proportion fits the months before far better than what was sent."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lcxl.findings import Finding, RuleInfo
from lcxl.metrics import amount, kind_of
from lcxl.rules.base.rule import Case, Judged, Rule
from lcxl.runchart.interval import wilson
from lcxl.runchart.median import median
from lcxl.runchart.rounding import sign

INFO = RuleInfo("V14", "question")
RECENT = 3
"""Months before that say what is usual: over a longer time care itself may have changed."""
FAR = 0.3
"""The value is at least this far from the usual, and from the month before ..."""
NEARER = 4.0
"""... and its complement so many times nearer."""


def _check(case: Case) -> Iterator[Finding]:
    for pair, before in case.steps:
        numerator, denominator = pair.numbers
        if not is_mirrored(pair, before):
            continue
        assert numerator is not None
        assert denominator is not None
        usual = usual_value(before)
        yield pair.finding(
            INFO,
            "others",
            value=amount(pair.metric, pair.value),
            usual=amount(pair.metric, usual),
            others=denominator - numerator,
            numerator=numerator,
        )


def usual_value(before: Sequence[Judged]) -> float:
    """What is usual by the months before."""
    return median(other.value for other in before[-RECENT:])


def is_mirrored(pair: Judged, before: Sequence[Judged]) -> bool:
    """The value is far from the usual, and its complement near."""
    numerator, denominator = pair.numbers
    if not kind_of(pair.metric).part_of_whole or len(before) < RECENT:
        return False
    if sign(abs(pair.value - before[-1].value) - FAR) < 0:
        return False
    usual = usual_value(before)
    away, mirrored = abs(pair.value - usual), abs(1 - pair.value - usual)
    if sign(away - FAR) < 0 or sign(away - NEARER * mirrored) < 0:
        return False
    assert numerator is not None
    assert denominator is not None
    low, high = wilson(numerator, denominator)
    return sign(low - usual) > 0 or sign(usual - high) > 0


RULE = Rule(INFO, _check, is_answered=True)
