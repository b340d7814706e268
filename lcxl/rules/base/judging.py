"""Validation of what a team sent: findings, never exceptions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

from lcxl.findings import Finding, RuleInfo, in_file, in_order
from lcxl.intake import Submission
from lcxl.intake import rules as reading_rules
from lcxl.intake.newest import Sent
from lcxl.intake.order import newest_last
from lcxl.periods import Period
from lcxl.plan import Collaborative, practice_rules
from lcxl.plan import rules as plan_rules
from lcxl.rules import RULES
from lcxl.rules.base import advice
from lcxl.rules.base.rule import Case, History

__all__ = ["explanations", "reasons_to_set_aside", "validate", "validate_all"]

CAUSES = ("V14", "V13", "V17", "V15", "V12", "V11", "V10", "V09")
"""What a number may look odd for, the most telling first: only that one is said of it."""
ANSWERED = frozenset(rule.code for rule in RULES if rule.is_answered)
SETTING_ASIDE = tuple(rule for rule in RULES if rule.sets_aside)
MAX_QUOTE = 200
"""Characters of a reason that a message repeats."""


def validate(
    submission: Submission, plan: Collaborative, earlier: Sequence[Submission] = ()
) -> list[Finding]:
    """Every finding about one submission, what reading found included.

    ``earlier`` are the same team's earlier submissions, oldest first; rules that look at
    history need them.  Never raises for what a team did.  Of a file that is set aside, only
    the reasons for that are told.  A question that the team answered with a reason beside the
    month is a note that quotes it.
    """
    history = History(is_told=True)
    for other in earlier:
        history.add(other)
    return _findings(Case(submission, plan, history))


def validate_all(
    submissions: Sequence[Submission], plan: Collaborative, only: Collection[str] | None = None
) -> dict[str, list[Finding]]:
    """File -> its findings; each submission is seen with the same team's earlier ones.

    ``only`` names the files to be validated; the others are but earlier ones.
    """
    findings: dict[str, list[Finding]] = {}
    by_team: defaultdict[str, list[Submission]] = defaultdict(list)
    for submission in submissions:
        by_team[submission.team_id.casefold() if submission.holds_reports else ""].append(
            submission
        )
    for team_id, sent in by_team.items():
        aside = {s.file for s in sent if reasons_to_set_aside(s, plan)}
        usable = [s for s in sent if s.file not in aside]
        history, all_sent = History(), Sent(plan, usable) if team_id else None
        for submission in newest_last(sent):
            if only is None or submission.file in only:
                case = Case(submission, plan, history, all_sent)
                findings[submission.file] = _findings(case)
            if team_id and submission.file not in aside:
                history.add(submission)
    return findings


def reasons_to_set_aside(submission: Submission, plan: Collaborative) -> list[Finding]:
    """Why nothing of a submission is used; none where it is."""
    found = _first_findings(Case(submission, plan))
    return _in_order(submission, (f for f in found if f.sets_aside))


def _findings(case: Case) -> list[Finding]:
    findings = _first_findings(case)
    aside = [f for f in findings if f.sets_aside]
    if not aside and case.submission.readable and not case.submission.is_team_tools:
        for rule in RULES:
            if not rule.sets_aside:
                findings.extend(rule.check(case))
        findings = [_answered(case, f) for f in _causes(findings)]
    return _in_order(case.submission, aside or findings)


def _first_findings(case: Case) -> list[Finding]:
    """What reading found, and what may be a reason to use nothing."""
    findings = list(case.submission.findings)
    if case.submission.readable:
        for rule in SETTING_ASIDE:
            findings.extend(rule.check(case))
    return findings


def _in_order(submission: Submission, findings: Iterable[Finding]) -> list[Finding]:
    return in_order(in_file(findings, submission.file, submission.team_id or None))


def _causes(findings: Sequence[Finding]) -> Iterable[Finding]:
    """One cause for each odd number, and nothing of single metrics where all repeat."""
    best: dict[tuple[str | None, Period | None], int] = {}
    for f in findings:
        if f.code in CAUSES:
            key, rank = (f.metric_id, f.period), CAUSES.index(f.code)
            best[key] = min(rank, best.get(key, rank))
    repeated = {f.period for f in findings if f.code == "V10"}
    for f in findings:
        if f.code in CAUSES and CAUSES.index(f.code) > best[f.metric_id, f.period]:
            continue
        if not (f.code == "V09" and f.period in repeated):
            yield f


def _answered(case: Case, finding: Finding) -> Finding:
    """A question becomes a note once the team has said why."""
    if (
        finding.severity != "question"
        or finding.code not in ANSWERED
        or finding.metric_id is None
        or finding.period is None
    ):
        return finding
    reason = case.answer(finding.metric_id, finding.period)
    if not reason:
        return finding
    quote = reason if len(reason) <= MAX_QUOTE else reason[: MAX_QUOTE - 1] + "…"
    return replace(
        finding,
        severity="note",
        answer=quote,
    )


def explanations() -> dict[str, RuleInfo]:
    """Code -> what `lcxl explain` says, of every code there is."""
    infos = [
        *(rule.info for rule in RULES),
        *advice.RULES,
        *reading_rules.RULES,
        *plan_rules.RULES,
        *practice_rules.RULES,
    ]
    return {info.code: info for info in sorted(infos, key=lambda info: info.code)}
