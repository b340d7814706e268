"""Rows of the sheets that are one table: lessons, changes, restatements, files."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from lcxl import templates
from lcxl.combine import Master
from lcxl.combine.told import HELP_WANTED, said
from lcxl.files import printable
from lcxl.periods import Period, month_of
from lcxl.plan import Collaborative
from lcxl.plan.notes import Promise
from lcxl.practice.ideas import record_of_ideas
from lcxl.words import filled, joined, number, percent
from lcxl.xl.tables import TableRows

__all__ = [
    "change_rows",
    "file_rows",
    "idea_rows",
    "lesson_rows",
    "promise_rows",
    "restatement_rows",
    "session_rows",
]


def _names(plan: Collaborative) -> dict[str | None, str]:
    return {team.id: team.name for team in plan.teams}


def lesson_rows(master: Master, texts: Mapping[str, str]) -> TableRows:
    """Help wanted, lessons and things to share, newest first."""
    rows = [
        {"month": one.month, "team": one.team.name, "topic": texts[one.topic], "text": one.text}
        for one in said(master.combined.story, HELP_WANTED, "learned", "share")
    ]
    names = _names(master.plan) | {"": texts["all_teams"]}
    prompts = {one.id: one.what for one in templates.tool_defaults().lessons}
    rows += [
        {
            "month": one.said_on and month_of(one.said_on),
            "team": names.get(one.team_id, one.team_id),
            "topic": prompts.get(one.topic, texts["call"]),
            "text": one.text,
        }
        for one in master.notes.lessons
    ]
    order = [*texts.values(), *prompts.values()]
    return sorted(
        rows,
        key=lambda r: (
            -(r["month"] if isinstance(r["month"], date) else date.max).toordinal(),
            order.index(str(r["topic"])),
            r["team"],
            r["text"],
        ),
    )


def session_rows(master: Master) -> TableRows:
    """What those who came said of each session: counts, and no words."""
    return [
        {
            "session": f"{one.session}  {one.what}",
            "day": one.day,
            "came": one.rating.present or None,
            "answered": one.rating.answered,
            "share": one.rating.share and percent(one.rating.share),
            "mean": one.rating.mean and number(one.rating.mean, 1),
            **{f"n{n}": count for n, count in enumerate(one.rating.counts, start=1)},
        }
        for one in master.notes.ratings
    ]


def promise_rows(master: Master, texts: Mapping[str, str]) -> TableRows:
    """What was promised on calls and in action plans: what is open first, the oldest on top."""
    names = _names(master.plan) | {"": texts["all_teams"]}

    def state(one: Promise) -> str:
        if one.done_on is not None:
            return texts["done"]
        return templates.word_of("matched", one.kept) if one.kept else texts["open"]

    rows = [
        {
            "state": state(one),
            "team": names.get(one.team_id, one.team_id),
            "said_on": one.said_on,
            "source": texts["call" if one.source == "call" else "plan"],
            "text": one.text,
            "who": one.who,
            "due": one.due,
        }
        for one in master.notes.promises
    ]
    return sorted(
        rows,
        key=lambda r: (
            r["state"] != texts["open"],
            r["due"] or r["said_on"] or date.max,
            r["team"],
        ),
    )


def restatement_rows(master: Master, texts: Mapping[str, str]) -> TableRows:
    """Past months that two files of a team give differently."""
    names = _names(master.plan)
    return [
        {
            "team": names[r.team_id],
            "metric": master.plan.metric(r.metric_id).short_name,
            "month": r.period.start,
            "stratum": r.stratum,
            "old_numerator": r.old[0],
            "old_denominator": r.old[1],
            "new_numerator": r.new[0],
            "new_denominator": r.new[1],
            "reason": r.reason,
            "taken": texts["frozen" if not r.taken else "taken" if r.is_ordered else "not_ordered"],
            "old_file": r.old_file,
            "new_file": r.new_file,
        }
        for r in master.restatements
    ]


def file_rows(master: Master, span: str) -> TableRows:
    """What became of every file."""
    names = _names(master.plan)
    return [
        {
            "path": f.path,
            "team": names.get(f.team_id, f.team_id),
            "state": f.state,
            "why": f.why,
            "months": _span(f.periods, span),
            "taken": len(f.taken),
            "saved_at": f.saved_at,
            "received": f.received,
            "sender": printable(f.sender),
            "sha256": f.sha256,
        }
        for f in master.files
    ]


def _span(periods: tuple[Period, ...], template: str) -> str:
    if len(periods) < 2:
        return periods[0].in_words() if periods else ""
    return filled(template, first=periods[0].in_words(), last=periods[-1].in_words())


def change_rows(master: Master) -> TableRows:
    """All changes tested."""
    return [{"team": told.team.name, **told.row.values} for told in master.combined.changes]


def idea_rows(master: Master) -> TableRows:
    """What became of each change idea: tests, and teams by what they decided last."""
    names = _names(master.plan)
    planning = master.plan.planning
    drivers = {driver.id.casefold(): driver.text for driver in planning.primary}
    drivers |= {driver.id.casefold(): driver.text for driver in planning.secondary}

    def teams(ids: tuple[str, ...]) -> str:
        return joined(names[id_] for id_ in ids)

    return [
        {
            "id": one.idea.id,
            "idea": one.idea.text,
            "driver": drivers.get(one.idea.parent.casefold(), ""),
            "evidence": templates.word_of("evidence", one.idea.evidence),
            "tests": one.tests,
            "n_tested": len(one.tested),
            "n_adopted": len(one.adopted),
            "n_abandoned": len(one.abandoned),
            "tested": teams(one.tested),
            "adopted": teams(one.adopted),
            "abandoned": teams(one.abandoned),
        }
        for one in record_of_ideas(master)
    ]
