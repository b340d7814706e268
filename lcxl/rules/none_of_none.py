"""V07: 0 of 0."""

from __future__ import annotations

from collections.abc import Iterator

from lcxl.findings import Finding, RuleInfo
from lcxl.metrics import State, kind_of
from lcxl.rules.base.rule import Case, Rule, judged, number_text
from lcxl.words import say

INFO = RuleInfo("V07", "question")


def _check(case: Case) -> Iterator[Finding]:
    for pair in judged(case, State.NONE_OF_NONE):
        if pair.stratum:
            continue  # a group may well have nobody
        count = pair.numbers[0]
        people = kind_of(pair.metric).part_of_whole
        which = "V07_events" if count else "V07_people" if people else "V07_nothing"
        message = say(f"rules.{which}", count=number_text(count))
        yield pair.finding(INFO, message, say(f"rules.{which}_fix"))


RULE = Rule(INFO, _check, is_answered=True)
