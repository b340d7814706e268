"""The change of all teams in one metric: the one place from which every view takes it.

Each team is compared with itself (`lcxl.runchart.teams_change`).  Proportions and rates are those
of a team's whole period; counts and measured values are its means per reported period, which no
number of months makes larger.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import Literal

from lcxl.combine.combine import Row
from lcxl.figures.periods import Periods
from lcxl.metrics import kind_of
from lcxl.periods import Period
from lcxl.plan import Metric
from lcxl.runchart.results import meaning
from lcxl.runchart.rounding import sign
from lcxl.runchart.teams_change import (
    MIN_MONTHS,
    MIN_TEAMS,
    ChangeKind,
    Reported,
    TeamsChange,
    change_of_teams,
    half_width_by_months,
)

__all__ = ["Change", "Verdict", "change_between", "change_kind", "reported", "values_of_set"]

ByTeam = Mapping[str, Mapping[Period, Row]]
"""Team id -> month -> row with a value; every team of the plan has a key."""
Verdict = Literal["better", "worse", "other", "chance", "early", "alike", "unchanged", "none"]
"""Of a change: for the better, the worse or neither by more than chance; no more than it; or why
that cannot be told."""


@dataclass(frozen=True)
class Change:
    """What changed in one metric between two periods, and for which teams that is known."""

    metric: Metric
    periods: Periods
    result: TeamsChange
    left_out: tuple[str, ...]
    """Ids of the teams that cannot be compared, in the order of the plan."""
    share: float | None
    """Weight of the teams compared, of that of all teams; None where one of them is unknown."""
    sizes: Mapping[str, tuple[float, float]]
    """Team id -> mean denominator of a report before and after, of the teams compared."""
    left_out_before: float | None
    """Value before the kickoff of the teams that are left out, taken together."""
    left_out_with_baseline: int
    """How many of these have one."""
    months_compared: bool
    """There are months enough on both sides for an interval by months."""

    @property
    def teams(self) -> int:
        """How many teams are compared."""
        return self.result.teams

    @property
    def by_two(self) -> bool:
        """The interval is the wider of one by teams and one by months."""
        return self.months_compared and self.result.lower is not None

    @property
    def excludes_zero(self) -> bool | None:
        """The change that is said first is more than chance gives; None without an interval."""
        headline = self.result.headline
        if headline is None or headline[1] is None:
            return None
        low, high = headline[1]
        return low > 0 or high < 0

    @property
    def meaning(self) -> int:
        """1 for the better, -1 for the worse, 0 where neither is better: where it went."""
        headline = self.result.headline
        if headline is None:
            return 0
        return meaning(self.metric.direction, sign(headline[0]), self.metric.worse)

    @property
    def verdict(self) -> Verdict:
        """What may be said of the change (conditions of F09 to F11)."""
        if self.result.change is None:
            return "none"
        if self.excludes_zero is None:
            if self.teams < MIN_TEAMS:
                return "early"
            return "alike" if sign(self.result.change) else "unchanged"
        if not self.excludes_zero:
            return "chance"
        if self.meaning == 1:
            return "better"
        return "worse" if self.meaning == -1 else "other"


def change_kind(metric: Metric) -> ChangeKind:
    """How `change_of_teams` takes the numbers of a metric."""
    return kind_of(metric).pools


def reported(metric: Metric, rows: Sequence[Row]) -> Reported:
    """What one team reported in a period; None without a row."""
    if not rows:
        return None
    if kind_of(metric).divides:
        return (sum(r.numerator or 0 for r in rows), sum(r.denominator or 0 for r in rows))
    return fmean(row.value for row in rows if row.value is not None)


def _grown(entry: Reported, size: int) -> Reported:
    """A sample's numbers as those of all patients it was taken from."""
    if not isinstance(entry, tuple) or not entry[1]:
        return entry
    return (entry[0] or 0) / entry[1] * size, float(size)


