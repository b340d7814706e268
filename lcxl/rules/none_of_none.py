"""V07: 0 of 0."""

from __future__ import annotations

from collections.abc import Iterator

from lcxl.findings import Finding, RuleInfo
from lcxl.metrics import State, kind_of
from lcxl.rules.base.rule import Case, Rule, judged

INFO = RuleInfo("V07", "question")


def _check(case: Case) -> Iterator[Finding]:
    for pair in judged(case, State.NONE_OF_NONE):
        if pair.stratum:
            continue  # a group may well have nobody
        count = pair.numbers[0]
        people = kind_of(pair.metric).part_of_whole
        text = "events" if count else "people" if people else "nothing"
        yield pair.finding(INFO, text, numerator=count)


RULE = Rule(INFO, _check, is_answered=True)
