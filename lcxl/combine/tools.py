"""What the teams' own tools say, as it counts: promises, lessons, assessments, what stays."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Literal

from lcxl.combine.combine import TeamTools, newest_tools
from lcxl.engine.cache import NO_CACHE, Cache
from lcxl.findings import Finding
from lcxl.intake.collect import each_team
from lcxl.intake.pile import SUBMISSIONS, find_files, named
from lcxl.intake.submission import WITHHELD, TextRow
from lcxl.keep.arrivals import FolderArrivals
from lcxl.periods import add_days
from lcxl.plan import Collaborative
from lcxl.plan.follow_up import Assessment
from lcxl.plan.notes import Lesson, Notes, Promise, Sustained
from lcxl.plan.practice_rules import TOOLS_DUE

__all__ = ["notes_of_tools", "open_before_the_end", "sent_tools"]

WEEKS_BEFORE = 2
"""So many weeks before the last session a team's lessons and what stays are asked for (V78)."""

SIDES: tuple[Literal["before", "after"], ...] = ("before", "after")


def notes_of_tools(tools: Iterable[TeamTools], statements: int) -> Notes:
    """All of it; ``statements``: how many an assessment has, of which each must be answered."""
    found = Notes()
    for one in tools:
        found = found.and_also(
            Notes(
                assessments=tuple(_assessments(one, statements)),
                promises=tuple(_promises(one)),
                lessons=tuple(_lessons(one)),
                sustained=tuple(_sustained(one)),
            )
        )
    return found


def sent_tools(
    folder: Path, plan: Collaborative, cache: Cache = NO_CACHE
) -> dict[str, dict[str, list[dict[str, object]]]]:
    """Team id -> block -> rows of the newest workbook of its own tools under submissions/.

    Without what may identify a person.
    """
    files = named(find_files(folder / SUBMISSIONS), folder)
    since = FolderArrivals(folder).known
    newest = each_team(plan, files, newest_tools, cache=cache, arrivals=since)
    return {
        one.team_id: {
            block: [
                {name: value for name, value in row.values.items() if value != WITHHELD}
                for row in rows
            ]
            for block, rows in one.rows.items()
        }
        for one in newest.values()
        if one is not None
    }


def open_before_the_end(
    plan: Collaborative, tools: Sequence[TeamTools], on: date | None
) -> Iterator[Finding]:
    """V78: what is missing two weeks before the last session; nothing where no team uses tools.

    ``on``: the day as of which it is asked, such as that of the newest file.
    """
    if not tools or on is None:
        return
    last = plan.calendar.sessions[-1]
    if on < add_days(last, -7 * WEEKS_BEFORE):
        return
    by_team = {one.team_id: one for one in tools}
    for team in plan.active_teams:
        one = by_team.get(team.id)
        rows = one.rows if one else {}
        told = {"team": team.name, "day": last}
        for text, block, field in (("lessons", "lessons", "answer"), ("sustain", "kept", "change")):
            if not any(row.values.get(field) for row in rows.get(block, ())):
                file = one.file if one else ""
                yield Finding(TOOLS_DUE.code, TOOLS_DUE.severity, text, told, file, team.id)


def _text(row: TextRow, name: str) -> str:
    """What is typed; "" for what may identify a person."""
    value = str(row.values.get(name, ""))
    return "" if value == WITHHELD else value


def _day(row: TextRow, name: str) -> date | None:
    value = row.values.get(name)
    return value if isinstance(value, date) else None


def _promises(tools: TeamTools) -> Iterator[Promise]:
    for row in tools.rows.get("actions", ()):
        text = _text(row, "what") or _text(row, "steps")
        if text:
            yield Promise(
                tools.team_id,
                "action plan",
                tools.saved_on,
                text,
                _text(row, "who"),
                _day(row, "due"),
                done_on=_day(row, "done_on"),
                change_id=_text(row, "change_id"),
            )


def _lessons(tools: TeamTools) -> Iterator[Lesson]:
    for row in tools.rows.get("lessons", ()):
        text = _text(row, "answer")
        if text:
            yield Lesson(tools.team_id, "lessons", tools.saved_on, _text(row, "id"), text)


def _assessments(tools: TeamTools, statements: int) -> Iterator[Assessment]:
    rows = tools.rows.get("assessment", ())
    taken = next(iter(tools.rows.get("taken", ())), None)
    for side in SIDES:
        scores = [v for row in rows if isinstance(v := row.values.get(side), float)]
        if len(scores) == statements and all(1 <= score <= 5 for score in scores):
            day = _day(taken, f"{side}_on") if taken else None
            yield Assessment(
                team=tools.team_id, taken=side, taken_on=day, score=sum(scores), notes=""
            )


def _sustained(tools: TeamTools) -> Iterator[Sustained]:
    for row in tools.rows.get("kept", ()):
        names = ("change", "owner", "backup", "metric", "acts_at")
        if _text(row, "change"):
            yield Sustained(tools.team_id, *(_text(row, name) for name in names))
