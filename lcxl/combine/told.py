"""What teams wrote for others under a topic of Story, and what of it may name a patient."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import NamedTuple

from lcxl.combine.combine import Combined, TeamText
from lcxl.intake.submission import WITHHELD
from lcxl.plan import Team

__all__ = ["HELP_WANTED", "PATIENT_DETAILS", "Said", "free_of_patients", "said"]

HELP_WANTED = "help"
"""The topic under which teams ask others for something."""
PATIENT_DETAILS = "V24"


class Said(NamedTuple):
    """One answer of one team."""

    month: date | None
    team: Team
    topic: str
    text: str
    told: TeamText
    """The whole row that it stands in."""

    @property
    def is_withheld(self) -> bool:
        """It was left out when it was read, because it may identify a person."""
        return self.text == WITHHELD


def said(story: Iterable[TeamText], *topics: str) -> Iterator[Said]:
    """What stands under these topics, in the order of the rows and then of the topics."""
    for told in story:
        for topic in topics:
            if text := told.row.values.get(topic):
                yield Said(told.row.month, told.team, topic, str(text), told)


def free_of_patients(combined: Combined) -> Callable[[TeamText], bool]:
    """Whether nothing in the row of a text was found that may identify a patient."""
    doubted = {
        (f.file, f.sheet, "".join(c for c in f.cell or "" if c.isdigit()))
        for f in combined.findings
        if f.code == PATIENT_DETAILS
    }

    def is_free(told: TeamText) -> bool:
        place = (told.file, told.row.sheet)
        return not {(*place, str(told.row.row + 1)), (*place, ""), (told.file, None, "")} & doubted

    return is_free
