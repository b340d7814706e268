"""How each team takes part: attendance, scores of its own and the faculty's, changes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from lcxl import templates
from lcxl.merge.combine import Combined
from lcxl.plan import Collaborative, Team

__all__ = ["TakingPart", "decisions", "taking_part"]


@dataclass(frozen=True, slots=True)
class TakingPart:
    """One team; None where nothing is noted."""

    attended: int | None
    """Sessions and calls to which somebody of the team came."""
    events: int
    own_score: str | None
    """The latest month's, as the team chose it."""
    faculty_score: float | None
    before: float | None
    after: float | None
    changes: int


def taking_part(plan: Collaborative, combined: Combined, team: Team) -> TakingPart:
    """What the host noted about a team, and what the team says of itself."""
    events = {(a.held_on, a.event) for a in plan.attendance}
    came = {(a.held_on, a.event) for a in plan.attendance if a.team == team.id and a.people}
    own = [
        str(told.row.values["score"])
        for told in combined.story
        if told.team.id == team.id and told.row.values.get("score")
    ]
    faculty = {s.month: s.score for s in plan.faculty_scores if s.team == team.id}
    scores = {a.taken: a.score for a in plan.assessments if a.team == team.id}
    return TakingPart(
        attended=len(came) if events else None,
        events=len(events),
        own_score=own[-1] if own else None,
        faculty_score=faculty[max(faculty)] if faculty else None,
        before=scores.get("before"),
        after=scores.get("after"),
        changes=sum(told.team.id == team.id for told in combined.changes),
    )


def decisions(combined: Combined, texts: Mapping[str, str]) -> str:
    """How many changes were tested, and what was decided, in one sentence."""
    n = len(combined.changes)
    if not n:
        return texts["no_changes"]
    known = templates.values_of("decision")
    decided = Counter(
        str(told.row.values.get("decision"))
        if told.row.values.get("decision") in known
        else texts["undecided"]
        for told in combined.changes
    )
    parts = (f"{decided[name]} {name}" for name in (*known, texts["undecided"]) if decided[name])
    return texts["changes"].format(n=n, decisions=", ".join(parts))
