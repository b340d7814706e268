"""What may be shown outside the collaborative: one-way tables of cells that give nothing away.

For each metric: all months together; three periods that add up to them (baseline, between,
last three months); the months of each period; and for the last three months the teams and
the groups of patients.  Cells are hidden by `lcxl.merge.suppress`, from the whole to its
parts: parts of a hidden whole are hidden, so no table can be added up to it.

Values, intervals and teams at goal are computed from the cells as they are shown.  The change of
all teams is the one that every other reader sees (`lcxl.merge.change`), rounded as it is shown;
where a period is hidden, or the change would be that of a single team, it is hidden too.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from statistics import fmean

from lcxl.merge.change import Change
from lcxl.merge.combine import Row
from lcxl.merge.figures import Figures, MetricFigures, Pooled
from lcxl.merge.suppress import Cell, Rule, Shown, may_be_shown, rounded, shown_cells
from lcxl.metrics import kind_of
from lcxl.plan import Collaborative, Metric
from lcxl.plan.dates import month_id
from lcxl.runchart.interval import byar, wilson

__all__ = ["PERIODS", "TABLES", "TOTAL", "UNGROUPED", "Line", "MetricReport", "make_report"]

PERIODS = ("baseline", "between", "recent")
TOTAL = "total"
TABLES = ("whole", "periods", "months", "teams", "groups")
UNGROUPED = ""
"""str of the patients of a total who are in none of its groups."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a table: what is shown, or that it is hidden.

    ``value`` is computed from ``cell`` as shown; of a count or a measured value it is the mean
    of the teams' months, and of a measured value the cell has how many it was measured on.
    """

    key: str
    teams: int
    months: int
    cell: Shown
    value: float | None
    n: float | None
    """Denominator as shown."""
    numerator: float | None = None
    """Numerator, or the sum of a count, as shown; None where reports must not be added up."""

    @property
    def is_hidden(self) -> bool:
        """There are data, and they are not shown."""
        return self.cell is None


@dataclass(frozen=True)
class MetricReport:
    """One metric as outsiders may see it."""

    metric: Metric
    whole: Mapping[str, Line] = field(default_factory=dict)
    """All months together, as one line; empty where there are no data."""
    periods: Mapping[str, Line] = field(default_factory=dict)
    months: Mapping[str, Line] = field(default_factory=dict)
    teams: Mapping[str, Line] = field(default_factory=dict)
    groups: Mapping[str, Line] = field(default_factory=dict)
    change: Change | None = None
    """None where it is hidden."""

    @property
    def total(self) -> Line | None:
        """All months together."""
        return self.whole.get(TOTAL)

    def pooled(self, line: Line | None) -> Pooled | None:
        """A shown line with its interval."""
        if line is None or line.cell is None or line.value is None:
            return None
        kind, per, ends = kind_of(self.metric), self.metric.per, None
        number, size = line.cell.numerator, line.cell.denominator
        if kind.divides and size:
            number, size = min(number, size) if kind.part_of_whole else number, size
            if kind.part_of_whole:
                ends = wilson(number, size)
            else:
                low, high = byar(number, size)
                ends = (low * per, high * per)
        return Pooled(line.value, number, size, ends, line.teams, line.months)


@dataclass(frozen=True, slots=True)
class _Part:
    """Rows behind one line."""

    key: str
    cell: Cell
    rows: Sequence[Row]


def make_report(
    plan: Collaborative, figures: Figures, rule: Rule, group_rule: Rule | None = None
) -> tuple[MetricReport, ...]:
    """Every metric as outsiders may see it; ``group_rule`` is for groups, if it is another.

    A line that is hidden for one metric is hidden for every other metric that counts the
    same people there (the same denominator, or one's numerator is the other's denominator):
    its counts would be found in the other table.
    """
    found = [_Tables(figures.by_metric[metric.id]) for metric in plan.metrics]
    also: dict[tuple[int, str], set[str]] = defaultdict(set)
    while True:
        reports = [
            tables.report(rule, group_rule or rule, {name: also[i, name] for name in TABLES})
            for i, tables in enumerate(found)
        ]
        before = sum(map(len, also.values()))
        for name in TABLES:
            for i, j, key in _shared(found, reports, name):
                if _line(reports[i], name, key).is_hidden:
                    also[j, name].add(key)
        if sum(map(len, also.values())) == before:
            return tuple(reports)


def _line(report: MetricReport, table: str, key: str) -> Line:
    lines: Mapping[str, Line] = getattr(report, table)
    return lines[key]


def _shared(
    found: Sequence[_Tables], reports: Sequence[MetricReport], name: str
) -> Iterable[tuple[int, int, str]]:
    """Pairs of metrics, and the lines in which they have a count in common."""
    holders: defaultdict[tuple[str, float], list[int]] = defaultdict(list)
    for i, tables in enumerate(found):
        present = getattr(reports[i], name)
        for key, cell in tables.cells(name):
            if key in present:
                for count in {abs(c) for c in cell.counts if c}:
                    holders[key, count].append(i)
    for (key, _), numbers in holders.items():
        for i in numbers:
            yield from ((i, j, key) for j in numbers if j != i)


class _Tables:
    """The one-way tables of one metric, before anything is hidden."""

    def __init__(self, figures: MetricFigures) -> None:
        self.figures, self.metric = figures, figures.metric
        baseline = figures.baseline_months
        recent = tuple(m for m in figures.recent_months if m not in baseline)
        self.period_of = {
            month_id(month): "baseline"
            if month in baseline
            else "recent"
            if month in recent
            else "between"
            for month in figures.months_with_data
        }
        self.months = [
            self._part(month_id(m), figures.of_month(m)) for m in figures.months_with_data
        ]
        self.periods = [
            self._part(
                name, [r for p in self.months if self.period_of[p.key] == name for r in p.rows]
            )
            for name in PERIODS
            if name in self.period_of.values()
        ]
        every = [row for part in self.months for row in part.rows]
        self.whole = [self._part(TOTAL, every)] if every else []
        last = [row for p in self.periods if p.key == "recent" for row in p.rows]
        of_team: defaultdict[str, list[Row]] = defaultdict(list)
        for row in last:
            of_team[row.team_id].append(row)
        self.teams = [
            self._part(team.id, of_team[team.id])
            for team in figures.plan.teams
            if team.id in of_team
        ]
        self.groups = self._groups(last, recent)

    def _in_period(self, period: str) -> list[_Part]:
        return [part for part in self.months if self.period_of[part.key] == period]

    def _part(self, key: str, rows: Sequence[Row]) -> _Part:
        kind = kind_of(self.metric)
        sizes = sum(row.denominator or 0 for row in rows)
        numbers = sum(row.numerator or 0 for row in rows)
        if kind.divides:
            return _Part(key, Cell(numbers, sizes), rows)
        # What was measured is no count of people; how many it was measured on is one.
        is_count = "denominator" not in kind.roles
        return _Part(key, Cell(numbers if is_count else sizes), rows)

    def _groups(self, last: Sequence[Row], recent: Iterable[date]) -> list[_Part]:
        """Groups that add up to the last three months; none where they cannot."""
        metric, wanted = self.metric, set(recent)
        by_place: defaultdict[tuple[str, date], list[Row]] = defaultdict(list)
        for row in self.figures.strata:
            if row.month in wanted and row.value is not None:
                by_place[row.team_id, row.month].append(row)
        totals = {(row.team_id, row.month): row for row in last}
        rows = [
            row
            for place, found in by_place.items()
            if place in totals and self._is_within(found, totals[place])
            for row in found
        ]
        parts = [
            self._part(name, found)
            for name in metric.strata
            if (found := [r for r in rows if r.stratum == name])
        ]
        if not parts or not kind_of(metric).divides:
            return []
        rest = self._part(UNGROUPED, last).cell
        for part in parts:
            rest = rest - part.cell
        if (min(rest.counts) < 0 and kind_of(metric).part_of_whole) or rest.numerator < 0:
            return []
        return [*parts, *([_Part(UNGROUPED, rest, ())] if any(rest.counts) else [])]

    def _is_within(self, groups: Sequence[Row], total: Row) -> bool:
        """Whether groups leave nobody below zero; what does not add up counts as ungrouped."""
        rest = self._part("", [total]).cell - self._part("", groups).cell
        counts = rest.counts if kind_of(self.metric).part_of_whole else rest.counts[:2]
        return min(counts) >= 0

    def cells(self, name: str) -> list[tuple[str, Cell]]:
        """Str and cell of every line of a table."""
        return [(part.key, part.cell) for part in getattr(self, name)]

    def report(self, rule: Rule, group_rule: Rule, also: Mapping[str, set[str]]) -> MetricReport:
        """The tables with what must be hidden left out, from the whole to its parts."""
        if not self.months:
            return MetricReport(self.metric)
        (whole,) = self.whole
        cell = rounded(whole.cell) if rule == "NHS rounding" else whole.cell
        if rule != "NHS rounding" and (also["whole"] or not may_be_shown(cell, rule)):
            return self._nothing_shown()
        periods = self._table(self.periods, rule, also["periods"])
        months: dict[str, Line] = {}
        for period, line in periods.items():
            months |= self._below(line, self._in_period(period), rule, also["months"])
        recent = periods.get("recent")
        return MetricReport(
            self.metric,
            {TOTAL: self._line(whole, cell)},
            periods,
            months,
            self._below(recent, self.teams, rule, also["teams"]),
            self._below(recent, self.groups, group_rule, also["groups"]),
            self._change(periods, rule),
        )

    def _change(self, periods: Mapping[str, Line], rule: Rule) -> Change | None:
        change = self.figures.change
        is_one_of_many = change.teams == 1 and len(self.teams) > 1
        hidden = any(line.is_hidden for name, line in periods.items() if name != "between")
        return None if rule != "none" and (hidden or is_one_of_many) else change

    def _nothing_shown(self) -> MetricReport:
        tables = (self.whole, self.periods, self.months, self.teams, self.groups)
        whole, periods, months, teams, groups = (
            {p.key: self._line(p, None) for p in table} for table in tables
        )
        return MetricReport(self.metric, whole, periods, months, teams, groups)

    def _below(
        self, whole: Line | None, parts: Sequence[_Part], rule: Rule, also: set[str]
    ) -> dict[str, Line]:
        """Parts of a line: hidden with it, or hidden so that it gives nothing away."""
        if whole is None or whole.is_hidden:
            return {part.key: self._line(part, None) for part in parts}
        return self._table(parts, rule, also)

    def _table(self, parts: Sequence[_Part], rule: Rule, also: set[str]) -> dict[str, Line]:
        positions = [i for i, part in enumerate(parts) if part.key in also]
        shown = shown_cells([part.cell for part in parts], rule, also=positions) if parts else []
        return {part.key: self._line(part, cell) for part, cell in zip(parts, shown, strict=True)}

    def _line(self, part: _Part, cell: Shown) -> Line:
        metric, kind = self.metric, kind_of(self.metric)
        teams = len({row.team_id for row in part.rows})
        months = len({row.month for row in part.rows})
        value = n = None
        if cell is not None:
            if kind.divides:
                value, n = (
                    kind.value(cell.numerator, cell.denominator, metric.per),
                    cell.denominator,
                )
                if value is not None and kind.part_of_whole:
                    value = min(1.0, value)
            elif "denominator" not in kind.roles:
                value = cell.numerator / len(part.rows) if part.rows else None
            else:
                value = fmean(row.value for row in part.rows if row.value is not None)
                n = cell.numerator
        numerator = cell.numerator if cell is not None and self._adds_up(months) else None
        if kind.id == "value":
            numerator = None
        return Line(part.key, teams, months, cell, value, n or None, numerator)

    def _adds_up(self, months: int) -> bool:
        """Whether reports of so many months may be added up."""
        return months <= 1 or not self.metric.overlaps
