"""Who has reported which month, and when: on time, late, missing, excused.

A report counts for a month from the first file that has any of its numbers.  E-mail leaves no
date behind that a folder of files could keep, so the day of receipt is the day the file says
it was last saved; a file without that date counts as received, on an unknown day.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from statistics import median
from typing import Literal

from lcxl.merge.combine import Combined
from lcxl.plan import Collaborative, Team
from lcxl.plan.dates import month_of

__all__ = ["TARGET", "MonthReport", "Status", "Timeliness", "timeliness"]

TARGET = 0.9
"""Share of reports on time that funders ask for (HRSA PIN 2001-07)."""

Status = Literal["on time", "late", "received", "missing", "due", "not due", "excused", "withdrawn"]


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

    def of(self, team: Team, month: date) -> MonthReport:
        """One team's report about one month."""
        return self.reports[team.id, month]

    @property
    def share_on_time(self) -> float | None:
        """Reports on time, of those received on a known day and those missing."""
        counted = [r for r in self.reports.values() if r.status in ("on time", "late", "missing")]
        on_time = sum(r.status == "on time" for r in counted)
        return on_time / len(counted) if counted else None

    @property
    def median_days_late(self) -> float | None:
        """Of the reports that came late."""
        late = [r.days_late for r in self.reports.values() if r.status == "late"]
        return median(late) if late else None


def timeliness(plan: Collaborative, combined: Combined, on: date | None = None) -> Timeliness:
    """Every report's status on a day; without one, on the day of the latest file.

    Months of the collaborative in which no required metric is reported are left out, and so
    are the baseline months.
    """
    day = on or _latest_day(plan, combined)
    months = [
        m
        for m in plan.calendar.reported
        if m >= plan.calendar.start
        and any(x.requirement == "required" and plan.is_due(x, m) for x in plan.metrics)
    ]
    reports = {
        (team.id, month): _report(plan, combined, team, month, day)
        for team in plan.teams
        for month in months
    }
    return Timeliness(day, reports)


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
    due = plan.calendar.due(month)
    if (team.id, month) in combined.received:
        day = combined.received[team.id, month]
        if day is None:
            return MonthReport(team.id, month, due, "received")
        late = (day - due).days
        return MonthReport(team.id, month, due, "late" if late > 0 else "on time", max(0, late))
    return MonthReport(team.id, month, due, _status_without_data(team, month, due, on))


def _status_without_data(team: Team, month: date, due: date, on: date) -> Status:
    if team.withdrew_on is not None and month >= month_of(team.withdrew_on):
        return "withdrawn"
    if on > due:
        return "missing"
    return "due" if on > month and month_of(on) != month else "not due"
