"""Validation of what a team sent: findings, never exceptions."""

from __future__ import annotations

from collections.abc import Sequence

from lcxl.findings import Finding, RuleInfo, in_file, in_order
from lcxl.plan import Collaborative
from lcxl.plan import rules as plan_rules
from lcxl.submissions import Submission
from lcxl.submissions import rules as reading_rules
from lcxl.validate.rule import Case
from lcxl.validate.rules import RULES

__all__ = ["explanations", "validate"]


def validate(
    submission: Submission, plan: Collaborative, earlier: Sequence[Submission] = ()
) -> list[Finding]:
    """Every finding about one submission, what reading found included.

    ``earlier`` are the same team's earlier submissions, oldest first; rules that look at
    history need them.  Never raises for what a team did.
    """
    findings = list(submission.findings)
    if submission.readable:
        case = Case(submission, plan, earlier)
        for rule in RULES:
            findings.extend(rule.check(case))
    return in_order(in_file(findings, submission.file, submission.team_id or None))


def explanations() -> dict[str, RuleInfo]:
    """Code -> what `lcxl explain` says, of every code there is."""
    infos = [
        *(rule.info for rule in RULES),
        *reading_rules.RULES,
        *plan_rules.RULES,
    ]
    return {info.code: info for info in sorted(infos, key=lambda info: info.code)}
