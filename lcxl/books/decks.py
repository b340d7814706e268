"""The decks of a collaborative: which data each gets, by who may see them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path

from lcxl.audience.past import Past
from lcxl.books.copies import Audience, View, view_of_all
from lcxl.books.team_tools import file_of
from lcxl.combine import Master
from lcxl.combine.as_of import as_of
from lcxl.combine.combine import TeamTools
from lcxl.combine.told import PATIENT_DETAILS
from lcxl.documents.slides.seen import Doubts, Seen
from lcxl.documents.slides.team import OfTeam
from lcxl.documents.source import Typed, rows_of
from lcxl.findings import Finding
from lcxl.findings.catalogue import RuleInfo
from lcxl.intake.submission import WITHHELD
from lcxl.periods import add_months, month_id
from lcxl.plan import Team
from lcxl.plan.folder import RECRUITING_TRACKER

__all__ = ["SLIDES", "data_call_name", "of_teams", "seen_by"]

SLIDES = "slides"
"""Folder of the decks, in a collaborative's folder."""


def data_call_name(month: date, audience: Audience) -> str:
    """The file of a deck of the data call."""
    suffix = "" if audience == "hosts" else f"-for-{audience}"
    return f"data-call-{month_id(month)}{suffix}.pptx"


def seen_by(
    master: Master, audience: Audience, month: date, past: Past | None = None
) -> tuple[View, Seen]:
    """The view of an audience on the data up to a month, and what of it stands on slides.

    Args:
        master: all teams.
        audience: who looks.
        month: first day of the month that the deck is about.
        past: earlier editions that the audience may hold.
    """
    known = as_of(master, month)
    view = view_of_all(known, audience, past)
    reports = None
    if view.rule is not None:
        reports = {one.metric.id: one for one in view.protected.reports}
    is_open = audience == "hosts" or (audience == "teams" and master.plan.display == "open")
    seen = Seen(
        audience=audience,
        master=view.master,
        told=view.told,
        month=month,
        reports=reports,
        rule=view.rule or "none",
        hides_few=bool(view.fewest),
        by_team=view.by_team,
        doubts=() if audience == "funders" else tuple(_doubts(known.findings, audience)),
        before=as_of(view.master, add_months(month, -1)) if is_open else None,
        attendance=master.plan.attendance if audience == "hosts" else (),
    )
    return view, seen


def of_teams(folder: Path, master: Master, teams: Iterable[Team]) -> list[OfTeam]:
    """What the decks of each team are made from."""
    screened = rows_of(folder / RECRUITING_TRACKER, "recruiting-tracker").get("screening", ())
    return [_of_team(folder, master, team, screened) for team in teams]


def _of_team(
    folder: Path, master: Master, team: Team, screened: Sequence[Mapping[str, object]]
) -> OfTeam:
    why = ""
    for row in screened:
        if row.get("organisation") in (team.name, team.organisation):
            why = str(row.get("why_now") or "").strip()
    came_back = [one for one in master.combined.tools if one.team_id == team.id]
    tools = _typed(came_back[-1]) if came_back else rows_of(folder / file_of(team), "team-tools")
    return OfTeam(master, team, tools, why)


def _typed(tools: TeamTools) -> Typed:
    """What a team's own tools say, without what may identify a person."""
    return {
        block: [{k: v for k, v in row.values.items() if v != WITHHELD} for row in rows]
        for block, rows in tools.rows.items()
    }


def _doubts(findings: Iterable[Finding], audience: Audience) -> Iterable[Doubts]:
    """How many of each kind; those about a patient's details are told to nobody but the host."""
    counted: dict[str, Counter[bool]] = {}
    for one in findings:
        is_for_host = one.code == PATIENT_DETAILS and audience != "hosts"
        if one.team_id is None or is_for_host or (one.severity == "note" and not one.answer):
            continue
        counted.setdefault(one.code, Counter())[bool(one.answer)] += 1
    for code, counts in sorted(counted.items()):
        yield Doubts(RuleInfo(code, "question").title, counts[False], counts[True])
