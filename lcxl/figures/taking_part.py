"""How each team takes part: attendance, scores of its own and the faculty's, changes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from lcxl import templates
from lcxl.combine.combine import Combined
from lcxl.plan import Collaborative
from lcxl.words import filled, joined

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


def taking_part(plan: Collaborative, combined: Combined) -> dict[str, TakingPart]:
    """Team id -> what the host noted about a team, and what the team says of itself."""
    events = {(a.held_on, a.event) for a in plan.attendance}
    came = Counter(
        team for team, *_ in {(a.team, a.held_on, a.event) for a in plan.attendance if a.people}
    )
    own = {
        told.team.id: str(told.row.values["score"])
        for told in combined.story
        if told.row.values.get("score")
    }
    faculty = {s.team: s.score for s in sorted(plan.faculty_scores, key=lambda s: s.month)}
    scores = {(a.team, a.taken): a.score for a in plan.assessments}
    changes = Counter(told.team.id for told in combined.changes)
    return {
        team.id: TakingPart(
            attended=came[team.id] if events else None,
            events=len(events),
            own_score=own.get(team.id),
            faculty_score=faculty.get(team.id),
            before=scores.get((team.id, "before")),
            after=scores.get((team.id, "after")),
            changes=changes[team.id],
        )
        for team in plan.teams
    }


def decisions(combined: Combined, texts: Mapping[str, str]) -> str:
    """How many changes were tested, and what was decided, in one sentence."""
    n = len(combined.changes)
    if not n:
        return texts["no_changes"]
    known = templates.ids_of("decision")
    decided = Counter(
        str(told.row.values.get("decision"))
        if told.row.values.get("decision") in known
        else texts["undecided"]
        for told in combined.changes
    )
    parts = (
        f"{decided[name]} {templates.word_of('decision', name)}"
        for name in (*known, texts["undecided"])
        if decided[name]
    )
    return filled(texts["changes_one" if n == 1 else "changes"], n=n, decisions=joined(parts))
