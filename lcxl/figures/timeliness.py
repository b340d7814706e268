"""Who has reported which month, and when: on time, late, missing, excused.

A report counts for a month from the first file that has any of its numbers.  E-mail leaves no
date behind that a folder of files could keep, so the day of receipt is the day the file says
it was last saved; a file without that date counts as received, on an unknown day.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from typing import Literal

from lcxl.combine.combine import Combined
from lcxl.plan import Collaborative, Team
from lcxl.plan.dates import month_of
from lcxl.runchart.median import median

__all__ = ["HERE", "TARGET", "MonthReport", "Status", "Timeliness", "timeliness"]

TARGET = 0.9
"""Share of reports on time that funders ask for (HRSA PIN 2001-07)."""

CLOCKS = timedelta(days=1)
"""Files tell Greenwich time: what was saved tonight may carry tomorrow's date."""

BASELINE_ASKED = timedelta(days=28)
"""Days before they are due from which on the baseline months are looked out for."""

Status = Literal["on time", "late", "received", "missing", "due", "not due", "excused", "withdrawn"]
HERE: tuple[Status, ...] = ("on time", "late", "received")
"""Statuses of reports that have come in."""


@dataclass(frozen=True, slots=True)
class MonthReport:
    """One team's report about one month, as of a day."""

    team_id: str
    month: date
    due: date
    status: Status
    """"received": it is there, on an unknown day; "due": its month has ended, its day has
    not come."""
    days_late: int = 0


@dataclass(frozen=True)
class Timeliness:
    """All reports as of a day."""

    on: date
    reports: Mapping[tuple[str, date], MonthReport]
    baseline: Mapping[str, MonthReport] = field(default_factory=dict)
    """Team id -> its report on the baseline months asked for together, in their first one."""

    def of(self, team: Team, month: date) -> MonthReport:
        """One team's report about one month."""
        return self.reports[team.id, month]

    def of_team(self, team: Team) -> Timeliness:
        """One team's reports."""
        return Timeliness(self.on, self._by_team[team.id])

    def of_month(self, month: date) -> Timeliness:
        """All teams' reports about one month."""
        return Timeliness(self.on, self._by_month[month])

    @cached_property
    def _by_team(self) -> Mapping[str, Mapping[tuple[str, date], MonthReport]]:
        found: defaultdict[str, dict[tuple[str, date], MonthReport]] = defaultdict(dict)
        for key, report in self.reports.items():
            found[report.team_id][key] = report
        return found

    @cached_property
    def _by_month(self) -> Mapping[date, Mapping[tuple[str, date], MonthReport]]:
        found: defaultdict[date, dict[tuple[str, date], MonthReport]] = defaultdict(dict)
        for key, report in self.reports.items():
            found[report.month][key] = report
        return found

    @property
    def months(self) -> tuple[date, ...]:
        """The months that are reported, in order."""
        return tuple(sorted({month for _, month in self.reports}))

    def count(self, *statuses: Status) -> int:
        """Reports with one of these statuses."""
        return sum(report.status in statuses for report in self.reports.values())

    @property
    def share_on_time(self) -> float | None:
        """Reports on time, of those received on a known day and those missing.

        None where reports came, and none of them on a known day.
        """
        if self.count("received") and not self.count("on time", "late"):
            return None
        counted = self.count("on time", "late", "missing")
        return self.count("on time") / counted if counted else None

    @property
    def median_days_late(self) -> float | None:
        """Of the reports that came late."""
        late = [r.days_late for r in self.reports.values() if r.status == "late"]
        return median(late) if late else None


def timeliness(plan: Collaborative, combined: Combined, on: date | None = None) -> Timeliness:
    """Every report's status on a day; without one, on the day of the latest file.

    Months in which no required metric is reported are left out.  The baseline months that are
    asked for together are one report, in no month; one with a due date of its own is a report
    like those of the collaborative.  A report whose file was saved after the day had not come
    yet.
    """
    day = on or _latest_day(plan, combined)
    asked = [
        m
        for m in plan.calendar.reported
        if any(x.requirement == "required" and plan.is_due(x, m) for x in plan.metrics)
    ]
    together = plan.calendar.baseline_report
    months = [m for m in asked if m not in together]
    baseline = [m for m in asked if m in together]
    reports = {
        (team.id, month): _report(plan, combined, team, month, day)
        for team in plan.teams
        for month in months
    }
    of_baseline = {t.id: _of_baseline(plan, combined, t, baseline, day) for t in plan.teams}
    return Timeliness(day, reports, of_baseline if baseline else {})


def _latest_day(plan: Collaborative, combined: Combined) -> date:
    """No clock: the latest day a file speaks of, or the due date of the latest month with data."""
    days = [day for day in combined.received.values() if day is not None]
    months = [month for _, month in combined.received if month >= plan.calendar.start]
    if months:
        days.append(plan.calendar.due(max(months)))
    return max(days, default=plan.calendar.kickoff)


def _report(
    plan: Collaborative, combined: Combined, team: Team, month: date, on: date
) -> MonthReport:
    due, key = plan.calendar.due(month), (team.id, month)
    days = [combined.received[key]] if key in combined.received else []
    is_open = on > month and month_of(on) != month
    if month < plan.calendar.start:
        due, is_late_start = _due_of_baseline(plan, team, due), False
    else:
        is_late_start = team.first_month is not None and month < team.first_month
    return _judged(team, month, due, days, on, is_open and not is_late_start, is_late_start)


def _of_baseline(
    plan: Collaborative, combined: Combined, team: Team, months: Sequence[date], on: date
) -> MonthReport:
    """The months asked for together are in when any is: teams send as many as they have."""
    due = _due_of_baseline(plan, team, plan.calendar.baseline_report_due)
    keys = [(team.id, month) for month in months]
    days = [combined.received[key] for key in keys if key in combined.received]
    first = months[0] if months else due
    return _judged(team, first, due, days, on, on > due - BASELINE_ASKED)


def _due_of_baseline(plan: Collaborative, team: Team, due: date) -> date:
    """Of a team that joined later, baseline months are due with its first own report."""
    if team.first_month is not None and team.first_month > plan.calendar.start:
        return max(due, plan.calendar.due(team.first_month))
    return due


def _judged(
    team: Team,
    month: date,
    due: date,
    days: Sequence[date | None],
    on: date,
    is_open: bool,
    is_never_due: bool = False,
) -> MonthReport:
    """``days``: on which what came of it was saved, None where the file does not say."""
    known = [day for day in days if day is not None]
    if days and not known:
        return MonthReport(team.id, month, due, "received")
    if known and min(known) <= on + CLOCKS:
        late = (min(known) - due).days
        if late > 0 and not is_never_due:
            return MonthReport(team.id, month, due, "late", late)
        return MonthReport(team.id, month, due, "on time")
    left = team.withdrew_on
    status: Status = "not due"
    if team.has_withdrawn and (left is None or due >= left):
        status = "withdrawn"
    elif month in team.excused:
        status = "excused"
    elif on > due and not is_never_due:
        status = "missing"
    elif is_open:
        status = "due"
    return MonthReport(team.id, month, due, status)
