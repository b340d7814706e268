"""V01: a workbook that is not one of ours, or not of this collaborative or its teams."""

from __future__ import annotations

from collections.abc import Iterator

from lcxl.findings import Finding, RuleInfo
from lcxl.rules.base.rule import Case, Rule

INFO = RuleInfo("V01", "error")

OUTPUTS = {"report": "master-for-funders.xlsx"}
"""Workbooks whose files are not called what their templates are."""


def _check(case: Case) -> Iterator[Finding]:
    submission, plan = case.submission, case.plan
    if not submission.readable:
        return
    if submission.workbook and not submission.is_team_tools:
        name = OUTPUTS.get(submission.workbook, f"{submission.workbook}.xlsx")
        text, places = "host_workbook", {"name": name}
    elif not (submission.is_reporting_workbook or submission.is_team_tools):
        text, places = "no_marks", {}
    elif submission.collaborative_id != plan.id:
        places = {"collaborative": submission.collaborative_id, "own": plan.id}
        text = "other_collaborative"
    elif not submission.team_id:
        text, places = "whose", {}
    elif submission.team_id.casefold() not in {t.id.casefold() for t in plan.teams}:
        text, places = "not_enrolled", {"team": submission.team_id}
    else:
        return
    yield Finding(INFO.code, INFO.severity, text, places, sets_aside=True)


RULE = Rule(INFO, _check, sets_aside=True)
