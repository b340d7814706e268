"""Under which names teams stand: their own, a code, or none at all, as readers may see them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from hashlib import sha256
from itertools import count

from lcxl import templates
from lcxl.combine import Master
from lcxl.combine.combine import TeamText
from lcxl.plan import Collaborative, Team
from lcxl.words import filled

__all__ = [
    "ANYBODY",
    "coded",
    "nameless",
    "names_coded",
    "names_kept",
    "renamed",
    "without_withdrawn",
]

ANYBODY = "a team"
"""Id of whoever wrote a text that is shown without a name.

Like all ids made here it holds a space, which no id of the host's own can
(`lcxl.plan.fields.FileSafeId`): two teams are never taken for one.
"""


def nameless(master: Master) -> Master:
    """Nobody's name beside a text, and an order that says nothing."""
    anybody = Team(id=ANYBODY, name=templates.workbook("master").texts["a_team"])

    def mixed(told: tuple[TeamText, ...]) -> tuple[TeamText, ...]:
        plain = (replace(t, team=anybody, file="") for t in told)
        return tuple(sorted(plain, key=lambda t: repr(sorted(map(repr, t.row.values.items())))))

    combined = master.combined
    return replace(
        master,
        combined=replace(combined, changes=mixed(combined.changes), story=mixed(combined.story)),
    )


def without_withdrawn(master: Master, secret: str = "") -> Master:
    """What teams that withdrew agreed to: all kept, kept without a name, or left out.

    Those without a name stand behind all others, in an order made with the ``secret``
    (`Master.secret` if left out): their place in the plan would give them away.
    """
    return renamed(master, names_kept(master.plan, secret or master.secret))


def names_kept(plan: Collaborative, secret: str) -> dict[str, Team]:
    """Id -> the team as it may be shown; one that withdrew under no name, or not at all."""
    word = templates.workbook("master").texts["withdrawn_team"]
    kept = [team for team in plan.teams if team.data_use not in ("keep without name", "delete")]
    nameless = [team for team in plan.teams if team.data_use == "keep without name"]
    codes = _codes(plan, nameless, secret, "withdrew {number}", word)
    return {team.id: team for team in kept} | codes


def coded(master: Master, secret: str, own: Team | None = None) -> Master:
    """All teams but ``own`` under codes, in an order that says nothing.

    ``secret`` (of the contents of all files, which only the host has) makes the codes: they
    cannot be worked out from names, and are others after the next report.
    """
    return renamed(nameless(master), names_coded(master.plan, secret, own))


def names_coded(plan: Collaborative, secret: str, own: Team | None = None) -> dict[str, Team]:
    """Id -> the team under a code; ``own`` under its name."""
    word = templates.workbook("master").texts["coded_team"]
    secret = f"{secret} {own.id if own else ''}"
    shown = _codes(plan, plan.teams, secret, "team {number:02d}", word)
    if own is not None:
        shown[own.id] = own  # in the place of its code
    return shown


def _codes(
    plan: Collaborative, teams: Iterable[Team], secret: str, team_id: str, word: str
) -> dict[str, Team]:
    """Id -> the team under a code, in an order that only who has the secret can know.

    A code that reads like the name of one of the plan's teams is passed over.
    """

    def lot(team: Team) -> str:
        return sha256(f"{secret} {team.id}".encode()).hexdigest()

    real = {team.name.casefold() for team in plan.teams}
    free = (n for n in count(1) if filled(word, number=n).casefold() not in real)
    return {
        team.id: _stand_in(team, filled(team_id, number=n), filled(word, number=n))
        for team, n in zip(sorted(teams, key=lot), free, strict=False)
    }


def _stand_in(team: Team, team_id: str, name: str) -> Team:
    """A team under another name, with what its reports are judged by."""
    return Team(
        id=team_id,
        name=name,
        stage=team.stage,
        withdrew_on=team.withdrew_on,
        excused=team.excused,
    )


def renamed(master: Master, shown: Mapping[str, Team]) -> Master:
    """The same with other teams in the place of each, in their order; without those left out."""
    plan, combined = master.plan, master.combined
    order = {metric.id: i for i, metric in enumerate(plan.metrics)}
    place = {team.id: i for i, team in enumerate(shown.values())}
    rows = [
        row._replace(team_id=team.id, team=team.name)
        for row in combined.rows
        if (team := shown.get(row.team_id)) is not None
    ]
    rows.sort(key=lambda r: (place[r.team_id], order[r.metric_id], r.month))

    def told(texts: tuple[TeamText, ...]) -> tuple[TeamText, ...]:
        kept = (t for t in texts if t.team.id in shown or t.team.id == ANYBODY)
        named = (replace(t, team=shown.get(t.team.id, t.team)) for t in kept)
        return tuple(sorted(named, key=lambda t: place.get(t.team.id, 0)))

    return Master(
        replace(plan.for_others(), teams=tuple(shown.values()), people=()),
        replace(
            combined,
            rows=tuple(rows),
            files=(),
            findings=(),
            tools=(),
            restatements=tuple(
                replace(r, team_id=shown[r.team_id].id, old_file="", new_file="")
                for r in combined.restatements
                if r.team_id in shown
            ),
            logs={},
            changes=told(combined.changes),
            story=told(combined.story),
            phases={
                (shown[t].id, m): months for (t, m), months in combined.phases.items() if t in shown
            },
            received={
                (shown[t].id, m): day for (t, m), day in combined.received.items() if t in shown
            },
        ),
    )
