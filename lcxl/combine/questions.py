"""What there is to ask each team, of all that its files were found to need."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from lcxl.findings import Finding
from lcxl.intake import Submission
from lcxl.intake.newest import Sent
from lcxl.intake.order import is_ordered
from lcxl.plan import Collaborative

__all__ = ["open_questions"]


def open_questions(
    plan: Collaborative,
    submissions: Sequence[Submission],
    findings: Mapping[str, Sequence[Finding]],
) -> dict[str, list[Finding]]:
    """Team id -> what there is to ask it: of its newest file, and of files set aside.

    Where no date tells which file is the newest, each is asked about what is taken from it.
    ``findings`` are those of each file, by its name.  Teams that sent nothing are not named;
    what an older file was asked is either mended or asked of the newest one too.
    """
    asked: dict[str, list[Finding]] = {}
    for team in plan.teams:
        sent = [s for s in submissions if s.team_id.casefold() == team.id.casefold()]
        aside = [s for s in sent if any(f.sets_aside for f in findings[s.file])]
        names = {s.file for s in aside}
        read = Sent(plan, [s for s in sent if s.file not in names])
        found = [f for s in read.submissions for f in findings[s.file] if _is_open(read, s, f)]
        found += [f for s in aside for f in findings[s.file]]
        if sent:
            asked[team.id] = [f for f in found if f.severity != "note"]
    return asked


def _is_open(sent: Sent, submission: Submission, finding: Finding) -> bool:
    """What a file was asked is to be asked still."""
    if submission is not sent.latest:
        is_alike = not is_ordered(submission, sent.latest)
        return is_alike and finding.period is not None and sent.concerns(submission, finding)
    is_alone = finding.period is None or len(sent.last_of(finding.period)) < 2
    return is_alone or sent.concerns(submission, finding)
