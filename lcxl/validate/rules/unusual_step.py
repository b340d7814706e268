"""V11: a change from one period to the next that is larger than is believable."""

from __future__ import annotations

from collections.abc import Iterator

from lcxl.findings import Finding, RuleInfo
from lcxl.metrics import kind_of, shown
from lcxl.plan.dates import month_in_words
from lcxl.runchart.interval import byar, change, wilson
from lcxl.validate.rule import Case, Judged, Rule

INFO = RuleInfo(
    "V11",
    "An unusually large step",
    "question",
    "Care seldom changes by so much within a month; reports, patients and ways of counting do. "
    "Small samples jump by chance, so a step is asked about only when it is larger than the "
    "metric's credible step and also larger than chance explains: the 95 % interval of the "
    "difference between the two months (Newcombe 1998) must not include zero.",
    "Say under Reason what changed: the report, the patients, the counting, or the care. One "
    "line will do.",
)
USUAL_STEP = 0.15
"""Largest believable step of a proportion for which the host named none."""


def _check(case: Case) -> Iterator[Finding]:
    for pair, before in case.steps:
        metric = pair.metric
        step = credible_step(pair)
        if not before or step is None or metric.moves_slowly:
            continue
        last = before[-1]
        if abs(pair.value - last.value) <= step or not beyond_chance(last, pair):
            continue
        if len(before) > 1 and abs(pair.value - before[-2].value) <= step:
            continue  # back to where it was: the month in between was asked about
        yield pair.finding(
            INFO,
            f"from {shown(metric, last.value)} in {month_in_words(last.month)} to "
            f"{shown(metric, pair.value)} is unusual. Did the report, the patients or the "
            "counting change?",
            "One line under Reason will do. If a number is wrong, correct it.",
        )


def credible_step(pair: Judged) -> float | None:
    """The largest believable change of the metric; None if nobody can tell."""
    if pair.metric.credible_step is not None:
        return pair.metric.credible_step
    return USUAL_STEP if kind_of(pair.metric).part_of_whole else None


def beyond_chance(one: Judged, other: Judged) -> bool:
    """The 95 % interval of the change leaves out zero; measured values are taken as they are."""
    kind = kind_of(other.metric)
    (n1, d1), (n2, d2) = one.numbers, other.numbers
    if n1 is None or n2 is None or not all(i.whole for i in kind.inputs):
        return True
    if not kind.divides:
        d1 = d2 = 1.0
    if not d1 or not d2:
        return True
    ends = wilson if kind.part_of_whole else byar
    low, high = change(n1 / d1, ends(n1, d1), n2 / d2, ends(n2, d2))
    return not low <= 0 <= high


RULE = Rule(INFO, _check, is_answered=True)
