"""Who has reported which period, and when: on time, late, missing, excused.

A report is about a month with all whole periods that end with it, or about a week or fortnight
(`lcxl.periods.Period.report`).  It counts from the first file that has any of its numbers.
The day of receipt is that of the mail which brought the file, where the mail is kept; else the day
the file says it was last saved.  A file without any date counts as received, on an unknown day.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Literal, NamedTuple

from lcxl.combine.combine import Combined
from lcxl.periods import Period, add_days, add_months, month_of
from lcxl.plan import Collaborative, Team
from lcxl.runchart.median import median

__all__ = [
    "HERE",
    "TARGET",
    "Report",
    "Status",
    "Timeliness",
    "newest_reported",
    "reports_asked",
    "timeliness",
    "who_reported",
]

TARGET = 0.9
"""Share of reports on time that funders ask for (HRSA PIN 2001-07)."""

CLOCKS = 1
"""Days: files tell Greenwich time: what was saved tonight may carry tomorrow's date."""

BASELINE_ASKED = 28
"""Days before they are due from which on the baseline months are looked out for."""

Status = Literal["on time", "late", "received", "missing", "due", "not due", "excused", "withdrawn"]
HERE: tuple[Status, ...] = ("on time", "late", "received")
"""Statuses of reports that have come in."""


@dataclass(frozen=True, slots=True)
class Report:
    """One team's report about one period, as of a day."""

    team_id: str
    period: Period
    due: date
    status: Status
    """"received": it is there, on an unknown day; "due": its period has ended, its day has
    not come."""
    days_late: int = 0


