"""Which learning sessions people of a team came to, as meetings.xlsx or the tracker has it."""

from __future__ import annotations

from collections.abc import Iterator

from lcxl.documents.source import Source
from lcxl.plan import Team
from lcxl.plan.dates import day_in_words
from lcxl.practice.schedule import Meeting
from lcxl.words import number

__all__ = ["attended"]


def attended(source: Source, team: Team) -> Iterator[dict[str, str]]:
    """Each session with its day and how many came; nothing where nobody is noted."""
    for session in source.schedule.sessions:
        people = _people(source, team, session)
        if people and session.day:
            yield {
                "what": session.what,
                "day": day_in_words(session.day),
                "people": number(people),
            }


def _people(source: Source, team: Team, session: Meeting) -> float:
    """As it was noted: in meetings.xlsx, or else in the recruiting tracker."""
    for row in source.meetings.get("present", ()):
        is_theirs = str(row.get("team") or "").strip().casefold() == team.id.casefold()
        came = row.get("people")
        if is_theirs and row.get("id") == session.key and isinstance(came, float | int):
            return came
    return sum(
        one.people
        for one in source.plan.attendance
        if one.team == team.id and one.event == "learning session" and one.held_on == session.day
    )
