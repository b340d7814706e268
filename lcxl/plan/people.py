"""The contact list and its change log."""

from __future__ import annotations

from datetime import date
from typing import Literal

from lcxl.plan.fields import Model, Short
from lcxl.plan.organisations import YesNo

__all__ = ["NEEDED_ROLES", "SINGLE_ROLES", "Person", "PlanningMember", "Role", "RosterChange"]

Role = Literal[
    "sponsor",
    "team lead",
    "clinical champion",
    "data contact",
    "backup data contact",
    "patient partner",
    "team member",
    "coach",
    "faculty",
]
NEEDED_ROLES: tuple[Role, ...] = ("sponsor", "team lead", "data contact", "backup data contact")
"""Roles that somebody holds in every team."""
SINGLE_ROLES: tuple[Role, ...] = NEEDED_ROLES
"""Roles that one person at a time holds."""


class Person(Model):
    """One person in one role, from one day to another.

    Nothing is overwritten: who takes another role gets an end date here and a new row there.
    ``team`` is a team's id, or empty for people of the host.
    """

    team: str = ""
    name: Short
    role: Role
    start: date | None = None
    end: date | None = None
    """The last day in this role; None while there is no end in sight."""
    email: str = ""
    phone: str = ""
    channel: str = ""
    job_title: str = ""
    discipline: str = ""
    time_zone: str = ""
    consent: YesNo | None = None
    consent_on: date | None = None
    mailing_list: YesNo | None = None
    needs: str = ""
    notes: str = ""

    def is_active(self, on: date) -> bool:
        """Whether the person holds the role on a day."""
        return (self.start is None or self.start <= on) and (self.end is None or on <= self.end)


class RosterChange(Model):
    """One line of the change log: who joined, left, changed role, and handed over to whom."""

    effective_on: date
    recorded_on: date | None = None
    team: str = ""
    person: Short
    change: Literal[
        "joined", "left", "role changed", "leave started", "leave ended", "details changed"
    ]
    before: str = ""
    after: str = ""
    reason: str = ""
    replaced_by: str = ""
    handover_done: YesNo | None = None
    recorded_by: str = ""


class PlanningMember(Model):
    """Somebody who plans the collaborative, and whom they stand for."""

    name: str = ""
    organisation: str = ""
    represents: str = ""
    role: str = ""
    expertise: str = ""
    authority: str = ""
    networks: str = ""
    time: str = ""
    start: date | None = None
    end: date | None = None
    notes: str = ""
