"""Figures across teams: pooled values, median of teams, change and signals."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from statistics import fmean, median

from lcxl.merge.combine import Combined, Row
from lcxl.metrics import kind_of
from lcxl.plan import Collaborative, Metric, Team
from lcxl.runchart import RunChart, analyse
from lcxl.runchart.chance import expected_signals, has_signal
from lcxl.runchart.icons import assurance, variation

__all__ = ["Figures", "MetricFigures"]

RECENT = 3
"""Months pooled to say where things stand; one month of a small team says little."""


@dataclass(frozen=True)
class MetricFigures:
    """One metric: every team's values by month, and what they come to together."""

    plan: Collaborative
    metric: Metric
    rows: Sequence[Row]
    phases: Mapping[tuple[str, str], tuple[date, ...]]

    @cached_property
    def _by_cell(self) -> dict[tuple[str, date], Row]:
        return {(r.team_id, r.month): r for r in self.rows if r.value is not None}

    def row(self, team_id: str, month: date) -> Row | None:
        """The row of one team and month, if it has a value."""
        return self._by_cell.get((team_id, month))

    def values(self, team_id: str) -> list[float | None]:
        """A team's plotted values for every reported month."""
        found = (self.row(team_id, month) for month in self.plan.calendar.reported)
        return [row.value if row else None for row in found]

    def of_month(self, month: date) -> list[Row]:
        """Rows with a value in a month, in the order of the teams."""
        found = (self.row(team.id, month) for team in self.plan.teams)
        return [row for row in found if row is not None]

    def together(self, rows: Iterable[Row]) -> float | None:
        """Numerators over denominators; for counts and measured values the mean."""
        rows = list(rows)
        kind = kind_of(self.metric)
        if not rows:
            return None
        if not kind.divides:
            return fmean(row.value for row in rows if row.value is not None)
        size = sum(row.denominator or 0 for row in rows)
        return kind.value(sum(row.numerator or 0 for row in rows), size, self.metric.per)

    def median_of_teams(self, month: date) -> float | None:
        """Median of the teams' values in a month."""
        values = [row.value for row in self.of_month(month) if row.value is not None]
        return median(values) if values else None

    @cached_property
    def months_with_data(self) -> tuple[date, ...]:
        """Months in which at least one team has a value."""
        present = {month for _, month in self._by_cell}
        return tuple(m for m in self.plan.calendar.reported if m in present)

    def _rows_in(self, months: Iterable[date]) -> list[Row]:
        return [row for month in months for row in self.of_month(month)]

    @cached_property
    def baseline(self) -> float | None:
        """Pooled value of the baseline months; of the first three if there are none."""
        start = self.plan.calendar.start
        before = [m for m in self.months_with_data if m < start]
        return self.together(self._rows_in(before or self.months_with_data[:RECENT]))

    @cached_property
    def recent(self) -> float | None:
        """Pooled value of the last three months with data."""
        return self.together(self._rows_in(self.months_with_data[-RECENT:]))

    def recent_of(self, team: Team) -> float | None:
        """A team's pooled value of its own last three months with data."""
        mine = [r for m in self.months_with_data if (r := self.row(team.id, m)) is not None]
        return self.together(mine[-RECENT:])

    @cached_property
    def at_goal(self) -> tuple[int, int] | None:
        """Teams that meet the goal by their last three months, of those with data."""
        goal, direction = self.metric.goal, self.metric.direction
        if goal is None or direction not in ("increase", "decrease"):
            return None
        recent = [v for team in self.plan.teams if (v := self.recent_of(team)) is not None]
        sign = 1 if direction == "increase" else -1
        return sum(sign * v >= sign * goal for v in recent), len(recent)

    @cached_property
    def charts(self) -> dict[str, RunChart]:
        """Team id -> run chart, of the teams with data."""
        reported = self.plan.calendar.reported
        found = {}
        for team in self.plan.teams:
            values = self.values(team.id)
            if all(v is None for v in values):
                continue
            accepted = self.phases.get((team.id, self.metric.id), ())
            starts = {reported.index(m) for m in accepted if m in reported[1:]}
            found[team.id] = analyse(
                values,
                self.plan.median_points(self.metric),
                sorted(starts.union(self.plan.phase_starts(self.metric))),
                self.metric.direction,
                self.plan.shift_points,
                trend=None,
                worse=self.metric.worse,
            )
        return found

    def signal(self, team_id: str) -> str:
        """Verdict on a team's run chart: better, worse, other, none or few ("" without data)."""
        chart = self.charts.get(team_id)
        if chart is None:
            return ""
        if has_signal(chart):
            return {1: "better", -1: "worse", 0: "other"}[_meaning_of(chart)]
        return "none" if chart.current.judged else "few"

    def icons(self, team_id: str) -> tuple[str, str]:
        """Variation and assurance of a team, in the manner of Making Data Count."""
        chart = self.charts.get(team_id)
        if chart is None:
            return "", ""
        metric, phases = self.metric, [phase.first for phase in chart.phases]
        return (
            variation(chart.values, metric.direction, worse=metric.worse, phases=phases),
            assurance(chart.values, metric.goal, metric.direction, phases=phases),
        )

    @cached_property
    def signals(self) -> dict[int, int]:
        """1, -1, 0 -> teams with a signal for the better, for the worse, and other signals."""
        found = {1: 0, -1: 0, 0: 0}
        for chart in self.charts.values():
            if has_signal(chart):
                found[_meaning_of(chart)] += 1
        return found

    @cached_property
    def expected(self) -> float:
        """Signals that chance alone would give among these charts."""
        return expected_signals(self.charts.values(), self.plan.shift_points)


def _meaning_of(chart: RunChart) -> int:
    """What the latest shift of the current phase means; 0 for a signal without a shift."""
    now = chart.current
    sides = [s for s in chart.shift_side[now.first : now.last + 1] if s]
    return chart.meaning(sides[-1]) if sides else 0


class Figures:
    """Figures of all metrics."""

    def __init__(self, plan: Collaborative, combined: Combined) -> None:
        self.plan = plan
        totals: defaultdict[str, list[Row]] = defaultdict(list)
        for row in combined.rows:
            if not row.stratum:
                totals[row.metric_id].append(row)
        self.by_metric = {
            metric.id: MetricFigures(plan, metric, totals[metric.id], combined.phases)
            for metric in plan.metrics
        }

    @cached_property
    def latest(self) -> date | None:
        """The latest month in which any team has a value."""
        months = [m for f in self.by_metric.values() for m in f.months_with_data[-1:]]
        return max(months, default=None)
