"""Validate a pile of submissions, each with the same team's earlier ones."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from lcxl.findings import Finding
from lcxl.plan import Collaborative
from lcxl.submissions import Submission
from lcxl.submissions.pile import newest_last
from lcxl.validate import validate

__all__ = ["validate_all"]


def validate_all(
    plan: Collaborative, submissions: Sequence[Submission]
) -> dict[str, list[Finding]]:
    """File -> its findings; each submission is seen with the same team's earlier ones."""
    by_team: defaultdict[str, list[Submission]] = defaultdict(list)
    for submission in submissions:
        if submission.points:
            by_team[submission.team_id.casefold()].append(submission)
    findings = {s.file: validate(s, plan) for s in submissions if not s.points}
    for found in by_team.values():
        line = newest_last(found)
        for i, submission in enumerate(line):
            findings[submission.file] = validate(submission, plan, line[:i])
    return findings
