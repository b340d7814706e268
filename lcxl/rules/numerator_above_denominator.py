"""V04: more in the numerator than in the denominator, for proportions only."""

from __future__ import annotations

from collections.abc import Iterator

from lcxl.findings import Finding, RuleInfo
from lcxl.metrics import State
from lcxl.rules.base.rule import Case, Rule, judged, number_text

INFO = RuleInfo("V04", "error")


def _check(case: Case) -> Iterator[Finding]:
    for pair in judged(case, State.TOO_MANY):
        assert pair.numerator is not None
        assert pair.denominator is not None
        yield pair.finding(
            INFO,
            f"{number_text(pair.numerator.value)} of {number_text(pair.denominator.value)} is "
            "more than were looked at.",
            "Check for a slip or for swapped cells, correct the number and send the file again.",
            pair.numerator,
        )


RULE = Rule(INFO, _check)
