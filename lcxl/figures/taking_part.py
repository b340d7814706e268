"""How each team takes part: attendance, scores of its own and the faculty's, changes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from lcxl import templates
from lcxl.combine.combine import Combined
from lcxl.figures.timeliness import TARGET, timeliness
from lcxl.plan import Collaborative
from lcxl.plan.notes import Engagement
from lcxl.words import filled, joined, number, percent

__all__ = ["TakingPart", "decided", "decisions", "how_teams_took_part", "taking_part"]


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


def decided(combined: Combined) -> dict[str, int]:
    """Decision -> of how many of the changes tested it was taken; "" stands for none yet."""
    known = (*templates.ids_of("decision"), "")
    found = Counter(str(told.row.values.get("decision") or "") for told in combined.changes)
    others = sum(n for name, n in found.items() if name not in known)
    return {name: found[name] + (0 if name else others) for name in known}


def decisions(combined: Combined, texts: Mapping[str, str]) -> str:
    """How many changes were tested, and what was decided, in one sentence."""
    n = len(combined.changes)
    if not n:
        return texts["no_changes"]
    found = decided(combined)
    parts = (
        f"{times} {templates.word_of('decision', name) if name else texts['undecided']}"
        for name, times in found.items()
        if times
    )
    return filled(texts["changes_one" if n == 1 else "changes"], n=n, decisions=joined(parts))


def how_teams_took_part(
    plan: Collaborative, combined: Combined, found: Engagement, texts: Mapping[str, str]
) -> dict[str, str]:
    """Indicator (K1, K2, K8 to K11) -> its sentence, of those that anything is known of."""
    left = sum(team.withdrew_on is not None for team in plan.teams)
    kind = {0: "none_withdrew", 1: "withdrew_one"}.get(left, "withdrew")
    if left == len(plan.teams) == 1:
        kind = "withdrew_only"
    said = {"K1": filled(texts[kind], n=left, teams=len(plan.teams))}
    share = timeliness(plan, combined).share_on_time
    if share is not None:
        said["K2"] = filled(texts["on_time"], share=percent(share), target=percent(TARGET))
    said["K9"] = decisions(combined, texts)
    return said | dict(_engagement(found, texts))


def _engagement(found: Engagement, texts: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Attendance, the survey after sessions, and assessments, where they are noted."""
    if found.attended is not None:
        yield "K8", filled(texts["attended"], share=percent(found.attended), n=found.events)
    if found.mean is not None:
        share = found.share_answered
        text = texts["survey" if share is None or share > 1 else "survey_share"]
        shown = "" if share is None else percent(share)
        mean = number(found.mean, 1)
        yield "K11", filled(text, mean=mean, share=shown, answered=found.answered)
    if found.before is not None and found.after is not None:
        means = {"before": number(found.before, 1), "after": number(found.after, 1)}
        yield "K10", filled(texts["assessed"], n=found.assessed, **means)
