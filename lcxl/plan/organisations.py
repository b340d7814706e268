"""Organisations that were approached, and the teams among them."""

from __future__ import annotations

from dataclasses import field
from datetime import date
from functools import cached_property
from typing import Annotated, Literal

from lcxl.periods import add_months, last_day, month_of
from lcxl.plan.dates import FIRST_REPORT_DAYS
from lcxl.plan.fields import FileSafeId, Limits, Model, Month, Short

__all__ = [
    "FUNNEL",
    "REACHED_BEFORE",
    "STAGE_DATES",
    "STAGE_NEEDS",
    "TEAM_STAGES",
    "Organisation",
    "Stage",
    "Team",
    "YesNo",
]

Stage = Literal[
    "identified",
    "contacted",
    "interested",
    "screened_eligible",
    "agreement_sent",
    "leadership_endorsed",
    "agreement_signed",
    "enrolled",
    "active",
    "completed",
    "no_response",
    "declined",
    "ineligible",
    "waitlisted",
    "withdrew",
]
YesNo = Literal["Yes", "No"]

FUNNEL: tuple[Stage, ...] = (
    "identified",
    "contacted",
    "interested",
    "screened_eligible",
    "agreement_sent",
    "leadership_endorsed",
    "agreement_signed",
    "enrolled",
    "active",
    "completed",
)
"""Stages in the order in which an organisation passes them; the others leave this way."""
REACHED_BEFORE: dict[Stage, Stage] = {
    "no_response": "contacted",
    "declined": "contacted",
    "ineligible": "contacted",
    "waitlisted": "screened_eligible",
    "withdrew": "enrolled",
}
"""How far an organisation that left the way had come at least."""
TEAM_STAGES: tuple[Stage, ...] = ("enrolled", "active", "completed", "withdrew")
"""Stages at which an organisation is a team, or was one."""
STAGE_DATES: dict[Stage, str] = {
    "identified": "identified_on",
    "contacted": "contacted_on",
    "interested": "interested_on",
    "screened_eligible": "screened_on",
    "agreement_sent": "agreement_sent_on",
    "leadership_endorsed": "endorsed_on",
    "agreement_signed": "signed_on",
    "enrolled": "enrolled_on",
    "active": "active_on",
    "completed": "completed_on",
    "no_response": "closed_on",
    "declined": "closed_on",
    "ineligible": "closed_on",
    "waitlisted": "closed_on",
    "withdrew": "withdrew_on",
}
"""The field with the date on which a stage was entered."""
STAGE_NEEDS: dict[Stage, tuple[str, ...]] = {
    "no_response": ("attempts",),
    "declined": ("reason",),
    "ineligible": ("reason",),
    "withdrew": ("withdrew_on", "reason", "data_use"),
}
"""What has to be said of an organisation at a stage."""


class Organisation(Model):
    """One row of the sheet Organisations, whose headings and help texts say what is meant."""

    id: FileSafeId | Literal[""] = ""
    name: Short
    organisation: str = ""
    type: str = ""
    clinicians: Annotated[int, Limits(ge=0)] | None = None
    size: Annotated[int, Limits(ge=1)] | None = None
    """Patients that it serves; what a sampled metric's teams are weighted by."""
    location: str = ""
    time_zone: str = ""
    language: str = ""
    """Of its workbook and letters: a code such as fr-CA; "" for the host's."""
    ehr: str = ""
    channel: str = ""
    referrer: str = ""
    handoff_by: str = ""
    host_owner: str = ""
    stage: Stage = "identified"
    identified_on: date | None = None
    contacted_on: date | None = None
    interested_on: date | None = None
    screened_on: date | None = None
    agreement_sent_on: date | None = None
    endorsed_on: date | None = None
    signed_on: date | None = None
    enrolled_on: date | None = None
    active_on: date | None = None
    completed_on: date | None = None
    closed_on: date | None = None
    withdrew_on: date | None = None
    reason: str = ""
    data_use: str = ""
    may_contact_again: YesNo | None = None
    attempts: Annotated[int, Limits(ge=0)] | None = None
    last_contact_on: date | None = None
    last_contact_mode: str = ""
    next_step: str = ""
    next_step_on: date | None = None
    contact_name: str = ""
    """Whom the host talks to there; the people of a team are in `Collaborative.people`."""
    contact_email: str = ""
    decision_maker: str = ""
    agreement_file: str = ""
    early_input: YesNo | None = None
    coach: str = ""
    excused: tuple[Month, ...] = ()
    """Months for which the host asks the team for no report."""
    notes: str = ""


class Team(Organisation):
    """One team of the collaborative: an organisation that enrolled."""

    id: FileSafeId = field()
    stage: Stage = "enrolled"

    @property
    def has_withdrawn(self) -> bool:
        """The team left: its past data stay, and it is asked for nothing more."""
        return self.stage == "withdrew" or self.withdrew_on is not None

    @cached_property
    def first_month(self) -> date | None:
        """The first month that the team reports; None where it is not known when it joined.

        A month that ends sooner than `FIRST_REPORT_DAYS` after a team joined is not asked of
        it, as of all teams after the kickoff.
        """
        joined = self.enrolled_on or self.signed_on
        if joined is None:
            return None
        late = (last_day(joined) - joined).days < FIRST_REPORT_DAYS
        return add_months(month_of(joined), 1 if late else 0)

    def has_left(self, on: date) -> bool:
        """The team had withdrawn by a day; without a date, by any."""
        return self.has_withdrawn and (self.withdrew_on is None or self.withdrew_on <= on)
