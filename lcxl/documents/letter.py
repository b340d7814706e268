"""A letter with the questions to one team, ready to paste into an e-mail."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from lcxl.documents.addressed import closing, head, to_team
from lcxl.findings import Finding
from lcxl.plan import Collaborative, Team
from lcxl.words import in_language, is_draft, on_one_line, say

__all__ = ["QUESTIONS", "letter", "letters_of"]

QUESTIONS = "questions"
"""Folder of the letters, in a collaborative's folder."""


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
    """What is to be mended and what is asked, politely, in the team's language.

    Notes are for the coach and left out.
    """
    with in_language(plan.language_of(team)):
        return _letter(plan, team, findings)


def _letter(plan: Collaborative, team: Team, findings: Sequence[Finding]) -> str:
    mend = [f for f in findings if f.severity == "error"]
    asked = [f for f in findings if f.severity == "question"]
    title = {"title": plan.title, "team": team.name}
    subject = say("papers.questions_title" if mend or asked else "letter.thanks_title", **title)
    lines = [*head(to_team(plan, team), subject), say("letter.dear", team=team.name), ""]
    if mend or asked:
        lines += [say("letter.thanks", title=plan.title)]
        lines += _numbered(say("letter.not_used"), mend, 1)
        lines += _numbered(say("letter.asked"), asked, len(mend) + 1)
        lines += ["", say("letter.mend" if mend else "letter.answer")]
    else:
        lines += [say("letter.no_questions", title=plan.title)]
    lines += [*closing(plan, team), ""]
    if is_draft():
        lines += [say("letter.draft"), ""]
    return "\n".join(lines)


def _numbered(heading: str, findings: Sequence[Finding], first: int) -> list[str]:
    lines = ["", heading] if findings else []
    for number, f in enumerate(findings, start=first):
        where = ""
        if f.sheet:
            where = say(
                "letter.cell" if f.cell else "letter.sheet", sheet=on_one_line(f.sheet), cell=f.cell
            )
        lines += ["", f"{number}. {f.message} {where}".rstrip()]
        if f.fix:
            lines.append(f"   {f.fix}")
    return lines
