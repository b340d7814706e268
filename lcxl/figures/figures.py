"""Figures across teams: pooled values, median of teams, change, gaps and signals."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from statistics import fmean

from lcxl.combine.combine import Combined, Row
from lcxl.figures.change import Change, change_between
from lcxl.figures.charts_of_teams import ChartsOfTeams, Tally, chart_of, tally
from lcxl.figures.funnel import Funnel, funnel_of
from lcxl.figures.periods import Periods, compared, later, newest, year_earlier
from lcxl.metrics import kind_of
from lcxl.metrics.goal import has_goal, meets_goal
from lcxl.periods import Period
from lcxl.plan import Collaborative, Metric, Team
from lcxl.runchart.interval import Interval, change, interval_of
from lcxl.runchart.median import median
from lcxl.runchart.teams_change import MIN_TEAMS

__all__ = ["Figures", "MetricFigures", "Pooled", "pooled"]


@dataclass(frozen=True, slots=True)
class Pooled:
    """Rows taken together: the value, and the 95 % interval where the kind has one."""

    value: float
    numerator: float
    denominator: float | None
    interval: Interval | None
    teams: int
    rows: int


def pooled(metric: Metric, rows: Iterable[Row]) -> Pooled | None:
    """Numerators over denominators; for counts and measured values the mean of the rows."""
    rows = [row for row in rows if row.value is not None]
    if not rows:
        return None
    kind, per = kind_of(metric), metric.per
    numerator = sum(row.numerator or 0 for row in rows)
    known = [row.denominator for row in rows if row.denominator is not None]
    denominator = sum(known) if known else None
    teams = len({row.team_id for row in rows})
    if not kind.divides:
        mean = fmean(row.value for row in rows if row.value is not None)
        return Pooled(mean, numerator, denominator, None, teams, len(rows))
    value = kind.value(numerator, denominator, per)
    if value is None or not denominator:
        return None
    interval = interval_of(kind.pools, numerator, denominator, per)
    return Pooled(value, numerator, denominator, interval, teams, len(rows))


@dataclass(frozen=True)
class MetricFigures:
    """One metric: every team's values by month, and what they come to together."""

    plan: Collaborative
    metric: Metric
    rows: Sequence[Row]
    """Totals, not split by group."""
    strata: Sequence[Row]
    """The same, group by group."""
    phases: Mapping[tuple[str, str], tuple[date, ...]]

    @cached_property
    def _by_cell(self) -> dict[tuple[str, Period], Row]:
        return {(r.team_id, r.report): r for r in self.rows if r.value is not None}

    def row(self, team_id: str, month: Period) -> Row | None:
        """The row of one team and month, if it has a value."""
        return self._by_cell.get((team_id, month))

    def values(self, team_id: str) -> list[float | None]:
        """A team's plotted values for every report of the metric's timeline."""
        found = (self.row(team_id, month) for month in self.plan.timeline(self.metric))
        return [row.value if row else None for row in found]

    def of_month(self, month: Period) -> list[Row]:
        """Rows with a value in a month, in the order of the teams."""
        found = (self.row(team.id, month) for team in self.plan.teams)
        return [row for row in found if row is not None]

    def median_of_teams(self, month: Period) -> float | None:
        """Median of the teams' values in a month."""
        values = [row.value for row in self.of_month(month) if row.value is not None]
        return median(values) if values else None

    @cached_property
    def months_with_data(self) -> tuple[Period, ...]:
        """Months in which at least one team has a value."""
        present = {month for _, month in self._by_cell}
        return tuple(m for m in self.plan.timeline(self.metric) if m in present)

    def in_months(self, months: Iterable[Period]) -> list[Row]:
        """All teams' rows of several months."""
        return [row for month in months for row in self.of_month(month)]

    @cached_property
    def periods(self) -> Periods:
        """The months that are compared."""
        return compared(
            self.plan, self.metric, self.months_with_data, lambda month: len(self.of_month(month))
        )

    @property
    def baseline_months(self) -> tuple[Period, ...]:
        """Months with data before the kickoff's; of overlapping windows the last one."""
        return self.periods.before

    @cached_property
    def recent_months(self) -> tuple[Period, ...]:
        """The reports of the last three months with data after the kickoff's; before it, of all.

        They say where teams stand; what is compared are `periods`.
        """
        return self.periods.after or newest(self.metric, self.months_with_data)

    @cached_property
    def by_team(self) -> Mapping[str, Mapping[Period, Row]]:
        """Team id -> month -> row with a value; every team of the plan has a key."""
        found: dict[str, dict[Period, Row]] = {team.id: {} for team in self.plan.teams}
        for (team_id, month), row in self._by_cell.items():
            found.setdefault(team_id, {})[month] = row
        return found

    @cached_property
    def change(self) -> Change:
        """All teams, before the kickoff against the last three months."""
        return self._between(self.periods)

    def change_of(self, team: Team) -> float | None:
        """One team's own change, in units of the value; None where `change` leaves it out."""
        return self.change.result.changes.get(team.id)

    def _between(self, periods: Periods) -> Change:
        return change_between(self.metric, self.by_team, periods, self._patients)

    @cached_property
    def _patients(self) -> dict[str, int]:
        """Team id -> patients it serves, where teams look at a sample."""
        if self.metric.sampling == "all" or not kind_of(self.metric).divides:
            return {}
        return {team.id: team.size for team in self.plan.teams if team.size}

    @property
    def is_weighted_by_patients(self) -> bool:
        """Samples stand for the patients that the teams serve."""
        shares = self.change.result.shares
        return bool(self._patients) and all(team in self._patients for team in shares)

    @property
    def is_main(self) -> bool:
        """The plan names it as the metric by which the collaborative is judged."""
        return self.plan.main_metric == self.metric.id

    def change_after(self, day: date) -> Change:
        """Before the kickoff against what was reported for the months after that of ``day``."""
        after = [m for m in self.months_with_data if m.start > day]
        periods = later(self.metric, self.periods, after, lambda m: len(self.of_month(m)))
        return self._between(periods)

    @cached_property
    def change_in_a_year(self) -> Change | None:
        """The same against the same months of a year before the kickoff, where there are.

        A team counts with the months that it has in both years; every month needs teams enough
        for an interval.
        """
        periods = year_earlier(self.plan, self.metric, self.periods)
        if periods is None:
            return None
        pairs = list(zip(periods.before, periods.after, strict=True))
        teams: dict[str, dict[Period, Row]] = {}
        for team, rows in self.by_team.items():
            both = [pair for pair in pairs if pair[0] in rows and pair[1] in rows]
            teams[team] = {month: rows[month] for pair in both for month in pair}
        if min(sum(month in rows for rows in teams.values()) for month, _ in pairs) < MIN_TEAMS:
            return None
        return change_between(self.metric, teams, periods, self._patients)

    @cached_property
    def baseline(self) -> Pooled | None:
        """All teams taken together, before the kickoff."""
        return pooled(self.metric, self.in_months(self.baseline_months))

    @cached_property
    def recent(self) -> Pooled | None:
        """All teams taken together, last three months."""
        return pooled(self.metric, self.in_months(self.recent_months))

    def baseline_of(self, team: Team) -> Pooled | None:
        """One team in the baseline months."""
        return pooled(self.metric, self._mine(team, self.baseline_months))

    def recent_of(self, team: Team) -> Pooled | None:
        """One team in the last three months."""
        return pooled(self.metric, self._mine(team, self.recent_months))

    def _mine(self, team: Team, months: Iterable[Period]) -> list[Row]:
        return [row for m in months if (row := self.row(team.id, m)) is not None]

    @cached_property
    def at_goal(self) -> tuple[int, int] | None:
        """Teams that meet the goal by their last three months, of those with data."""
        if not has_goal(self.metric):
            return None
        met = [v for team in self.plan.teams if (v := self.meets_goal(team)) is not None]
        return sum(met), len(met)

    def meets_goal(self, team: Team) -> bool | None:
        """Whether a team's last three months reach the goal; None without goal or data."""
        recent = self.recent_of(team)
        return None if recent is None else meets_goal(self.metric, recent.value)

    def of_group(self, stratum: str, months: Iterable[Period]) -> Pooled | None:
        """One group of patients of all teams, in some months."""
        wanted = set(months)
        return pooled(self.metric, (r for r in self._groups[stratum] if r.report in wanted))

    def rows_of_group(self, stratum: str) -> Sequence[Row]:
        """All rows of one group of patients."""
        return self._groups[stratum]

    @cached_property
    def _groups(self) -> Mapping[str, Sequence[Row]]:
        found: defaultdict[str, list[Row]] = defaultdict(list)
        for row in self.strata:
            found[row.stratum].append(row)
        return found

    def gap(self, month: Period) -> tuple[float, Interval | None] | None:
        """Reference minus priority group of all teams in a month, their patients taken together.

        None where the metric names no two groups.
        """
        metric = self.metric
        if not metric.reference_group or not metric.priority_group:
            return None
        one = self.of_group(metric.priority_group, [month])
        other = self.of_group(metric.reference_group, [month])
        if one is None or other is None:
            return None
        ends = None
        if one.interval is not None and other.interval is not None:
            ends = change(one.value, one.interval, other.value, other.interval)
        return other.value - one.value, ends

    @cached_property
    def funnel(self) -> Funnel:
        """The teams around what they come to together, in the last three months."""
        found = {}
        for team in self.plan.teams:
            mine = self.recent_of(team)
            if mine is not None and mine.denominator and kind_of(self.metric).divides:
                found[team.id] = (mine.numerator, mine.denominator)
        return funnel_of(self.metric, found)

    @cached_property
    def charts(self) -> ChartsOfTeams:
        """Team id -> chart and its verdict, of the teams with data."""
        return {
            team: chart_of(
                self.plan,
                self.plan.team(team),
                self.metric,
                rows,
                self.phases.get((team, self.metric.id), ()),
            )
            for team, rows in self.by_team.items()
            if rows
        }

    @cached_property
    def tally(self) -> Tally:
        """How many of the teams' charts say what."""
        return tally(self.charts.values())


class Figures:
    """Figures of all metrics."""

    def __init__(self, plan: Collaborative, combined: Combined) -> None:
        self.plan = plan
        totals: defaultdict[str, list[Row]] = defaultdict(list)
        strata: defaultdict[str, list[Row]] = defaultdict(list)
        for row in combined.rows:
            (strata if row.stratum else totals)[row.metric_id].append(row)
        self.by_metric = {
            m.id: MetricFigures(plan, m, totals[m.id], strata[m.id], combined.phases)
            for m in plan.metrics
        }

    @cached_property
    def latest(self) -> date | None:
        """First day of the latest report of which any team has a value."""
        latest = [m.start for f in self.by_metric.values() for m in f.months_with_data[-1:]]
        return max(latest, default=None)