@dataclass(frozen=True)
class Timeliness:
    """All reports as of a day."""

    on: date
    reports: Mapping[tuple[str, Period], Report]
    baseline: Mapping[str, Report] = field(default_factory=dict)
    """Team id -> its report on the baseline asked for together, in its first period."""
    together: tuple[Period, ...] = ()
    """The periods of that."""
    baseline_due: date | None = None
    """The day on which it is asked for."""

    def of(self, team: Team, period: Period) -> Report:
        """One team's report about one period."""
        return self.reports[team.id, period]

    def of_team(self, team: Team) -> Timeliness:
        """One team's reports."""
        return Timeliness(self.on, self._by_team[team.id])

    def of_period(self, period: Period) -> Timeliness:
        """All teams' reports about one period."""
        return Timeliness(self.on, self._by_period[period])

    def has_begun(self, period: Period) -> bool:
        """A report of a period may be there; the baseline asked for together is none of one."""
        found = self.of_period(period)
        return found.count("not due") < len(found.reports)

    @cached_property
    def _by_team(self) -> Mapping[str, Mapping[tuple[str, Period], Report]]:
        found: defaultdict[str, dict[tuple[str, Period], Report]] = defaultdict(dict)
        for key, report in self.reports.items():
            found[report.team_id][key] = report
        return found

    @cached_property
    def _by_period(self) -> Mapping[Period, Mapping[tuple[str, Period], Report]]:
        found: defaultdict[Period, dict[tuple[str, Period], Report]] = defaultdict(dict)
        for key, report in self.reports.items():
            found[report.period][key] = report
        return found

    @property
    def periods(self) -> tuple[Period, ...]:
        """The periods that are reported, in order."""
        return tuple(sorted({period for _, period in self.reports}))

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

    Periods in which no required metric is reported are left out.  Those of the baseline that are
    asked for together are one report, in no period; one with a due date of its own is a report
    like those of the collaborative.  A report whose file was saved after the day had not come
    yet.
    """
    calendar, day = plan.calendar, on or _latest_day(plan, combined)
    asked = reports_asked(plan)
    together = tuple(filter(calendar.is_asked_together, asked))
    reports = {
        (team.id, period): _report(plan, combined, team, period, day)
        for team in plan.teams
        for period in asked
        if period not in together
    }
    if not together:
        return Timeliness(day, reports)
    due = max(map(calendar.due, together))
    of_baseline = {t.id: _of_baseline(plan, combined, t, together, due, day) for t in plan.teams}
    return Timeliness(day, reports, of_baseline, together, due)


def reports_asked(plan: Collaborative) -> list[Period]:
    """The months and shorter periods in which a required metric is reported."""
    required = (m for m in plan.metrics if m.requirement == "required")
    return sorted({report for metric in required for report in metric.reports(plan.calendar)})


def who_reported(
    plan: Collaborative, combined: Combined, month: date
) -> tuple[list[str], list[str]]:
    """Ids of the teams whose report of the month is in, and of those asked whose is not.

    Where months are not reported, one of a shorter period that begins in it.
    """
    months = [Period(month)] if Period(month) in reports_asked(plan) else []
    here = {
        team
        for team, period in combined.received
        if (period in months if months else month_of(period.start) == month)
    }
    asked = [
        team.id
        for team in plan.teams
        if plan.calendar.asks(team, Period(month)) and month not in team.excused
    ]
    return (
        [team.id for team in plan.teams if team.id in here],
        [team_id for team_id in asked if team_id not in here],
    )


def newest_reported(plan: Collaborative, combined: Combined, latest: date) -> date:
    """The newest month up to a day of which anybody's report is in (see `who_reported`).

    Where weeks are reported beside months, that of the newest week may be a month that has not
    ended.  The month of the day itself, where no report is in.
    """
    day = min((period.start for _, period in combined.received), default=latest)
    first, month = month_of(day), month_of(latest)
    while month > first and not who_reported(plan, combined, month)[0]:
        month = add_months(month, -1)
    return month if combined.received else month_of(latest)


def _latest_day(plan: Collaborative, combined: Combined) -> date:
    """No clock: the latest day a file speaks of, or the due date of the latest period with data."""
    calendar = plan.calendar
    days = [day for day in combined.received.values() if day is not None]
    latest: dict[str, Period] = {}
    for period in sorted(period for _, period in combined.received):
        if not calendar.is_baseline(period):
            latest[period.frequency] = period
    days += map(calendar.due, latest.values())
    return max(days, default=calendar.kickoff)


def _report(
    plan: Collaborative, combined: Combined, team: Team, period: Period, on: date
) -> Report:
    due, key = plan.calendar.due(period), (team.id, period)
    days = [combined.received[key]] if key in combined.received else []
    is_open = on > period.last_day
    if plan.calendar.is_baseline(period):
        due, is_late_start = _due_of_baseline(plan, team, due), False
    else:
        is_late_start = team.first_month is not None and period.start < team.first_month
    asked = _Asked(team, period, due, is_open and not is_late_start, is_late_start)
    return _judged(asked, days, on)


def _of_baseline(
    plan: Collaborative,
    combined: Combined,
    team: Team,
    together: Sequence[Period],
    due: date,
    on: date,
) -> Report:
    """What is asked for together is in when any of it is: teams send as many as they have."""
    due = _due_of_baseline(plan, team, due)
    keys = [(team.id, period) for period in together]
    days = [combined.received[key] for key in keys if key in combined.received]
    asked = _Asked(team, together[0], due, on > add_days(due, -BASELINE_ASKED))
    return _judged(asked, days, on)


def _due_of_baseline(plan: Collaborative, team: Team, due: date) -> date:
    """Of a team that joined later, baseline months are due with its first own report."""
    if team.first_month is not None and team.first_month > plan.calendar.start:
        return max(due, plan.calendar.due(Period(team.first_month)))
    return due


class _Asked(NamedTuple):
    """A report that is asked for, and until when."""

    team: Team
    period: Period
    due: date
    is_open: bool
    """It may be sent by now."""
    is_never_due: bool = False


def _judged(asked: _Asked, days: Sequence[date | None], on: date) -> Report:
    """``days``: on which what came of it was saved, None where the file does not say."""
    team, period, due, is_open, is_never_due = asked
    known = [day for day in days if day is not None]
    if days and not known:
        return Report(team.id, period, due, "received")
    if known and min(known) <= add_days(on, CLOCKS):
        late = (min(known) - due).days
        if late > 0 and not is_never_due:
            return Report(team.id, period, due, "late", late)
        return Report(team.id, period, due, "on time")
    left = team.withdrew_on
    status: Status = "not due"
    if team.has_withdrawn and (left is None or due >= left):
        status = "withdrawn"
    elif month_of(period.start) in team.excused:
        status = "excused"
    elif on > due and not is_never_due:
        status = "missing"
    elif is_open:
        status = "due"
    return Report(team.id, period, due, status)
