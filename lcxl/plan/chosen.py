"""The teams that somebody names by their ids."""

from __future__ import annotations

from collections.abc import Iterable

from lcxl.errors import LcxlError
from lcxl.plan.model import Collaborative
from lcxl.plan.organisations import Team
from lcxl.words import Choices, Text

__all__ = ["chosen_teams"]


def chosen_teams(plan: Collaborative, ids: Iterable[str]) -> list[Team]:
    """The teams of these ids; without any, all that have not withdrawn.

    Raises:
        LcxlError: there is no such team.
    """
    chosen = []
    for team_id in ids:
        try:
            chosen.append(plan.team(team_id))
        except KeyError:
            raise LcxlError(
                Text("commands.no_team", id=team_id),
                Text("commands.no_team_fix", ids=Choices(t.id for t in plan.teams)),
            ) from None
    return chosen or list(plan.active_teams)
