"""Who a letter to a team goes to, who signs it, and whom the team may call."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date

from lcxl import templates
from lcxl.plan import Collaborative, Person, Team
from lcxl.plan.people import Role
from lcxl.words import joined, say

__all__ = ["call_lines", "closing", "coach_lines", "coaches_of", "head", "to_team"]

REPORTERS: tuple[Role, ...] = ("data contact", "backup data contact", "team lead")
CALLED: tuple[Role, ...] = ("team lead", "data contact", "backup data contact")
"""Whom a coach telephones, the first of them that is known."""


def head(address: str, subject: str) -> list[str]:
    """The two lines above a mail, and the blank one below them."""
    return [say("papers.to", address=address), say("papers.subject", subject=subject), ""]


def to_team(plan: Collaborative, team: Team, day: date | None = None) -> str:
    """A team with the address of who reports for it, or of whom the host talks to there.

    ``day``: who does so then; without it those whose time has no end.
    """
    people = (p for role in REPORTERS for p in plan.contacts(team.id, role, day))
    address = next((p.email for p in people if p.email), team.contact_email)
    return f"{team.name} <{address}>" if address else team.name


def coaches_of(plan: Collaborative, teams: Sequence[Team], day: date | None = None) -> str:
    """The coaches of these teams with their addresses; "" where no team has one."""
    found = dict.fromkeys(filter(None, (_coach(plan, team, day) for team in teams)))
    return joined(f"{c.name} <{c.email}>" if c.email else c.name for c in found)


def closing(plan: Collaborative, team: Team) -> list[str]:
    """Who signs a letter, and how to reach the team's coach."""
    who = [plan.contact_name, plan.host or ("" if plan.contact_name else plan.title)]
    signed = [line for line in (*who, plan.contact_email) if line]
    coach = list(coach_lines(plan, [team]))
    return ["", say("letter.regards"), *signed, *(["", *coach] if coach else [])]


def coach_lines(
    plan: Collaborative, teams: Sequence[Team], day: date | None = None
) -> Iterator[str]:
    """How teams reach their coach, a line for each coach."""
    of: defaultdict[Person, list[Team]] = defaultdict(list)
    for team in teams:
        coach = _coach(plan, team, day)
        if coach is not None:
            of[coach].append(team)
    for coach, theirs in of.items():
        reached = [coach.name] if coach.consent == "No" else [coach.name, coach.email, coach.phone]
        who = ", ".join(filter(None, reached))
        if len(theirs) == len(teams):
            yield say("letter.coach", coach=who)
        else:
            yield say("letter.coach_of", teams=joined(t.name for t in theirs), coach=who)


def call_lines(plan: Collaborative, teams: Sequence[Team], day: date) -> Iterator[str]:
    """Whom a coach telephones in each team, as far as the contact list knows."""
    for team in teams:
        people = [p for role in CALLED for p in plan.contacts(team.id, role, day) if p.phone]
        for person in people[:1]:
            role = templates.word_of("role", person.role)
            yield say(
                "letter.call", team=team.name, name=person.name, role=role, phone=person.phone
            )


def _coach(plan: Collaborative, team: Team, day: date | None) -> Person | None:
    """A team's coach as the contact list has them, else by name alone."""
    own = plan.contacts(team.id, "coach", day)
    if not team.coach:
        return own[0] if own else None
    name = team.coach.casefold()
    known = (p for p in (*own, *plan.contacts("", "coach", day)) if p.name.casefold() == name)
    return next(known, Person(name=team.coach, role="coach"))
