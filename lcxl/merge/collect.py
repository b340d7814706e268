"""Find and validate every file under submissions/."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

from lcxl.findings import Finding
from lcxl.merge.combine import newest_last
from lcxl.plan import Collaborative
from lcxl.submissions import Submission
from lcxl.validate import validate

__all__ = ["find_files", "validate_all"]


def find_files(folder: Path) -> list[Path]:
    """Every file under ``folder``, in the order of their names."""
    found: list[Path] = []
    for base, folders, files in os.walk(folder):
        folders.sort()
        found += [Path(base) / name for name in files]
    return sorted(found, key=lambda p: p.as_posix())


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
