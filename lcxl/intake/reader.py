"""A workbook's cells as months, tables and answers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from typing import Any

from lcxl.cells import AnyBook, Range, a1
from lcxl.findings import Finding, Severity, in_file
from lcxl.intake import rules
from lcxl.intake.patients.withheld import find_withheld
from lcxl.intake.placing.edges import fit_to_rows
from lcxl.intake.placing.headings import plain
from lcxl.intake.placing.identity import Identity
from lcxl.intake.placing.months import label_month, months_of_rows
from lcxl.intake.placing.places import Places, find_places
from lcxl.intake.placing.structure import structure_findings
from lcxl.intake.submission import DataPoint, Entry, Grid, Submission, TextRow
from lcxl.intake.values.cell_words import CellWords
from lcxl.intake.values.entries import point_of
from lcxl.intake.values.groups import by_group
from lcxl.intake.values.outside import find_outside
from lcxl.layout import DataColumn, PlacedBlock, ReportingLayout
from lcxl.metrics import kind_of
from lcxl.periods import Period
from lcxl.plan import Collaborative, Metric
from lcxl.templates import chosen, lists

__all__ = ["Reader"]

LABELS = ("metric", "record")
"""Printed columns that say what a row of a table is about."""
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
        self.findings: list[Finding] = []
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
        months = self._months_by_row("data.month", self.layout.months)
        points = self._points(months)
        tables: dict[str, Any] = {
            name: tuple(self._rows(place))
            for name, place in self.layout.blocks.items()
            if name != "reporter"
        }
        self._told_otherwise()
        self._say_lost_words()
        # Where no formula is seen, what was typed beside the inputs cannot be told from results.
        is_whole = not self.book.source
        outside = (
            find_outside(self.book, self.layout, self.places, months, points) if is_whole else ()
        )
        saved_at = self.book.modified
        identity = self.identity
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
                *self.findings,
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
            strata=identity.strata,
            event_names={i: self.today.get(i, n) for i, n in identity.event_names.items()},
            reporter=reporter,
            tables=frozenset(
                name
                for name, block in self.layout.blocks.items()
                if not self.places.found.keys().isdisjoint(block.keys)
            ),
            grid=self._grid(months),
            private=tuple(self.words.withheld.texts()),
            **tables,
        )

    def _contacts(self, reporter: dict[str, str]) -> frozenset[str]:
        """Addresses that may be named: the host's, the team's, and whoever filled this in."""
        plan, team_id = self.plan, self.identity.team_id.casefold()
        found = [plan.contact_email, reporter.get("reporter_email", "")]
        found += [t.contact_email for t in plan.teams if t.id.casefold() == team_id]
        found += [p.email for p in plan.people if p.team.casefold() in ("", team_id)]
        return frozenset(address.strip().lower() for address in found if address)

    def _reporter(self) -> dict[str, str]:
        """Who fills the workbook in; asked for, so that it is no private text."""
        row = next(iter(self._rows(self.layout.blocks["reporter"])), None)
        return {k: str(v) for k, v in row.values.items()} if row else {}

    # Data

    def _points(self, months: dict[int, date]) -> dict[tuple[str, Period], DataPoint]:
        found: dict[tuple[str, Period], DataPoint] = {}
        for metric in self.layout.plan.metrics:
            if not self._has(metric):
                continue
            parts: defaultdict[date, dict[tuple[str, int | None], Entry | str]] = defaultdict(dict)
            rows: dict[tuple[date, str, int | None], int] = {}
            for column in self.layout.columns_of(metric.id):
                if not column.is_input:
                    continue
                for row, entry in self._column(metric, column):
                    month = months.get(row)
                    if month is None:
                        sheet, cell = self._cell(column, row)
                        self._say("row_without_month", "error", sheet, cell, row=row + 1)
                        continue
                    first = rows.setdefault((month, column.role, column.stratum), row)
                    if first != row:
                        where = self._cell(column, row)
                        self._say_twice(metric.short_name, month, *where, first, row, metric.id)
                        continue
                    parts[month][column.role, column.stratum] = entry
            for month, cells in parts.items():
                period = Period(month)
                found[metric.id, period] = point_of(metric.id, period, cells)
            known = self.plan.metric(metric.id)
            if metric.strata != known.strata:
                own = {key: point for key, point in found.items() if key[0] == metric.id}
                points, finding = by_group(metric, known, own, self.places.data_sheet)
                found |= points
                self.findings += in_file(finding, self.file, self.identity.team_id)
        return found

    def _cell(self, column: DataColumn, row: int) -> tuple[str, str]:
        place = self.places.found[column.key]
        return place.sheet, a1(row, place.first_col)

    def _has(self, metric: Metric) -> bool:
        """The workbook was built with this metric."""
        if self.identity.by_name:
            columns = self.layout.columns_of(metric.id)
            return any(column.key in self.places.found for column in columns)
        return metric.id in self.identity.definitions

    def _column(self, metric: Metric, column: DataColumn) -> Iterator[tuple[int, Entry | str]]:
        place = self.places.found.get(column.key)
        if place is None:
            self._lost_column(metric, column)
            return
        whole = False
        if column.role != "reason":
            whole = next(i.whole for i in kind_of(metric).inputs if i.role == column.role)
        sheet, col = place.sheet, place.first_col
        # Most cells hold a number and nothing else.
        plain = column.role != "reason" and sheet not in self.words.withheld.cells
        dates = self.book.date_styles
        for row, cell in self.book.column_at(place).items():
            kind, value, formula, style = cell
            if plain and kind == "number" and formula is None and style not in dates:
                assert isinstance(value, float)
                yield row, Entry(value, None, sheet, a1(row, col))
                continue
            text = self.words.text(place.sheet, row, place.first_col, cell)
            if text in ("", self.not_due) and cell.value is not None:
                continue
            yield (
                row,
                self.words.words(place, row, cell)
                if column.role == "reason"
                else self.words.entry(cell, text, place, row, whole),
            )

    def _months_by_row(self, key: str, expected: tuple[date, ...]) -> dict[int, date]:
        """Row -> month, from the month labels that stand beside the inputs."""
        place = self.places.found.get(key)
        if place is None:
            return {}
        labels = {
            row: month
            for row, cell in self.book.column_at(place).items()
            if (month := label_month(self.book, cell)) is not None
        }
        inferred = months_of_rows(labels, place.first_row, place.last_row, expected)
        if inferred and key == "data.month":
            self._say_inferred(place, inferred)
        return labels | inferred

    def _say_inferred(self, place: Range, months: dict[int, date]) -> None:
        row, month = next(iter(months.items()))
        more = len(months) - 1
        self._say(
            "months_inferred" if more else "month_inferred",
            "question",
            place.sheet,
            a1(row, place.first_col),
            row=row + 1,
            month=Period(month),
            more=more,
        )

    def _say(
        self,
        text: str,
        severity: Severity,
        sheet: str | None,
        cell: str | None,
        *,
        metric_id: str | None = None,
        **places: object,
    ) -> None:
        """A finding about the structure, with the sentence's places."""
        told = {"sheet": sheet, "cell": cell, **places}
        self.findings.append(rules.structure(text, told, severity, "", "", sheet, cell, metric_id))

    def _say_twice(
        self,
        what: str,
        month: date,
        sheet: str,
        cell: str,
        first: int,
        row: int,
        metric_id: str | None = None,
    ) -> None:
        self._say(
            "second_row",
            "error" if metric_id else "question",
            sheet,
            cell,
            metric_id=metric_id,
            what=what,
            month=Period(month),
            first=first + 1,
            row=row + 1,
        )

    def _say_lost_words(self) -> None:
        for (sheet, fault), cells in self.words.lost.items():
            cell, shown = cells[0]
            text = f"{fault}_for_words"
            self._say(text, "question", sheet, cell, n=len(cells), shown=shown)

    def _lost_column(self, metric: Metric, column: DataColumn) -> None:
        if column.role == "reason":
            return
        sheet, heading = self.places.data_sheet, self.layout.heading(column)
        name = metric.short_name
        self._say(
            "lost_column", "error", sheet, None, metric_id=metric.id, metric=name, heading=heading
        )

    def _told_otherwise(self) -> None:
        """Metrics that the workbook logs by event and the plan asks for by month, or the reverse.

        What was typed for them cannot be used, and is named.
        """
        for built in self.layout.plan.metrics:
            metric = self.plan.metric(built.id)
            if self._has(built) and bool(built.event_chart) != bool(metric.event_chart):
                what = "was_log" if built.event_chart else "was_monthly"
                places = {"metric": metric.short_name}
                self.findings.append(rules.structure(what, places, "question", metric_id=metric.id))

    def _grid(self, months: dict[int, date]) -> Grid:
        found = self.places.found
        rows: dict[Period, int] = {}
        for row, month in sorted(months.items()):
            rows.setdefault(Period(month), row)
        return Grid(
            self.places.data_sheet or self.layout.data_sheet,
            {
                (c.metric_id, c.role): found[c.key].first_col
                for c in self.layout.columns
                if c.stratum is None and c.key in found
            },
            rows,
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
        columns = {f.id: self.book.column_at(placed[f.id]) for f in fields}
        if block.is_form:
            filled = {
                f.id: value
                for f in fields
                for row, cell in columns[f.id].items()
                if (value := self.words.words(placed[f.id], row, cell))
            }
            if filled:
                yield TextRow(placed[fields[0].id].sheet, block.first_row, dict(filled))
            return
        months = self._months_by_row(f"{name}.month", self.layout.months) if name == "story" else {}
        told: dict[date, int] = {}
        for row in sorted({row for cells in columns.values() for row in cells}):
            values: dict[str, str | float | date] = {}
            for f in fields:
                cell = columns[f.id].get(row)
                typed = "" if cell is None else self.words.typed(placed[f.id], row, cell, f.type)
                if f.list in lists() and isinstance(typed, str):
                    typed = chosen(f.list, typed) or typed
                if typed != "":
                    values[f.id] = typed
            if values and name == "story":
                sheet, cell_at = placed[fields[0].id].sheet, a1(row, placed[fields[0].id].first_col)
                month = months.get(row)
                if month is None:
                    self._say("row_without_month", "question", sheet, cell_at, row=row + 1)
                elif told.setdefault(month, row) != row:
                    self._say_twice(sheet, month, sheet, cell_at, told[month], row)
                    continue
            if values:
                values |= {
                    label: self.words.text(place.sheet, row, place.first_col, cell)
                    for label, place in labels.items()
                    if (cell := self.book.column_at(place).get(row)) is not None
                }
                metric_id = self.identity.names.get(plain(str(values.get("metric", ""))), "")
                if metric_id in self.today:
                    values["metric"] = self.today[metric_id]
                yield TextRow(
                    placed[fields[0].id].sheet,
                    row,
                    values,
                    months.get(row),
                    {f.id: placed[f.id].first_col for f in fields},
                    metric_id,
                )
