"""What arrived, and files that nothing was taken from, and whose they may be."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import PurePosixPath

from lcxl.combine.files import SET_ASIDE
from lcxl.combine.master import Master
from lcxl.files import printable
from lcxl.intake.pile import words_beside
from lcxl.intake.sources.base.source import INSIDE, File
from lcxl.plan import Collaborative, Team
from lcxl.words import joined, say

__all__ = ["arrived_lines", "teams_named", "unread_lines"]

MOST = 20
"""Files that arrived are named up to this many."""
SHORTEST = 3
"""Letters of a word of a team's name that tells it from others."""


def arrived_lines(master: Master, new: Sequence[File]) -> Iterator[str]:
    """Each file that was not there before, its team, and what the mail says that brought it."""
    if new:
        yield say("status.arrived")
    teams = {team.id.casefold(): team.name for team in master.plan.teams}
    team_of = {record.path: teams.get(record.team_id.casefold(), "") for record in master.files}
    for file in new[:MOST]:
        team = team_of.get(file.name, "")
        line = say("status.arrived_of", file=file.name, team=team) if team else f"  {file.name}"
        sender = printable(file.sender)
        if sender and file.received:
            day = date.fromisoformat(file.received[:10])
            line += say("status.arrived_mail", sender=sender, day=day)
        elif sender:
            line += say("status.arrived_from", sender=sender)
        yield line
    if len(new) > MOST:
        yield say("status.arrived_more", n=len(new) - MOST)
    mails = {file.path: file for file in new if file.inside}.values()
    written = [file.name.partition(INSIDE)[0] for file in mails if words_beside(file)]
    if written:
        yield say("status.mail_texts", files=joined(written[:MOST]), n=len(written))


def unread_lines(master: Master) -> Iterator[str]:
    """Each file that was set aside, why, and which teams it may be of; nothing if there is none."""
    unread = [record for record in master.files if record.state == SET_ASIDE]
    if unread:
        yield say("status.unread")
    for record in unread:
        teams = {team.id.casefold(): team for team in master.plan.teams}
        own = teams.get(record.team_id.casefold())
        found = [own] if own else teams_named(master.plan, record.path)
        if found:
            names = joined(team.name for team in found)
            yield say("status.unread_of", file=record.path, names=names, why=record.why)
        else:
            yield say("status.unread_file", file=record.path, why=record.why)


def teams_named(plan: Collaborative, path: str) -> list[Team]:
    """The teams whose id or name stands in the name of a file, or of a folder that it lies in.

    Of a name a word is enough that no other team has.
    """
    words = _words(str(PurePosixPath(path)))
    shared = Counter(word for team in plan.teams for word in set(_words(team.name)))
    return [
        team
        for team in plan.teams
        if _holds(words, _words(team.id))
        or any(len(w) >= SHORTEST and shared[w] == 1 and w in words for w in _words(team.name))
    ]


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", text.casefold())


def _holds(words: list[str], wanted: list[str]) -> bool:
    n = len(wanted)
    return any(words[i : i + n] == wanted for i in range(len(words) - n + 1))
