"""V06: a numerator without a denominator, or the reverse."""

from __future__ import annotations

from collections.abc import Iterator

from lcxl.findings import Finding, RuleInfo
from lcxl.metrics import State
from lcxl.rules.base.rule import Case, Rule, judged

INFO = RuleInfo("V06", "error")


def _check(case: Case) -> Iterator[Finding]:
    for pair in judged(case, State.HALF):
        entry = pair.entries[0]
        text = "no_denominator" if entry is pair.numerator else "no_numerator"
        yield pair.finding(INFO, text, entry, typed=entry.value)


RULE = Rule(INFO, _check)
