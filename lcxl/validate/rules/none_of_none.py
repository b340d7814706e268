"""V07: 0 of 0."""

from __future__ import annotations

from collections.abc import Iterator

from lcxl.findings import Finding, RuleInfo
from lcxl.metrics import State
from lcxl.validate.rule import Case, Rule, judged, number_text

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
        count = number_text(pair.numerator.value) if pair.numerator else "0"
        yield pair.finding(
            INFO,
            f"{count} of 0. Was nobody eligible?",
            "Then type NA in both cells. If you could not count, leave both blank and say so "
            "under Reason.",
        )


RULE = Rule(INFO, _check, is_answered=True)
