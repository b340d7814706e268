"""A letter with the questions to one team, ready to paste into an e-mail."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from lcxl.findings import Finding
from lcxl.plan import Collaborative, Team
from lcxl.plan.dates import parse_month
from lcxl.submissions import Submission
from lcxl.submissions.newest import Sent, is_ordered
from lcxl.words import say

__all__ = ["QUESTIONS", "letter", "letters_of", "open_questions"]

QUESTIONS = "questions"
"""Folder of the letters, in a collaborative's folder."""


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
        return is_alike and finding.month is not None and sent.concerns(submission, finding)
    is_alone = finding.month is None or len(sent.last_of(parse_month(finding.month))) < 2
    return is_alone or sent.concerns(submission, finding)


def letters_of(
    plan: Collaborative, folder: Path, asked: Iterable[tuple[str, Sequence[Finding]]]
) -> dict[Path, str]:
    """Path -> letter to each team that has questions, and to those that have answered all.

    ``asked``: team ids, and what there is to ask each (`open_questions`).
    """
    letters = {}
    for team_id, found in asked:
        path = folder / QUESTIONS / f"{team_id}.txt"
        if found or path.exists():
            letters[path] = letter(plan, plan.team(team_id), found)
    return letters


def letter(plan: Collaborative, team: Team, findings: Sequence[Finding]) -> str:
    """What is to be mended and what is asked, politely; notes are for the coach and left out."""
    mend = [f for f in findings if f.severity == "error"]
    asked = [f for f in findings if f.severity == "question"]
    lines = [f"Dear {team.name} team,", ""]
    if mend or asked:
        lines += [f"Thank you for your data for {plan.title}."]
        lines += _numbered("These numbers could not be used yet:", mend, 1)
        lines += _numbered(
            "We took these as they are, and would like to ask:", asked, len(mend) + 1
        )
        lines += ["", say("letter.mend" if mend else "letter.answer")]
    else:
        lines += [f"Thank you for your data for {plan.title}. We have no questions."]
    lines += ["", "With kind regards", plan.contact_name or plan.host or plan.title, ""]
    return "\n".join(lines)


def _numbered(heading: str, findings: Sequence[Finding], first: int) -> list[str]:
    lines = ["", heading] if findings else []
    for number, f in enumerate(findings, start=first):
        if f.sheet and f.cell:
            where = f" (sheet {f.sheet}, cell {f.cell})"
        else:
            where = f" (sheet {f.sheet})" if f.sheet else ""
        lines += ["", f"{number}. {f.message}{where}"]
        if f.fix:
            lines.append(f"   {f.fix}")
    return lines
