"""What of the plan may be given to teams and coaches, in whatever is sent to them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from lcxl.plan import Collaborative, Team
from lcxl.plan.people import Person

__all__ = ["for_teams"]

_OF_A_TEAM = (
    "id", "name", "language", "stage", "enrolled_on", "signed_on", "withdrew_on", "excused",
)  # fmt: skip
"""What a team's reports are judged by; the rest is what the host noted about it."""
_OF_A_PERSON = ("team", "name", "role", "start", "end", "email", "consent")


def for_teams(plan: Collaborative, only: Collection[str] = ()) -> Collaborative:
    """The plan as teams and coaches may know it, with all that their reports are judged by.

    Without what the host notes about organisations, who decided on phases and for what the host
    is away.  People stand in it who agreed to be listed; where one of a team has not, nobody of
    that team does, for a part of a list would be taken for the whole of it.

    Args:
        plan: the host's.
        only: ids of the teams that it is for; all if left out.  They know their own people.
    """
    chosen = {team_id.casefold() for team_id in only}
    teams = [t for t in plan.teams if not chosen or t.id.casefold() in chosen]
    known = {"", *(t.id.casefold() for t in teams)}
    silent = {p.team.casefold() for p in plan.people if p.consent != "Yes"} - chosen
    people = [p for p in plan.people if p.team.casefold() in known - silent]
    calendar = replace(
        plan.calendar, days_off=tuple(replace(day, name="") for day in plan.calendar.days_off)
    )
    return replace(
        plan.for_others(),
        calendar=calendar,
        teams=tuple(Team.of(_kept(team, _OF_A_TEAM)) for team in teams),
        people=tuple(Person.of(_kept(person, _OF_A_PERSON)) for person in people),
        phases=tuple(replace(phase, decided_by="") for phase in plan.phases),
    )


def _kept(part: Team | Person, names: Collection[str]) -> dict[str, object]:
    return {name: value for name, value in part.values().items() if name in names}
