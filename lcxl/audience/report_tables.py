"""The one-way tables of a report, and what of them is hidden within one edition."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import fmean

from lcxl.audience.report import (
    PERIODS,
    TABLES,
    TOTAL,
    UNGROUPED,
    Before,
    Line,
    MetricReport,
    Place,
)
from lcxl.audience.suppress import Cell, Rule, Shown, may_be_shown, rounded, shown_cells
from lcxl.combine.combine import Row
from lcxl.figures.change import Change
from lcxl.figures.figures import MetricFigures
from lcxl.metrics import kind_of
from lcxl.periods import Period

__all__ = ["TablePart", "Tables", "report_of"]


@dataclass(frozen=True, slots=True)
class TablePart:
    """Rows behind one line."""

    key: str
    cell: Cell
    rows: Sequence[Row]


def report_of(
    found: Sequence[Tables],
    rule: Rule,
    group_rule: Rule | None = None,
    before: Before | None = None,
) -> tuple[MetricReport, ...]:
    """The same from tables made already.  ``before``: what earlier editions have to do with it.

    A line that is hidden for one metric is hidden for every other metric that counts the
    same people there (the same denominator, or one's numerator is the other's denominator):
    its counts would be found in the other table.
    """
    before = before or Before()
    also: dict[tuple[int, str], set[str]] = defaultdict(set)
    while True:
        reports = [
            tables.report(
                rule, group_rule or rule, {name: also[i, name] for name in TABLES}, before
            )
            for i, tables in enumerate(found)
        ]
        size = sum(map(len, also.values()))
        for name in TABLES:
            for i, j, key in _shared(found, reports, name):
                if _line(reports[i], name, key).is_hidden:
                    also[j, name].add(key)
        if sum(map(len, also.values())) == size:
            break
    return tuple(
        tables.with_hidden(before.apart, rule, report)
        for tables, report in zip(found, reports, strict=True)
    )


def _line(report: MetricReport, table: str, key: str) -> Line:
    lines: Mapping[str, Line] = getattr(report, table)
    return lines[key]


def _shared(
    found: Sequence[Tables], reports: Sequence[MetricReport], name: str
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


class Tables:
    """The one-way tables of one metric, before anything is hidden."""

    def __init__(self, figures: MetricFigures) -> None:
        self.figures, self.metric = figures, figures.metric
        baseline = figures.baseline_months
        recent = tuple(m for m in figures.recent_months if m not in baseline)
        self.period_of = {
            month.id: "baseline"
            if month in baseline
            else "recent"
            if month in recent
            else "between"
            for month in figures.months_with_data
        }
        self.months = [self.part(m.id, figures.of_month(m)) for m in figures.months_with_data]
        self.periods = [
            self.part(
                name, [r for p in self.months if self.period_of[p.key] == name for r in p.rows]
            )
            for name in PERIODS
            if name in self.period_of.values()
        ]
        every = [row for part in self.months for row in part.rows]
        self.whole = [self.part(TOTAL, every)] if every else []
        last = [row for p in self.periods if p.key == "recent" for row in p.rows]
        of_team: defaultdict[str, list[Row]] = defaultdict(list)
        for row in last:
            of_team[row.team_id].append(row)
        self.teams = [
            self.part(team.id, of_team[team.id])
            for team in figures.plan.teams
            if team.id in of_team
        ]
        self.groups = self._groups(last, recent)

    def _in_period(self, period: str) -> list[TablePart]:
        return [part for part in self.months if self.period_of[part.key] == period]

    def part(self, key: str, rows: Sequence[Row]) -> TablePart:
        """Rows taken together as one line."""
        kind = kind_of(self.metric)
        sizes = sum(row.denominator or 0 for row in rows)
        numbers = sum(row.numerator or 0 for row in rows)
        if kind.divides:
            return TablePart(key, Cell(numbers, sizes), rows)
        # What was measured is no count of people; how many it was measured on is one.  Where
        # that is not told, it may have been a single one.
        if "denominator" not in kind.roles:
            return TablePart(key, Cell(numbers), rows)
        return TablePart(key, Cell(sizes + sum(_is_untold(row) for row in rows)), rows)

    def _groups(self, last: Sequence[Row], recent: Iterable[Period]) -> list[TablePart]:
        """Groups that add up to the last three months; none where they cannot."""
        metric, wanted = self.metric, set(recent)
        by_place: defaultdict[tuple[str, Period], list[Row]] = defaultdict(list)
        for row in self.figures.strata:
            if row.report in wanted and row.value is not None:
                by_place[row.team_id, row.report].append(row)
        totals = {(row.team_id, row.report): row for row in last}
        rows = [
            row
            for place, found in by_place.items()
            if place in totals and self._is_within(found, totals[place])
            for row in found
        ]
        parts = [
            self.part(name, found)
            for name in metric.strata
            if (found := [r for r in rows if r.stratum == name])
        ]
        if not parts or not kind_of(metric).divides:
            return []
        rest = self.part(UNGROUPED, last).cell
        for part in parts:
            rest = rest - part.cell
        if (min(rest.counts) < 0 and kind_of(metric).part_of_whole) or rest.numerator < 0:
            return []
        return [*parts, *([TablePart(UNGROUPED, rest, ())] if any(rest.counts) else [])]

    def group_by_report(self, name: str) -> dict[tuple[str, str], Cell]:
        """Team and month -> cell of one group of `groups`; of those in none, what is left."""
        groups = {part.key: part.rows for part in self.groups if part.key != UNGROUPED}
        if name != UNGROUPED:
            return {(r.team_id, r.report.id): self.part("", [r]).cell for r in groups[name]}
        found = {
            (r.team_id, r.report.id): self.part("", [r]).cell
            for part in self.teams
            for r in part.rows
        }
        for rows in groups.values():
            for row in rows:
                place = row.team_id, row.report.id
                found[place] = found[place] - self.part("", [row]).cell
        return found

    def _is_within(self, groups: Sequence[Row], total: Row) -> bool:
        """Whether groups leave nobody below zero; what does not add up counts as ungrouped."""
        rest = self.part("", [total]).cell - self.part("", groups).cell
        counts = rest.counts if kind_of(self.metric).part_of_whole else rest.counts[:2]
        return min(counts) >= 0

    def cells(self, name: str) -> list[tuple[str, Cell]]:
        """Str and cell of every line of a table."""
        return [(part.key, part.cell) for part in getattr(self, name)]

    def report(
        self, rule: Rule, group_rule: Rule, also: Mapping[str, set[str]], before: Before
    ) -> MetricReport:
        """The tables with what must be hidden left out, from the whole to its parts."""
        if not self.months:
            return MetricReport(self.metric)
        (whole,) = self.whole
        cell = rounded(whole.cell) if rule == "NHS rounding" else whole.cell
        if rule != "NHS rounding" and (also["whole"] or not may_be_shown(cell, rule)):
            return self._nothing_shown()
        if before.has_editions:
            # What all months come to is given up before a whole period is; see `protect`.
            periods = self._table("periods", self.periods, rule, also, before, total_shown=False)
        else:
            periods = self._table("periods", self.periods, rule, also, before)
        months: dict[str, Line] = {}
        for period, line in periods.items():
            months |= self._below(line, "months", self._in_period(period), rule, also, before)
        recent = periods.get("recent")
        return MetricReport(
            self.metric,
            {TOTAL: self._line(whole, cell)},
            periods,
            months,
            self._below(recent, "teams", self.teams, rule, also, before),
            self._below(recent, "groups", self.groups, group_rule, also, before),
            self._change(periods, rule),
        )

    def judged(self, report: MetricReport, rule: Rule) -> MetricReport:
        """The same report with its change hidden where the rule asks for it."""
        return replace(report, change=self._change(report.periods, rule))

    def with_hidden(
        self, hidden: Collection[Place], rule: Rule, report: MetricReport
    ) -> MetricReport:
        """The same report with these lines hidden too."""
        mine = [(table, key) for metric, table, key in hidden if metric == self.metric.id]
        if not mine:
            return report
        lines = {name: dict(getattr(report, name)) for name in TABLES}
        for table, key in mine:
            if key in lines[table]:
                part = next(p for p in getattr(self, table) if p.key == key)
                lines[table][key] = self._line(part, None)
        change = self._change(lines["periods"], rule)
        return MetricReport(self.metric, **lines, change=change)

    def _change(self, periods: Mapping[str, Line], rule: Rule) -> Change | None:
        change = self.figures.change
        is_one_of_many = change.teams == 1 and len(self.teams) > 1
        hidden = any(line.is_hidden for name, line in periods.items() if name != "between")
        return None if hidden or (rule != "none" and is_one_of_many) else change

    def _nothing_shown(self) -> MetricReport:
        tables = (self.whole, self.periods, self.months, self.teams, self.groups)
        whole, periods, months, teams, groups = (
            {p.key: self._line(p, None) for p in table} for table in tables
        )
        return MetricReport(self.metric, whole, periods, months, teams, groups)

    def _below(
        self,
        whole: Line | None,
        name: str,
        parts: Sequence[TablePart],
        rule: Rule,
        also: Mapping[str, set[str]],
        before: Before,
    ) -> dict[str, Line]:
        """Parts of a line: hidden with it, or hidden so that it gives nothing away."""
        if whole is None or whole.is_hidden:
            return {part.key: self._line(part, None) for part in parts}
        return self._table(name, parts, rule, also, before)

    def _table(
        self,
        name: str,
        parts: Sequence[TablePart],
        rule: Rule,
        also: Mapping[str, set[str]],
        before: Before,
        total_shown: bool = True,
    ) -> dict[str, Line]:
        if not parts:
            return {}
        shown = shown_cells(
            [part.cell for part in parts],
            rule,
            total_shown,
            [i for i, part in enumerate(parts) if part.key in also[name]],
            [i for i, p in enumerate(parts) if (self.metric.id, name, p.key) in before.known],
        )
        return {part.key: self._line(part, cell) for part, cell in zip(parts, shown, strict=True)}

    def _line(self, part: TablePart, cell: Shown) -> Line:
        metric, kind = self.metric, kind_of(self.metric)
        teams = len({row.team_id for row in part.rows})
        months = len({row.report for row in part.rows})
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
                n = None if any(_is_untold(row) for row in part.rows) else cell.numerator
        numerator = cell.numerator if cell is not None and self._adds_up(months) else None
        if kind.id == "value":
            numerator = None
        return Line(part.key, teams, months, cell, value, n or None, numerator)

    def _adds_up(self, months: int) -> bool:
        """Whether reports of so many months may be added up."""
        return months <= 1 or not self.metric.overlaps


def _is_untold(row: Row) -> bool:
    """How many something was measured on is not told."""
    return row.denominator is None
