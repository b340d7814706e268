"""A workbook's cells as months, tables and answers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from lcxl.cells import AnyBook, Cell, Range, a1
from lcxl.findings import in_file
from lcxl.intake import rules
from lcxl.intake.patients.contacts import may_be_named
from lcxl.intake.patients.withheld import find_withheld
from lcxl.intake.placing.edges import fit_to_rows
from lcxl.intake.placing.headings import plain
from lcxl.intake.placing.identity import Identity
from lcxl.intake.placing.months import label_day, months_of_rows
from lcxl.intake.placing.places import Places, find_places
from lcxl.intake.placing.sideways import cell_at, line_at, upright
from lcxl.intake.placing.structure import structure_findings
from lcxl.intake.row_findings import RowFindings
from lcxl.intake.submission import DataPoint, Entry, Grid, Submission, TextRow
from lcxl.intake.values.cell_words import CellWords
from lcxl.intake.values.entries import point_of
from lcxl.intake.values.groups import add_groups, by_group
from lcxl.intake.values.other_periods import other_periods
from lcxl.intake.values.outside import find_outside
from lcxl.layout import DataAxis, DataLine, PlacedBlock, ReportingLayout
from lcxl.metrics import kind_of
from lcxl.periods import Period, frequency_of
from lcxl.plan import Collaborative, Metric
from lcxl.templates import Field, chosen, lists

__all__ = ["Reader"]

LABELS = ("metric", "record")
"""Printed columns that say what a row of a table is about."""
MONTH = "month"
"""The frequency of a report on whole months."""
NEVER_SAVED = "2000-01-01"
"""The date a workbook carries until a spreadsheet program saves it."""


class Reader:
    """Reads one workbook: `Reader(...).read()`."""

    def __init__(
        self,
        book: AnyBook,
        file: str,
        sha256: str,
        layout: ReportingLayout,
        identity: Identity,
        plan: Collaborative,
    ) -> None:
        """``layout`` has the groups of the workbook, ``plan`` those that are reported."""
        self.book = book
        self.file = file
        self.sha256 = sha256
        self.plan = plan
        self.layout = layout
        self.identity = identity
        self.not_due = layout.spec.sheet("data").texts["not_due"]
        self.rows = RowFindings(layout.across)
        self.places: Places = find_places(book, layout)
        self.beyond = fit_to_rows(book, layout, self.places)
        self.words = CellWords(book, self.not_due)
        self.today = {metric.id: metric.short_name for metric in plan.metrics}

    def read(self) -> Submission:
        """Everything the workbook says."""
        reporter = self._reporter()
        self.words.withheld = find_withheld(
            self.book, self.layout, self.places, self._contacts(reporter)
        )
        reports = {axis.key: self._reports_of(axis) for axis in self.layout.axes}
        typed = self._points(reports)
        points, others = other_periods(typed, self.layout.plan, self.plan)
        tables: dict[str, Any] = {
            name: tuple(self._rows(place))
            for name, place in self.layout.blocks.items()
            if name != "reporter"
        }
        self._told_otherwise()
        self._say_lost_words()
        # Where no formula is seen, what was typed beside the inputs cannot be told from results.
        at = (self.book, self.layout, self.places, reports, typed)
        outside = () if self.book.source else find_outside(*at)
        saved_at, identity = self.book.modified, self.identity
        return Submission(
            file=self.file,
            sha256=self.sha256,
            readable=True,
            findings=(
                *structure_findings(
                    self.book,
                    self.layout,
                    self.places,
                    identity,
                    self.file,
                    self.words.is_linked,
                    self.beyond,
                ),
                *self.rows.found,
                *in_file(outside, self.file, identity.team_id),
            ),
            is_reporting_workbook=True,
            workbook="",
            collaborative_id=identity.collaborative_id,
            team_id=identity.team_id,
            layout_version=identity.layout_version,
            definitions=identity.definitions,
            saved_at="" if saved_at.startswith(NEVER_SAVED) else saved_at,
            points=points,
            other_periods=others,
            strata=identity.strata,
            event_names={i: self.today.get(i, n) for i, n in identity.event_names.items()},
            reporter=reporter,
            tables=frozenset(
                name
                for name, block in self.layout.blocks.items()
                if not self.places.found.keys().isdisjoint(block.keys)
            ),
            grid=self._grid(reports),
            private=tuple(self.words.withheld.texts()),
            log_rows=self._log_rows(),
            **tables,
        )

    def _contacts(self, reporter: dict[str, str]) -> frozenset[str]:
        """Addresses that may be named: the host's, the team's, and whoever filled this in."""
        plan, team_id = self.plan, self.identity.team_id
        own = (t.contact_email for t in plan.teams if t.id.casefold() == team_id.casefold())
        return may_be_named(plan, team_id, reporter.get("reporter_email", ""), *own)

    def _reporter(self) -> dict[str, str]:
        """Who fills the workbook in; asked for, so that it is no private text."""
        row = next(iter(self._rows(self.layout.blocks["reporter"])), None)
        return {k: str(v) for k, v in row.values.items()} if row else {}

    # Data

    def _points(
        self, reports: Mapping[str, Mapping[int, Period]]
    ) -> dict[tuple[str, Period], DataPoint]:
        found: dict[tuple[str, Period], DataPoint] = {}
        for metric in self.layout.plan.metrics:
            if not self._has(metric):
                continue
            parts: defaultdict[Period, dict[tuple[str, int | None], Entry | str]] = defaultdict(
                dict
            )
            rows: dict[tuple[Period, str, int | None], int] = {}
            for line in self.layout.lines_of(metric.id):
                if not line.is_input:
                    continue
                of_rows = reports[self.layout.axis_of(metric.id).key]
                for row, entry in self._line(metric, line):
                    report = of_rows.get(row)
                    sheet, at = self._cell(line, row)
                    if report is None:
                        self.rows.lost(sheet, at, "error")
                        continue
                    first = rows.setdefault((report, line.role, line.stratum), row)
                    if first != row:
                        self.rows.twice(metric.short_name, report, sheet, at, first, metric.id)
                        continue
                    parts[report][line.role, line.stratum] = entry
            for report, cells in parts.items():
                if metric.adds_groups:
                    totals = [c for c in self.layout.lines_of(metric.id) if c.stratum is None]
                    places = [self.layout.cell(c, report) for c in totals if c.is_input]
                    add_groups(metric, cells, self.layout.data_sheet, places)
                found[metric.id, report] = point_of(metric.id, report, cells)
            known = self.plan.metric(metric.id)
            if metric.strata != known.strata:
                own = {key: point for key, point in found.items() if key[0] == metric.id}
                points, finding = by_group(metric, known, own, self.places.data_sheet)
                found |= points
                self.rows.found += in_file(finding, self.file, self.identity.team_id)
        return found

    def _cell(self, line: DataLine, row: int) -> tuple[str, tuple[int, int]]:
        place = self.places.found[line.key]
        return place.sheet, cell_at(place, row, self.layout.across)

    def _has(self, metric: Metric) -> bool:
        """The workbook was built with this metric."""
        if self.identity.by_name:
            lines = self.layout.lines_of(metric.id)
            return any(line.key in self.places.found for line in lines)
        return metric.id in self.identity.definitions

    def _line(self, metric: Metric, line: DataLine) -> Iterator[tuple[int, Entry | str]]:
        place, across = self.places.found.get(line.key), self.layout.across
        if place is None:
            self._lost_line(metric, line)
            return
        whole = False
        if line.role != "reason":
            whole = next(i.whole for i in kind_of(metric).inputs if i.role == line.role)
        sheet = place.sheet
        # Most cells hold a number and nothing else.
        plain = line.role != "reason" and sheet not in self.words.withheld.cells
        dates = self.book.date_styles
        for row, cell in line_at(self.book, place, across).items():
            kind, value, formula, style = cell
            at = cell_at(place, row, across)
            if formula is not None and not self.layout.is_typed(line) and metric.adds_groups:
                continue  # it is added up below
            if plain and kind == "number" and formula is None and style not in dates:
                assert isinstance(value, float)
                yield row, Entry(value, None, sheet, a1(*at))
                continue
            text = self.words.text(sheet, at, cell)
            if text in ("", self.not_due) and cell.value is not None:
                continue
            yield (
                row,
                self.words.words(sheet, at, cell)
                if line.role == "reason"
                else self.words.entry(sheet, at, cell, text, whole),
            )

    def _reports_of(self, axis: DataAxis) -> dict[int, Period]:
        """Row -> report, from the names of the periods that stand beside the inputs."""
        days = [report.start for report in axis.reports]
        of_rows = self._days_by_row(axis.key, days, axis.frequency, self.layout.across)
        kind = MONTH if axis.kind.of_months else axis.frequency
        return {row: Period(day, kind) for row, day in of_rows.items()}

    def _days_by_row(
        self, key: str, expected: Sequence[date], frequency: str, across: bool
    ) -> dict[int, date]:
        place = self.places.found.get(key)
        if place is None:
            return {}
        kind = frequency_of(frequency)
        labels = {
            row: day
            for row, cell in line_at(self.book, place, across).items()
            if (day := label_day(self.book, cell, kind, self.layout.origin, expected)) is not None
        }
        whole = upright(place, across)
        inferred = months_of_rows(labels, whole.first_row, whole.last_row, expected, kind)
        if inferred and key.startswith("data."):
            report = MONTH if kind.of_months else frequency
            self.rows.inferred(place, {r: Period(d, report) for r, d in inferred.items()})
        return labels | inferred

    def _say_lost_words(self) -> None:
        for (sheet, fault), cells in self.words.lost.items():
            cell, shown = cells[0]
            text = f"{fault}_for_words"
            self.rows.say(text, "question", sheet, cell, n=len(cells), shown=shown)

    def _lost_line(self, metric: Metric, line: DataLine) -> None:
        if line.role == "reason":
            return
        sheet, heading = self.places.data_sheet, self.layout.heading(line)
        text = "lost_row" if self.layout.across else "lost_column"
        name = metric.short_name
        self.rows.say(text, "error", sheet, None, metric_id=metric.id, metric=name, heading=heading)

    def _told_otherwise(self) -> None:
        """Metrics that the workbook logs by event and the plan asks for by month, or the reverse.

        What was typed for them cannot be used, and is named.
        """
        for built in self.layout.plan.metrics:
            metric = self.plan.metric(built.id)
            if self._has(built) and bool(built.event_chart) != bool(metric.event_chart):
                what = "was_log" if built.event_chart else "was_monthly"
                places = {"metric": metric.short_name}
                self.rows.found.append(
                    rules.structure(what, places, "question", metric_id=metric.id)
                )

    def _grid(self, reports: Mapping[str, Mapping[int, Period]]) -> Grid:
        found, across = self.places.found, self.layout.across
        rows: dict[str, dict[Period, int]] = {key: {} for key in reports}
        for key, of_rows in reports.items():
            for row, report in sorted(of_rows.items()):
                rows[key].setdefault(report, row)
        return Grid(
            self.places.data_sheet or self.layout.data_sheet,
            {
                (line.metric_id, line.role): upright(found[line.key], across).first_col
                for line in self.layout.lines
                if line.stratum is None and line.key in found
            },
            {m.id: rows[axis.key] for axis in self.layout.axes for m in axis.metrics},
            across,
        )

    # Tables

    def _rows(self, block: PlacedBlock) -> Iterator[TextRow]:
        """Filled rows of a table, or the answers of a form as one row."""
        name = block.block.id
        found = self.places.found
        fields = [f for f in block.block.fields if f.type != "shown" and f"{name}.{f.id}" in found]
        placed = {f.id: found[f"{name}.{f.id}"] for f in fields}
        labels = {
            f.id: found[f"{name}.{f.id}"]
            for f in block.block.fields
            if f.type == "shown" and f.id in LABELS and f"{name}.{f.id}" in found
        }
        across = block.across
        columns = {f.id: line_at(self.book, placed[f.id], across) for f in fields}
        if block.is_form:
            filled = {
                f.id: value
                for f in fields
                for row, cell in columns[f.id].items()
                if (value := self.words.words(*_at(placed[f.id], row, across), cell))
            }
            if filled:
                yield TextRow(placed[fields[0].id].sheet, block.first_row, dict(filled))
            return
        months: dict[int, date] = {}
        if name == "story":
            months = self._days_by_row("story.month", self.layout.months, MONTH, across)
        told: dict[date, int] = {}
        for row in sorted({row for cells in columns.values() for row in cells}):
            values = {
                f.id: typed
                for f in fields
                if (cell := columns[f.id].get(row)) is not None
                and (typed := self._typed(f, placed[f.id], row, cell, across)) != ""
            }
            if values and name == "story":
                sheet, at = _at(placed[fields[0].id], row, across)
                month = months.get(row)
                if month is None:
                    self.rows.lost(sheet, at, "question")
                elif told.setdefault(month, row) != row:
                    self.rows.twice(sheet, Period(month), sheet, at, told[month])
                    continue
            if values:
                values |= {
                    label: self.words.text(*_at(place, row, across), cell)
                    for label, place in labels.items()
                    if (cell := line_at(self.book, place, across).get(row)) is not None
                }
                metric_id = self.identity.names.get(plain(str(values.get("metric", ""))), "")
                if metric_id in self.today:
                    values["metric"] = self.today[metric_id]
                yield TextRow(
                    placed[fields[0].id].sheet,
                    row,
                    values,
                    months.get(row),
                    {f.id: upright(placed[f.id], across).first_col for f in fields},
                    metric_id,
                    across,
                )

    def _log_rows(self) -> dict[str, TextRow]:
        """Metric id -> where it would say how far its log goes, in this workbook."""
        block, found = self.layout.blocks.get("logs"), self.places.found
        labels = found.get("logs.metric")
        if block is None or labels is None:
            return {}
        across = block.across
        columns = {
            f.id: upright(found[f"logs.{f.id}"], across).first_col
            for f in block.block.fields
            if f"logs.{f.id}" in found
        }
        rows: dict[str, TextRow] = {}
        for row, cell in line_at(self.book, labels, across).items():
            name = plain(self.words.text(*_at(labels, row, across), cell))
            metric_id = self.identity.names.get(name, "")
            where = TextRow(labels.sheet, row, {}, None, columns, metric_id, across)
            rows.setdefault(metric_id, where)
        return rows

    def _typed(
        self, f: Field, place: Range, row: int, cell: Cell, across: bool
    ) -> str | float | date:
        """What stands in a cell of a table; of a list the id of what was chosen."""
        typed = self.words.typed(*_at(place, row, across), cell, f.type)
        if f.list in lists() and isinstance(typed, str):
            return chosen(f.list, typed) or typed
        return typed


def _at(place: Range, row: int, across: bool) -> tuple[str, tuple[int, int]]:
    """Sheet, and row and column, of what stands in a row of a table's column."""
    return place.sheet, cell_at(place, row, across)
