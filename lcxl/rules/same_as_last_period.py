"""V09: the same two numbers as in the period before."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from itertools import pairwise

from lcxl.findings import Finding, RuleInfo, Severity
from lcxl.metrics import kind_of
from lcxl.rules.base.rule import Case, Judged, Rule

INFO = RuleInfo("V09", "question")
LIKELY = 0.01
"""A repetition that chance brings about at least so often is only a note."""
THIRD = 2
"""So many periods before with the same numbers make a question of it in any case."""


def _check(case: Case) -> Iterator[Finding]:
    newest = case.submission.periods[-1:]
    for pair, before in case.steps:
        if not before or not _tells(pair):
            continue
        times = same_before(pair, before)
        if is_repeat(pair, before):
            yield _found(pair, before, times)
        # What is asked about later than it was sent is of no use as a mere remark.
        elif 0 < times < THIRD and (pair.period,) == newest:
            yield _found(pair, before, times, "note")


def is_repeat(pair: Judged, before: Sequence[Judged]) -> bool:
    """The numbers are those of the period before, and chance seldom makes that."""
    if not _tells(pair):
        return False
    times = same_before(pair, before)
    if times < THIRD:
        return times > 0 and _chance(pair, before) < LIKELY
    return times == THIRD


def _found(
    pair: Judged, before: Sequence[Judged], times: int, severity: Severity | None = None
) -> Finding:
    since, text = before[-times].period, "as_in" if times == 1 else "since"
    return pair.finding(INFO, text, severity=severity, numbers=pair.counted, since=since)


def _tells(pair: Judged) -> bool:
    """None and all come up again and again without anybody copying."""
    numerator, denominator = pair.numbers
    return numerator != 0 and numerator != denominator


def same_before(pair: Judged, before: Sequence[Judged]) -> int:
    """How many periods right before have the same numbers."""
    count = 0
    while count < len(before) and before[-1 - count].numbers == pair.numbers:
        count += 1
    return count


def _chance(pair: Judged, before: Sequence[Judged]) -> float:
    """How often two months of this size agree by chance alone.

    The chance that two counts of one distribution are equal is 1 / (2 s sqrt(pi)), s being
    their standard deviation: binomial for a proportion, Poisson for a count.  Denominators
    repeat as often as they have done so far: a sample of 20 always, a register sometimes.  A
    measured value has no such chance; that it repeats is taken as usual.
    """
    numerator, denominator = pair.numbers
    kind = kind_of(pair.metric)
    if not numerator or not kind.is_counted:
        return 1.0
    spread = numerator
    if kind.part_of_whole and denominator:
        spread *= 1 - numerator / denominator
    sizes = [other.numbers[1] for other in before]
    repeats = sum(one == other for one, other in pairwise(sizes))
    same_size = 1.0 if not kind.divides else (repeats + 1) / (len(sizes) + 1)
    return min(1.0, same_size / (2 * math.sqrt(math.pi * spread)))


RULE = Rule(INFO, _check, is_answered=True)
