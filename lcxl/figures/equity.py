"""The gap between two groups of patients, each team's compared within itself.

Taken over all patients, a gap may only say that one group goes to other teams.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from lcxl.combine.combine import Row
from lcxl.figures.change import change_kind, reported
from lcxl.figures.figures import MetricFigures
from lcxl.metrics.display import shown_change, shown_end
from lcxl.periods import Period
from lcxl.plan import Metric
from lcxl.runchart.teams_change import Reported, TeamsChange, change_of_teams
from lcxl.words import say

__all__ = ["gap_change", "gap_sentences", "gap_within_teams"]

MIN_SIZE = 10
"""Patients that a team must have in either group."""


def gap_within_teams(one: MetricFigures, months: Sequence[Period]) -> TeamsChange:
    """Reference minus priority group: ``before`` is the priority group, ``after`` the other."""
    metric = one.metric
    low, high = (
        _by_team(metric, one.rows_of_group(name), months)
        for name in (metric.priority_group, metric.reference_group)
    )
    both = [team for team in low if team in high]
    return change_of_teams(
        {team: low[team] for team in both},
        {team: high[team] for team in both},
        kind=change_kind(metric),
        per=metric.per,
    )


def _by_team(metric: Metric, rows: Sequence[Row], months: Sequence[Period]) -> dict[str, Reported]:
    """Team -> what it reported of a group, of the teams with patients enough in it."""
    wanted, found = set(months), defaultdict[str, list[Row]](list)
    for row in rows:
        if row.report in wanted and row.value is not None:
            found[row.team_id].append(row)
    return {
        team: reported(metric, of_team)
        for team, of_team in found.items()
        if sum(row.denominator or 0 for row in of_team) >= MIN_SIZE
    }


def gap_change(before: TeamsChange, after: TeamsChange) -> TeamsChange:
    """How the gaps of the teams that have one in both periods changed: each team counts once."""
    both = before.changes.keys() & after.changes.keys()
    return change_of_teams(
        {team: gap for team, gap in before.changes.items() if team in both},
        {team: gap for team, gap in after.changes.items() if team in both},
        kind="value",
    )


def gap_sentences(one: MetricFigures) -> list[str]:
    """C07 of the last three months, and C08."""
    metric, now = one.metric, gap_within_teams(one, one.recent_months)
    if now.change is None:
        return []
    groups = {"group": metric.priority_group, "reference": metric.reference_group}
    gap = shown_change(metric, now.change)
    if now.lower is None or now.upper is None:
        return [say("charts.C07_plain", G=gap, **groups)]
    said = [say("charts.C07", G=gap, **_ends(metric, now), **groups)]
    before = gap_within_teams(one, one.periods.before)
    if not one.periods.after or before.change is None or before.lower is None:
        return said
    moved = gap_change(before, now)
    if moved.change is not None and moved.lower is not None:
        said.append(
            say(
                "charts.C08",
                G0=shown_change(metric, before.change),
                G1=gap,
                k=moved.teams,
                D=shown_change(metric, moved.change),
                **_ends(metric, moved),
            )
        )
    return said


def _ends(metric: Metric, found: TeamsChange) -> dict[str, str]:
    """Both ends of an interval that there is."""
    assert found.lower is not None
    assert found.upper is not None
    return {"lo": shown_end(metric, found.lower), "hi": shown_end(metric, found.upper)}
