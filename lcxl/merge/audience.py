"""Who sees what: hosts everything, teams what the plan allows, funders what may be published.

Teams see each other openly, coded (each team has a file of its own, in which all others are
codes) or all together only.  They see of each other's words what was meant for them: what
stands under "share", and changes marked to be shared; never what may hold patient details.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from hashlib import sha256
from typing import Literal

from lcxl import templates
from lcxl.merge import Master
from lcxl.merge.combine import Combined, TeamText
from lcxl.merge.digest import change_rows, lesson_rows
from lcxl.merge.report_workbook import build_report_workbook
from lcxl.merge.workbook import build_master_workbook
from lcxl.plan import Collaborative, Team

__all__ = ["AUDIENCES", "Audience", "coded", "for_teams", "workbooks"]

Audience = Literal["hosts", "teams", "funders"]
AUDIENCES: tuple[Audience, ...] = ("hosts", "teams", "funders")
OPEN_SHEETS = ("summary", "compare", "teams", "reporting", "lessons", "changes", "definitions",
               "data", "about")  # fmt: skip
CODED_SHEETS = tuple(name for name in OPEN_SHEETS if name != "reporting")
PATIENT_DETAILS = "V24"
FORBIDDEN_TO_TEAMS = ("help", "learned")
"""Topics of the story that the coach reads, and other teams do not."""


def workbooks(master: Master, audience: Audience) -> Iterator[tuple[str, bytes]]:
    """Name (relative to the collaborative's folder) and bytes of each workbook."""
    plan = master.plan
    if audience == "hosts":
        yield "master.xlsx", build_master_workbook(master)
    elif audience == "funders":
        shown = master if plan.display == "open" else coded(master, master.secret)
        data = build_report_workbook(shown, plan.small_numbers, by_team=plan.display != "aggregate")
        yield "master-for-funders.xlsx", data
    elif plan.display == "coded":
        for team in plan.teams:
            if team.withdrew_on is None:
                own = build_master_workbook(
                    coded(for_teams(master), master.secret, team), CODED_SHEETS
                )
                yield f"master-for-teams/{team.id}.xlsx", own
    elif plan.display == "aggregate":
        shared = _nameless(for_teams(master))
        texts = templates.workbook("master").sheet("lessons").texts
        tables = {"lessons": lesson_rows(shared, texts), "changes": change_rows(shared)}
        yield (
            "master-for-teams.xlsx",
            build_report_workbook(
                master, "none", group_rule="under 5", by_team=False, tables=tables
            ),
        )
    else:
        yield "master-for-teams.xlsx", build_master_workbook(for_teams(master), OPEN_SHEETS)


def for_teams(master: Master) -> Master:
    """Without what other teams are not meant to see: files, findings, groups of patients."""
    combined = master.combined
    doubted = {
        (f.file, f.sheet, "".join(c for c in f.cell or "" if c.isdigit()))
        for f in combined.findings
        if f.code == PATIENT_DETAILS
    }

    def may_be_shared(told: TeamText) -> bool:
        place = (told.file, told.row.sheet)
        return not {(*place, str(told.row.row + 1)), (*place, ""), (told.file, None, "")} & doubted

    story = []
    for told in combined.story:
        values = {k: v for k, v in told.row.values.items() if k not in FORBIDDEN_TO_TEAMS}
        if may_be_shared(told):
            story.append(replace(told, row=replace(told.row, values=values)))
    return Master(
        master.plan,
        Combined(
            rows=tuple(
                replace(row, submitted_in="", sheet="", cell="")
                for row in combined.rows
                if not row.stratum
            ),
            changes=tuple(
                told
                for told in combined.changes
                if told.row.values.get("share") == "Yes" and may_be_shared(told)
            ),
            story=tuple(story),
            phases=combined.phases,
            received=combined.received,
        ),
    )


def _nameless(master: Master) -> Master:
    """Nobody's name beside a text, and an order that says nothing."""
    anybody = Team(id="team", name=templates.workbook("master").texts["a_team"])

    def mixed(told: tuple[TeamText, ...]) -> tuple[TeamText, ...]:
        plain = (replace(t, team=anybody, file="") for t in told)
        return tuple(sorted(plain, key=lambda t: repr(sorted(map(repr, t.row.values.items())))))

    combined = master.combined
    return replace(
        master,
        combined=replace(combined, changes=mixed(combined.changes), story=mixed(combined.story)),
    )


def coded(master: Master, secret: str, own: Team | None = None) -> Master:
    """All teams but ``own`` under codes, in an order that says nothing.

    ``secret`` (of the contents of all files, which only the host has) makes the codes: they
    cannot be worked out from names, and are others after the next report.
    """
    plan, combined = master.plan, _nameless(master).combined

    def lot(team: Team) -> str:
        return sha256(f"{secret} {own.id if own else ''} {team.id}".encode()).hexdigest()

    word = templates.workbook("master").texts["coded_team"]
    teams: dict[str, Team] = {}
    for number, team in enumerate(sorted(plan.teams, key=lot), start=1):
        name = word.format(number=number)
        code = Team(id=f"team-{number:02d}", name=name, withdrew_on=team.withdrew_on)
        teams[team.id] = team if own and team.id == own.id else code
    order = {metric.id: i for i, metric in enumerate(plan.metrics)}
    place = {team.id: i for i, team in enumerate(teams.values())}
    rows = (replace(r, team_id=teams[r.team_id].id, team=teams[r.team_id].name,
                    definition_version="") for r in combined.rows)  # fmt: skip
    return Master(
        Collaborative(**{**dict(plan), "teams": tuple(teams.values())}),
        Combined(
            rows=tuple(sorted(rows, key=lambda r: (place[r.team_id], order[r.metric_id], r.month))),
            restatements=combined.restatements,
            changes=combined.changes,
            story=combined.story,
            phases={(teams[t].id, m): months for (t, m), months in combined.phases.items()},
            received={(teams[t].id, m): day for (t, m), day in combined.received.items()},
        ),
    )
