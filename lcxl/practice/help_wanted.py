"""What teams asked others for, as topics of the next session."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from lcxl.combine import Master
from lcxl.combine.told import HELP_WANTED, free_of_patients, said
from lcxl.plan import Collaborative

__all__ = ["Asked", "help_wanted", "may_be_shown"]

NEWEST = 10
"""Texts that are kept."""


class Asked(NamedTuple):
    """What one team asked for in a month; ``month`` is its first day, None where it is unknown."""

    month: date | None
    team_id: str
    text: str


def help_wanted(master: Master) -> tuple[Asked, ...]:
    """The newest first; none that may name a patient, and none of a team that wants it left out."""
    is_free = free_of_patients(master.combined)
    wanted = (
        Asked(one.month, one.team.id, " ".join(one.text.split()))
        for one in said(master.combined.story, HELP_WANTED)
        if not one.is_withheld and is_free(one.told)
    )
    found = [one for one in wanted if may_be_shown(one, master.plan)]
    # Those of one month stay in the order of the plan.
    found.sort(key=lambda one: one.month or date.min, reverse=True)
    return tuple(found[:NEWEST])


def may_be_shown(one: Asked, plan: Collaborative) -> bool:
    """The team is in the plan, and did not withdraw with the wish that all of it is left out."""
    return any(team.id == one.team_id and team.data_use != "delete" for team in plan.teams)
