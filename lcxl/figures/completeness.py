"""How much of what was due is there: of each report, and of all of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from lcxl.combine.combine import Combined
from lcxl.figures.timeliness import reports_asked
from lcxl.periods import Period, month_of
from lcxl.plan import Collaborative, Team

__all__ = ["by_month", "complete", "due_and_done"]


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
    newest = _newest(combined)
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


def by_month(
    plan: Collaborative, combined: Combined, months: Sequence[Period]
) -> dict[Period, dict[str, tuple[int, int]]]:
    """Month -> team id -> required metrics with data, and how many were due.

    Of shorter periods are due those that begin in the month, up to the newest that anybody sent;
    their metric has data in it when it has some in each.
    """
    newest = _newest(combined)
    within: defaultdict[date, list[Period]] = defaultdict(list)
    for one in reports_asked(plan):
        if one.frequency != "month" and one.start <= newest.get(one.frequency, date.min):
            within[month_of(one.start)].append(one)
    required = [m for m in plan.metrics if m.requirement == "required"]
    done = {(row.report, row.team_id, row.metric_id) for row in combined.rows if not row.stratum}
    sent = {(report, team_id) for report, team_id, _ in done}

    def counts(team: Team, month: Period) -> tuple[int, int]:
        asked = [
            one
            for one in (month, *within[month.start])
            if (one, team.id) in sent or plan.calendar.asks(team, one)
        ]
        due = {m.id: [one for one in asked if plan.is_due(m, one)] for m in required}
        whole = [all((one, team.id, m) in done for one in of) for m, of in due.items() if of]
        return sum(whole), len(whole)

    return {month: {team.id: counts(team, month) for team in plan.teams} for month in months}


def _newest(combined: Combined) -> dict[str, date]:
    """Frequency -> beginning of the newest period that anybody sent."""
    newest: dict[str, date] = {}
    for row in combined.rows:
        if row.day is None:  # a rare event is none of a report
            kind = row.report.frequency
            newest[kind] = max(newest.get(kind, row.month), row.month)
    return newest
