"""V04: more in the numerator than in the denominator, for proportions only."""

from __future__ import annotations

from collections.abc import Iterator

from lcxl.findings import Finding, RuleInfo
from lcxl.metrics import State
from lcxl.rules.base.rule import Case, Rule, judged

INFO = RuleInfo("V04", "error")


def _check(case: Case) -> Iterator[Finding]:
    for pair in judged(case, State.TOO_MANY):
        assert pair.numerator is not None
        assert pair.denominator is not None
        yield pair.finding(
            INFO,
            "more",
            pair.numerator,
            numerator=pair.numerator.value,
            denominator=pair.denominator.value,
        )


RULE = Rule(INFO, _check)
