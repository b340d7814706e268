"""The record of what a report shows: its lines, and what they count month by month."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256

from lcxl.audience.ledger import Line
from lcxl.audience.report import TABLES, TOTAL, MetricReport, Place
from lcxl.audience.report_tables import TablePart, Tables
from lcxl.audience.suppress import Cell, Rule
from lcxl.keep.shown import Edition, Part, ShownLine
from lcxl.metrics import kind_of

__all__ = ["Recorder"]

FEW = 10
"""Up to so many teams a month is taken apart into them; among more, nobody could do that."""


class Recorder:
    """Makes the record of a report."""

    def __init__(
        self,
        tables: Sequence[Tables],
        rule: Rule,
        group_rule: Rule,
        by_team: bool,
        real: Mapping[str, str],
        salt: str,
    ) -> None:
        self._tables, self._by_team, self._salt, self._real = tables, by_team, salt, real
        self._shown = {own: shown for shown, own in real.items()}
        self.rules = f"{rule}, groups {group_rule}"
        self.counts: dict[tuple[str, str, str], float] = {}
        """Unit, month and mark of everything counted now -> the count itself."""
        self.shares = {t.metric.id for t in tables if kind_of(t.metric).part_of_whole}
        """Metrics whose numerators are within their denominators."""
        self._teams = {
            (one.metric.id, month.key): {row.team_id for row in month.rows}
            for one in tables
            for month in one.months
        }
        self._lines = [
            (number, name, part, self._parts(one, name, part))
            for number, one in enumerate(tables)
            for name in TABLES
            if name != "teams" or by_team
            for part in getattr(one, name)
            # Overlapping reports are never added up.
            if not (one.metric.overlaps and part.key in ("between", TOTAL))
        ]
        self.cells: dict[Line, Cell] = {
            (tables[number].metric.id, name, self._own(name, part.key)): part.cell
            for number, name, part, _ in self._lines
        }

    def edition(self, reports: Sequence[MetricReport]) -> Edition:
        """What it shows."""
        lines = []
        for number, name, part, parts in self._lines:
            line = getattr(reports[number], name)[part.key]
            counts = None if line.cell is None else line.cell.counts
            metric = self._tables[number].metric.id
            key = self._own(name, part.key)
            lines.append(ShownLine(name, metric, key, line.teams, counts, parts))
        months = [month for one in self._tables for month in one.period_of]
        return Edition(self.rules, max(months, default="-"), tuple(lines))

    def teams_of(self, metric: str, months: Iterable[str]) -> int:
        """How many teams reported a metric in any of some months."""
        return len(set[str]().union(*(self._teams.get((metric, month), ()) for month in months)))

    def few(self, fewest: int) -> set[Line]:
        """Lines of fewer than so many teams."""
        return {
            (self._tables[number].metric.id, name, self._own(name, part.key))
            for number, name, part, _ in self._lines
            if len({row.team_id for row in part.rows}) < fewest
        }

    def shown_places(self, places: Iterable[Line]) -> frozenset[Place]:
        """With the ids that teams have in this copy."""
        return frozenset(
            (metric, table, self._shown.get(key, key) if table == "teams" else key)
            for metric, table, key in places
        )

    def _own(self, table: str, key: str) -> str:
        return self._real.get(key, key) if table == "teams" else key

    def _part(self, unit: str, month: str, cell: Cell) -> Part:
        marks = []
        for count in cell.counts:
            told = f"{self._salt}|{unit}|{month}|{float(count)!r}"
            marks.append(sha256(told.encode()).hexdigest()[:10])
            self.counts[unit, month, marks[-1]] = count
        return Part(unit, month, tuple(marks))

    def _parts(self, one: Tables, name: str, part: TablePart) -> tuple[Part, ...]:
        months = {m.key: m for m in one.months}
        if name == "teams":
            unit = "team " + self._own(name, part.key)
            return tuple(self._part(unit, r.report.id, one.part("", [r]).cell) for r in part.rows)
        if name == "groups":
            few = self._by_team and len(one.teams) <= FEW
            return tuple(
                self._part(f"{team} group {part.key}" if few else f"group {part.key}", month, cell)
                for (team, month), cell in self._of_group(one, part.key, few).items()
            )
        keys = {
            "months": [part.key],
            "whole": list(months),
            "periods": [m for m, period in one.period_of.items() if period == part.key],
        }[name]
        return tuple(part for key in keys for part in self._of_month(one, months[key]))

    def _of_group(self, one: Tables, name: str, by_team: bool) -> dict[tuple[str, str], Cell]:
        found: dict[tuple[str, str], Cell] = {}
        for (team, month), cell in one.group_by_report(name).items():
            unit = "team " + self._own("teams", team) if by_team else ""
            found[unit, month] = found[unit, month] + cell if (unit, month) in found else cell
        return found

    def _of_month(self, one: Tables, month: TablePart) -> list[Part]:
        """Of a month in which few teams reported, each of them: they could be told apart."""
        teams = {row.team_id for row in month.rows}
        if not self._by_team or len(teams) > FEW:
            return [self._part("", month.key, month.cell)]
        return [
            self._part("team " + self._own("teams", r.team_id), month.key, one.part("", [r]).cell)
            for r in month.rows
        ]
