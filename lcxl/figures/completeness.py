"""How much of what was due is there: of each report, and of all of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from typing import TypeAlias

from lcxl.combine.combine import Combined
from lcxl.figures.timeliness import reports_asked
from lcxl.periods import Period, month_of
from lcxl.plan import Collaborative, Team

__all__ = ["by_month", "complete", "due_and_done"]

Counts: TypeAlias = dict[Period, dict[str, tuple[int, int]]]


def due_and_done(plan: Collaborative, combined: Combined, reports: Sequence[Period]) -> Counts:
    """Report -> team id -> required metrics with data, and how many were due.

    Of a team that joined later or withdrew nothing is due in the other reports; what it sent of
    them counts all the same.
    """
    return _counted(plan, combined, {one: [one] for one in reports})


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


def by_month(plan: Collaborative, combined: Combined, months: Sequence[Period]) -> Counts:
    """Month -> team id -> required metrics with data, and how many were due.

    Of shorter periods are due those that begin in the month, up to the newest that anybody sent;
    their metric has data in it when it has some in each.
    """
    newest = _newest(combined)
    within: defaultdict[date, list[Period]] = defaultdict(list)
    for one in reports_asked(plan):
        if one.frequency != "month" and one.start <= newest.get(one.frequency, date.min):
            within[month_of(one.start)].append(one)
    return _counted(plan, combined, {month: [month, *within[month.start]] for month in months})


def _counted(
    plan: Collaborative, combined: Combined, periods: Mapping[Period, Sequence[Period]]
) -> Counts:
    """The same of each report and the periods that are counted with it."""
    required = [m for m in plan.metrics if m.requirement == "required"]
    due = {
        one: [m.id for m in required if plan.is_due(m, one)]
        for of in periods.values()
        for one in of
    }
    done = {(row.report, row.team_id, row.metric_id) for row in combined.rows if not row.stratum}

    def counts(team: Team, of: Sequence[Period]) -> tuple[int, int]:
        whole: dict[str, bool] = {}
        for one in of:
            there = [(one, team.id, name) in done for name in due[one]]
            if any(there) or plan.calendar.asks(team, one):
                for name, is_there in zip(due[one], there, strict=True):
                    whole[name] = is_there and whole.get(name, True)
        return sum(whole.values()), len(whole)

    return {key: {team.id: counts(team, of) for team in plan.teams} for key, of in periods.items()}


def _newest(combined: Combined) -> dict[str, date]:
    """Frequency -> beginning of the newest period that anybody sent."""
    newest: dict[str, date] = {}
    for row in combined.rows:
        if row.day is None:  # a rare event is none of a report
            kind = row.report.frequency
            newest[kind] = max(newest.get(kind, row.month), row.month)
    return newest