def _of_months(rows: Mapping[Period, Row], months: Sequence[Period]) -> list[Row]:
    return [rows[month] for month in months if month in rows]


def change_between(
    metric: Metric, teams: ByTeam, periods: Periods, patients: Mapping[str, int] | None = None
) -> Change:
    """Compare every team with itself between two periods.

    Args:
        metric: the metric.
        teams: every row with a value.
        periods: which months are compared.
        patients: team id -> how many patients it serves, where teams look at a sample: then
            they weigh by this, not by the cases in the sample.
    """
    sides: list[dict[str, Reported]] = []
    for months in (periods.before, periods.after):
        found = {team: _of_months(rows, months) for team, rows in teams.items()}
        sides.append(
            {
                team: reported(metric, rows) if len(rows) >= periods.fewest else None
                for team, rows in found.items()
            }
        )
    before, after = sides
    matched = [team for team in teams if before[team] is not None and after[team] is not None]
    if patients and all(team in patients for team in matched):
        for side in sides:
            side |= {team: _grown(side[team], patients[team]) for team in matched}
    months_known = None if metric.overlaps else _by_month(metric, teams, matched, periods)
    result = change_of_teams(
        before,
        after,
        kind=change_kind(metric),
        per=metric.per,
        months=months_known,
        direction=metric.direction,
    )
    left_out = tuple(team for team in teams if team in set(result.left_out))
    others = [row for team in left_out for row in _of_months(teams[team], periods.before)]
    return Change(
        metric,
        periods,
        result,
        left_out,
        _share(metric, teams, result, patients or {}),
        _sizes(teams, result, periods),
        value_of(metric, others),
        len({row.team_id for row in others}),
        months_known is not None and half_width_by_months(*months_known) is not None,
    )


def value_of(metric: Metric, rows: Sequence[Row]) -> float | None:
    """Rows taken together as one value; None without any."""
    found = reported(metric, rows)
    if isinstance(found, tuple):
        numerator, denominator = found
        return kind_of(metric).value(numerator or 0, denominator, metric.per)
    return found if isinstance(found, float) else None


def values_of_set(
    metric: Metric, teams: ByTeam, chosen: Sequence[str], months: Sequence[Period]
) -> list[float | None]:
    """Value of some teams together in each month."""
    return [
        value_of(metric, [teams[team][month] for team in chosen if month in teams[team]])
        for month in months
    ]


def _by_month(
    metric: Metric, teams: ByTeam, matched: Sequence[str], periods: Periods
) -> tuple[list[float | None], list[float | None]] | None:
    """Values of the teams compared in every month: the set that the sheet All teams shows."""
    if min(map(len, periods[:2])) < MIN_MONTHS:
        return None
    return (
        values_of_set(metric, teams, matched, periods.before),
        values_of_set(metric, teams, matched, periods.after),
    )


def _mean_size(rows: Sequence[Row]) -> float:
    sizes = [row.denominator for row in rows if row.denominator]
    return fmean(sizes) if sizes else 0.0


def _share(
    metric: Metric, teams: ByTeam, result: TeamsChange, patients: Mapping[str, int]
) -> float | None:
    """Of counts and values every team weighs alike; of samples the patients they stand for."""
    if not kind_of(metric).divides:
        return result.teams / len(teams) if teams else None
    weights: Mapping[str, float] = patients
    if not patients or not all(team in patients for team in result.shares):
        weights = {team: _mean_size(list(rows.values())) for team, rows in teams.items()}
    if not all(weights.get(team) for team in teams):
        return None
    return sum(weights[team] for team in result.shares) / sum(weights[team] for team in teams)


def _sizes(teams: ByTeam, result: TeamsChange, periods: Periods) -> dict[str, tuple[float, float]]:
    return {
        team: (
            _mean_size(_of_months(teams[team], periods.before)),
            _mean_size(_of_months(teams[team], periods.after)),
        )
        for team in result.shares
    }
