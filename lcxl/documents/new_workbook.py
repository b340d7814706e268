"""The mail that goes with a team's new workbook: what is different in it, and from when."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from lcxl.documents.addressed import closing, head, to_team
from lcxl.documents.papers.write import DOCUMENTS
from lcxl.keep.folder import Keep
from lcxl.plan import Collaborative, Team
from lcxl.reissue.edition import Edition, differences
from lcxl.words import in_language, is_draft, say

__all__ = ["mail_of", "mails_left", "place_of"]

NAME = "mail/new-workbook-"


def place_of(home: Path, team_id: str) -> Path:
    """Where the mail stands."""
    return home / DOCUMENTS / f"{NAME}{team_id}.txt"


def mail_of(plan: Collaborative, team: Team, old: Edition | None, sent: str) -> str:
    """What a team has to know of its new workbook; "" where there is nothing.

    ``old`` is what it is compared with, and ``sent`` the file that said so; "" where the team
    sent none.
    """
    with in_language(plan.language_of(team)):
        lines = [f"- {line}" for line in differences(old, plan)] if old else []
        if not lines:
            return ""
        since = say("letter.since_sent", file=sent) if sent else say("letter.since_first")
        subject = say("letter.new_title", title=plan.title, team=team.name)
        above = [*head(to_team(plan, team), subject), say("letter.dear", team=team.name), ""]
        below = [*closing(plan, team), *(["", say("letter.draft")] if is_draft() else []), ""]
        return "\n".join([*above, say("letter.new"), "", since, *lines, *below])


def mails_left(keep: Keep, written: Iterable[Path]) -> list[str]:
    """Says which mails of earlier builds tell of nothing that is still different.

    ``written``: those of a build of all teams.
    """
    now = set(written)
    found = sorted((keep.home / DOCUMENTS).glob(f"{NAME}*.txt"))
    return [say("keep.old_mail", file=path) for path in found if path not in now]
