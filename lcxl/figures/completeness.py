"""How much of what was due is there: of each report, and of all of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from lcxl.combine.combine import Combined
from lcxl.figures.timeliness import reports_asked
from lcxl.periods import Period
from lcxl.plan import Collaborative, Team

__all__ = ["complete", "due_and_done"]


def due_and_done(
    plan: Collaborative, combined: Combined, reports: Sequence[Period]
) -> dict[Period, dict[str, tuple[int, int]]]:
    """Report -> team id -> required metrics with data, and how many were due.

    Of a team that joined later or withdrew nothing is due in the other reports; what it sent of
    them counts all the same.
    """
    required = [m for m in plan.metrics if m.requirement == "required"]
    due = {one: {m.id for m in required if plan.is_due(m, one)} for one in reports}
    done = {(row.report, row.team_id, row.metric_id) for row in combined.rows if not row.stratum}

    def counts(team: Team, report: Period, names: set[str]) -> tuple[int, int]:
        n = sum((report, team.id, name) in done for name in names)
        return n, len(names) if n or plan.calendar.asks(team, report) else 0

    return {
        report: {team.id: counts(team, report, names) for team in plan.teams}
        for report, names in due.items()
    }


def complete(plan: Collaborative, combined: Combined) -> tuple[int, int]:
    """Reports of the teams that were due, and those of them with every required number.

    Due are those up to the newest of their frequency that anybody sent, and those that were over
    before what was sent last began.
    """
    newest: dict[str, date] = {}
    for row in combined.rows:
        if row.day is None:  # a rare event is none of a report
            kind = row.report.frequency
            newest[kind] = max(newest.get(kind, row.month), row.month)
    if not newest:
        return 0, 0
    last = max(newest.values())
    reports = [
        one
        for one in reports_asked(plan)
        if one.start <= newest.get(one.frequency, date.min) or one.last_day < last
    ]
    of_reports = due_and_done(plan, combined, reports).values()
    counts = [of_team for of_report in of_reports for of_team in of_report.values()]
    return sum(due > 0 for _, due in counts), sum(0 < due <= n for n, due in counts)
