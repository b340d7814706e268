"""Addresses that may be named: those of the people of the collaborative tell of no patient."""

from __future__ import annotations

from lcxl.plan import Collaborative

__all__ = ["may_be_named"]


def may_be_named(plan: Collaborative, team_id: str | None, *others: str) -> frozenset[str]:
    """The host's address, and those of the people of a team, or of all teams; ``others`` besides.

    In small letters.  Who is in no team may be named by each.
    """
    teams = None if team_id is None else ("", team_id.casefold())
    people = (p.email for p in plan.people if teams is None or p.team.casefold() in teams)
    found = (plan.contact_email, *others, *people)
    return frozenset(address.strip().lower() for address in found if address)
