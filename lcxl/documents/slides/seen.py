"""What the readers of a deck may see: the same data as in their copy of the master workbook."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Literal

from lcxl.audience.report import MetricReport
from lcxl.audience.suppress import Rule
from lcxl.combine.combine import Combined, TeamText
from lcxl.combine.master import Master
from lcxl.figures.figures import Figures
from lcxl.figures.sentences import Names
from lcxl.figures.timeliness import Timeliness, reports_asked, timeliness
from lcxl.periods import month_of, month_period
from lcxl.plan import Collaborative
from lcxl.plan.follow_up import Attendance
from lcxl.sheets.master.change_cells import names_of

__all__ = ["Doubts", "Seen", "newest_month"]

OFTEN = 0.5
"""The newest month is one of which half as many teams have reported as of any lately."""
LATELY = 3


@dataclass(frozen=True, slots=True)
class Doubts:
    """How many findings of one kind there are: without names, numbers or places."""

    title: str
    """What the kind is about."""
    open: int
    answered: int


@dataclass(frozen=True)
class Seen:
    """One view of the data, for a deck about one month."""

    audience: Literal["hosts", "teams", "funders"]
    master: Master
    """Numbers and teams as they are shown, up to the month."""
    told: Combined
    """Changes and stories that may be shown."""
    month: date
    """First day of the month that the deck is about."""
    reports: Mapping[str, MetricReport] | None = None
    """Metric id -> tables of what may be shown, where single numbers are hidden."""
    rule: Rule = "none"
    hides_few: bool = False
    """What few teams have in common is hidden too."""
    by_team: bool = True
    """Single teams are shown, by their names or by codes."""
    doubts: tuple[Doubts, ...] = ()
    before: Master | None = field(default=None)
    """The same up to the month before."""
    attendance: tuple[Attendance, ...] = ()
    """Who came to which call: what the host notes, for the host alone."""

    @property
    def plan(self) -> Collaborative:
        """The plan, with teams as they are shown."""
        return self.master.plan

    @cached_property
    def figures(self) -> Figures:
        """Figures of all metrics with a value for each period."""
        return Figures(self.plan.by_period, self.master.combined)

    @cached_property
    def figures_before(self) -> Figures | None:
        """The same up to the month before."""
        return None if self.before is None else Figures(self.plan.by_period, self.before.combined)

    @cached_property
    def found(self) -> Timeliness:
        """Who reported what and when."""
        return timeliness(self.plan, self.master.combined)

    @property
    def is_open(self) -> bool:
        """Teams stand there by their own names."""
        return self.audience == "hosts" or (
            self.audience == "teams" and self.plan.display == "open"
        )

    @property
    def names(self) -> Names:
        """How sentences name teams."""
        return names_of(self.plan, self.by_team)

    def of_month(self, told: tuple[TeamText, ...]) -> list[TeamText]:
        """Stories of the month."""
        return [one for one in told if one.row.month and month_of(one.row.month) == self.month]


def newest_month(master: Master) -> date | None:
    """First day of the newest month of which most teams have reported; None without data."""
    teams: dict[date, set[str]] = {}
    asked = frozenset(reports_asked(master.plan))
    for row in master.rows:
        month = month_period(row.report.start)
        if row.report == month or month not in asked:  # weeks are not the report of their month
            teams.setdefault(month.start, set()).add(row.team_id)
    months = sorted(teams)
    lately = months[-LATELY:]
    most = max((len(teams[month]) for month in lately), default=0)
    return next((m for m in reversed(lately) if len(teams[m]) >= OFTEN * most), None)
