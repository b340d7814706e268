"""V06: a numerator without a denominator, or the reverse."""

from __future__ import annotations

from collections.abc import Iterator

from lcxl.findings import Finding, RuleInfo
from lcxl.metrics import State
from lcxl.rules.base.rule import Case, Rule, judged, number_text

INFO = RuleInfo("V06", "error")


def _check(case: Case) -> Iterator[Finding]:
    for pair in judged(case, State.HALF):
        entry = pair.entries[0]
        role = "denominator" if entry is pair.numerator else "numerator"
        yield pair.finding(
            INFO,
            f"{number_text(entry.value)} stands alone; the {role} is empty.",
            f"Add the {role}, or clear both cells and say why under Reason.",
            entry,
        )


RULE = Rule(INFO, _check)
