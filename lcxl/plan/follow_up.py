"""What the host notes about its teams while they work: attendance, scores, assessments."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from lcxl.plan.fields import FileSafeId, Limits, Model, Month

__all__ = ["Assessment", "Attendance", "FacultyScore"]

Score = Annotated[float, Limits(ge=0.5, le=5, multiple_of=0.5)]
"""0.5 (signed up in principle) to 5.0 (goals met and built in), in steps of a half."""


class Attendance(Model):
    """How many people of a team came to a session or a call; 0 when nobody did."""

    team: FileSafeId
    event: Literal["learning session", "data call", "coaching call"]
    held_on: date
    people: Annotated[int, Limits(ge=0, le=500)]
    notes: str = ""


class FacultyScore(Model):
    """How far a team is by the month's end, as faculty sees it.

    Director and improvement advisor score apart and then agree on ``score``; people set
    scores, nothing computes them.
    """

    team: FileSafeId
    month: Month
    director: Score | None = None
    advisor: Score | None = None
    score: Score
    notes: str = ""


class Assessment(Model):
    """A team's own assessment before the collaborative, and the same one repeated at its end.

    ``score`` is in the unit of the instrument that the host chose.
    """

    team: FileSafeId
    taken: Literal["before", "after"]
    taken_on: date | None = None
    score: float
    notes: str = ""
