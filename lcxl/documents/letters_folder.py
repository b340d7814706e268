"""Letters of questions that are about nothing any more."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from pathlib import Path

from lcxl.documents.letter import QUESTIONS
from lcxl.findings import Finding
from lcxl.intake.pile import SUBMISSIONS
from lcxl.keep.folder import Keep
from lcxl.plan import Collaborative
from lcxl.words import say

__all__ = ["letters_left"]


def letters_left(
    keep: Keep,
    plan: Collaborative,
    asked: Iterable[tuple[str, Sequence[Finding]]],
    written: Collection[Path],
    paths: Iterable[Path],
) -> Iterator[str]:
    """Says which letters ask nothing any more, and which are left from before.

    ``asked``: team ids, and what there is to ask each; ``written``: the letters that say
    something else than before;
    ``paths``: what was checked.  A letter of a team of which nothing was checked is left from
    before only if everything under submissions/ was.
    """
    questions = dict(asked)
    for path in written:
        if not questions[path.stem]:
            yield say("keep.no_question", file=path, team=plan.team(path.stem).name)
    inbox = (keep.home / SUBMISSIONS).resolve()
    is_all = any(inbox.is_relative_to(path.resolve()) for path in paths)
    belonging = questions if is_all else [team.id for team in plan.teams]
    known = {team_id.casefold() for team_id in belonging}
    folder = keep.home / QUESTIONS
    for path in sorted(folder.glob("*.txt")):
        if path.stem.casefold() not in known:
            yield say("keep.old_letter", file=path, submissions=keep.home / SUBMISSIONS)
