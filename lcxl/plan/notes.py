"""What the host and its teams noted while they worked together, beside the numbers.

It comes from meetings.xlsx and from the teams' own tools; plain data, in no language.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from math import fsum
from typing import Literal, NamedTuple

from lcxl.findings import Finding
from lcxl.plan.follow_up import Assessment, Attendance
from lcxl.plan.model import Collaborative
from lcxl.plan.survey import FEWEST, Rating

__all__ = [
    "Engagement",
    "Lesson",
    "Notes",
    "Promise",
    "SessionRating",
    "Sustained",
    "engagement",
    "with_notes",
]

FEWEST_TEAMS = 3
"""Teams with both assessments below which no mean of them is given."""


class SessionRating(NamedTuple):
    """What those who came said of one learning session, such as S1."""

    session: str
    what: str
    day: date | None
    rating: Rating
    quotes: tuple[tuple[str, str], ...] = ()
    """Question (s2 to s5) and answer, in their order; for the host alone."""


class Promise(NamedTuple):
    """What a team, or all of them (``team_id`` ""), said they would do."""

    team_id: str
    source: Literal["call", "action plan"]
    said_on: date | None
    text: str
    who: str = ""
    due: date | None = None
    kept: str = ""
    """An id of the list "matched"; "" while nobody said."""
    done_on: date | None = None
    change_id: str = ""
    """The change idea that it is a step of."""


class Lesson(NamedTuple):
    """Something learned that others may read; ``topic`` is "share", or a prompt such as L1."""

    team_id: str
    source: Literal["call", "lessons"]
    said_on: date | None
    topic: str
    text: str


class Sustained(NamedTuple):
    """A change that a team keeps: by whom, and at which value of which metric somebody acts."""

    team_id: str
    change: str
    owner: str
    backup: str
    metric: str
    acts_at: str


@dataclass(frozen=True)
class Notes:
    """All of it; empty where nobody uses these workbooks."""

    attendance: tuple[Attendance, ...] = ()
    assessments: tuple[Assessment, ...] = ()
    ratings: tuple[SessionRating, ...] = ()
    promises: tuple[Promise, ...] = ()
    lessons: tuple[Lesson, ...] = ()
    sustained: tuple[Sustained, ...] = ()
    findings: tuple[Finding, ...] = ()

    def and_also(self, other: Notes) -> Notes:
        """Both."""
        return Notes(
            *((*getattr(self, name), *getattr(other, name)) for name in self.__dataclass_fields__)
        )


@dataclass(frozen=True, slots=True)
class Engagement:
    """How all teams together took part; None where nothing is noted of it."""

    events: int = 0
    """Sessions and calls of which the attendance is noted."""
    attended: float | None = None
    """Of those times the teams that could have come, how often somebody came."""
    sessions_rated: int = 0
    answered: int = 0
    present: int = 0
    mean: float | None = None
    """Of all ratings of sessions, from 1 to 5."""
    assessed: int = 0
    """Teams with an assessment before and one after."""
    before: float | None = None
    after: float | None = None
    """Means of these teams; None of fewer than `FEWEST_TEAMS`."""

    @property
    def share_answered(self) -> float | None:
        """Of those who came, how many answered; None where that is not known."""
        return self.answered / self.present if self.present else None


def engagement(plan: Collaborative, notes: Notes) -> Engagement:
    """The same of a plan that has the attendance and assessments that count (`with_notes`)."""
    events = {(a.held_on, a.event) for a in plan.attendance}
    came = {(a.team, a.held_on, a.event) for a in plan.attendance if a.people}
    asked = sum(not team.has_left(day) for day, _ in events for team in plan.teams)
    counts = [0] * 5
    for one in notes.ratings:
        counts = [a + b for a, b in zip(counts, one.rating.counts, strict=True)]
    rated = sum(counts)
    scores = {(a.team, a.taken): a.score for a in plan.assessments}
    both = [
        (scores[team.id, "before"], scores[team.id, "after"])
        for team in plan.teams
        if (team.id, "before") in scores and (team.id, "after") in scores
    ]
    enough = len(both) >= FEWEST_TEAMS
    return Engagement(
        events=len(events),
        attended=min(1.0, len(came) / asked) if asked else None,
        sessions_rated=len(notes.ratings),
        answered=sum(one.rating.answered for one in notes.ratings),
        present=sum(one.rating.present for one in notes.ratings),
        mean=sum(n * c for n, c in enumerate(counts, 1)) / rated if rated >= FEWEST else None,
        assessed=len(both),
        before=fsum(before for before, _ in both) / len(both) if enough else None,
        after=fsum(after for _, after in both) / len(both) if enough else None,
    )


def with_notes(plan: Collaborative, notes: Notes) -> Collaborative:
    """The plan with the attendance and assessments that stand elsewhere than in the tracker.

    Attendance of one day is that of meetings.xlsx where it has any; an assessment is that of the
    tracker where it has one.
    """
    days = {a.held_on for a in notes.attendance}
    attendance = [*notes.attendance, *(a for a in plan.attendance if a.held_on not in days)]
    known = {(a.team, a.taken) for a in plan.assessments}
    further = [a for a in notes.assessments if (a.team, a.taken) not in known]
    return replace(
        plan,
        attendance=_by_day(attendance),
        assessments=(*plan.assessments, *further),
    )


def _by_day(attendance: Iterable[Attendance]) -> tuple[Attendance, ...]:
    found: Sequence[Attendance] = sorted(attendance, key=lambda a: (a.held_on, a.event, a.team))
    return tuple(found)
