"""V01: a workbook that is not one of ours, or not of this collaborative or its teams."""

from __future__ import annotations

from collections.abc import Iterator

from lcxl.cells.kinds import sentences
from lcxl.findings import Finding, RuleInfo
from lcxl.rules.base.rule import Case, Rule

INFO = RuleInfo("V01", "error")

OUTPUTS = {"report": "master-for-funders.xlsx"}
"""Workbooks whose files are not called what their templates are."""


def _check(case: Case) -> Iterator[Finding]:
    submission, plan = case.submission, case.plan
    if not submission.readable:
        return
    if submission.workbook:
        message, fix = sentences(
            "host_workbook", name=OUTPUTS.get(submission.workbook, f"{submission.workbook}.xlsx")
        )
    elif not submission.is_reporting_workbook:
        message = "This is not a reporting workbook: it carries no marks of a collaborative."
        fix = (
            "Ask who sent it. The numbers belong in the reporting workbook that the team got "
            "from the host."
        )
    elif submission.collaborative_id != plan.id:
        message = (
            f"This workbook belongs to the collaborative {submission.collaborative_id!r}, "
            f"not to {plan.id!r}."
        )
        fix = "Move the file to that collaborative's folder, or ask the team for the right one."
    elif submission.team_id.casefold() not in {t.id.casefold() for t in plan.teams}:
        message = f"This workbook is of team {submission.team_id!r}, which is not enrolled."
        fix = (
            "If the team belongs to the collaborative, set its stage to enrolled in "
            "recruiting-tracker.xlsx, with this team id."
        )
    else:
        return
    yield Finding(INFO.code, INFO.severity, message, fix, sets_aside=True)


RULE = Rule(INFO, _check, sets_aside=True)
