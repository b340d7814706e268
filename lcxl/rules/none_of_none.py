"""V07: 0 of 0."""

from __future__ import annotations

from collections.abc import Iterator

from lcxl.findings import Finding, RuleInfo
from lcxl.metrics import State, kind_of
from lcxl.rules.base.rule import Case, Rule, judged, number_text
from lcxl.words import say

INFO = RuleInfo(
    "V07",
    "The denominator is 0",
    "question",
    "A denominator of 0 can mean that nobody was eligible, or that nobody could count. The two are "
    "different, and neither can be drawn on a chart.",
    "Type NA in both cells if nobody was eligible. Leave both blank if you could not count, "
    "and say so under Reason.",
)


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
