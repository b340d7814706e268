"""tools/<team_id>.xlsx: a team's own tools, with what the collaborative knows filled in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import count

from lcxl import templates
from lcxl.books.folder import Given, Sources
from lcxl.keep.declared import with_sent
from lcxl.keep.own_statements import own_statements
from lcxl.plan import Collaborative, Team
from lcxl.practice.aim import aim_of
from lcxl.sheets.pages import Rows
from lcxl.templates.team_tools import Prompt
from lcxl.words import day, listing

__all__ = ["TOOLS", "file_of", "given"]

TOOLS = "tools"
"""Folder of the teams' tools, in a collaborative's folder."""
CAUSES = 5
"""Causes of each kind."""


def file_of(team: Team) -> str:
    """Where a team's workbook stands in the collaborative's folder."""
    return f"{TOOLS}/{team.id}.xlsx"


def given(sources: Sources) -> Given:
    """What one team's workbook starts with."""
    plan, team = sources.plan, sources.plan.team(sources.path.stem)
    known, spec = templates.tool_defaults(), templates.workbook("team-tools")
    rows: dict[str, Rows] = {
        "memo": [{"aim": aim_of(plan) or None}],
        "heads": [{"id": one.id, "head": one.what} for one in known.heads],
        "causes": [{"id": f"{head.id}{n}"} for head in known.heads for n in range(1, CAUSES + 1)],
        "assessment": [
            {"id": one.id, "text": one.what, "area": one.area}
            for one in _own(sources) or known.assessment
        ],
        "statements": [{"id": one.id, "text": one.what, "area": one.area} for one in known.sustain],
        "lessons": [{"id": one.id, "prompt": one.what} for one in known.lessons],
        "poster": [{"id": one.id, "prompt": one.what} for one in known.poster],
    }
    timetable = sources.timetable
    sessions = [day(d) for i in timetable.sessions if (d := timetable.dates[i.key])]
    context = {
        "team": team.name,
        "sessions": listing(sessions),
        "metrics": listing(_metrics(plan)),
        "people": listing(_people(plan, team)) or spec.texts["nobody"],
    }
    words = {
        "@metrics": [metric.short_name for metric in plan.metrics],
        "@ideas": [idea.id for idea in plan.ideas if idea.id],
    }
    told = {"team_id": team.id}
    return Given(
        rows,
        words=words,
        context=context,
        told=lambda _: told,
        finished=lambda found: {
            block.id: with_sent(block, found.get(block.id, ()), sources.sent.get(block.id, ()))
            for sheet in spec.sheets
            for block in sheet.blocks
            if block.kind in ("form", "table")
        },
    )


def _own(sources: Sources) -> Sequence[Prompt]:
    """The host's own statements; one that is rated already keeps its id, and lends it to none."""
    rated = {
        str(row["id"]): str(row.get("text"))
        for row in sources.typed.get("assessment", ())
        if row.get("id") and (row.get("before") or row.get("after"))
    }
    ids = {text: id_ for id_, text in rated.items()}
    free = (id_ for n in count(1) if (id_ := f"Q{n}") not in rated)
    return [
        Prompt(ids.get(one.what) or next(free), one.what, one.area)
        for one in own_statements(sources.folder)
    ]


def _metrics(plan: Collaborative) -> Iterator[str]:
    for metric in plan.metrics:
        yield metric.short_name


def _people(plan: Collaborative, team: Team) -> list[str]:
    """Those of a team's people who agreed to be named, each with the role."""
    return [
        f"{person.name} ({templates.word_of('role', person.role)})"
        for person in plan.contacts(team.id)
        if person.consent == "Yes"
    ]
