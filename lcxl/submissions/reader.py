"""A workbook's cells as months, tables and answers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date

from lcxl.cells import AnyBook, Cell, Range, a1
from lcxl.findings import Finding, in_file
from lcxl.layout import DataColumn, PlacedBlock, ReportingLayout
from lcxl.metrics import kind_of
from lcxl.plan import Collaborative, Metric
from lcxl.plan.dates import month_in_words, month_of
from lcxl.submissions import rules
from lcxl.submissions.groups import by_group
from lcxl.submissions.identity import Identity
from lcxl.submissions.months import label_month, months_of_rows
from lcxl.submissions.numbers import number_in
from lcxl.submissions.places import Places, find_places
from lcxl.submissions.structure import structure_findings
from lcxl.submissions.submission import (
    WITHHELD,
    DataPoint,
    Entry,
    Grid,
    Submission,
    TextRow,
)
from lcxl.submissions.withheld import Withheld, find_withheld
from lcxl.words import say

__all__ = ["Reader"]

LABELS = ("metric", "record")
"""Printed columns that say what a row of a table is about."""
NEVER_SAVED = "2000-01-01"
"""The date a workbook carries until a spreadsheet program saves it."""
OLDEST_DATE = 1990
"""A number shown as a day before this year got a date's format by a paste; nobody meant it."""


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
        self.withheld = Withheld()
        self.is_linked = False

    def read(self) -> Submission:
        """Everything the workbook says."""
        reporter = self._reporter()
        self.withheld = find_withheld(self.book, self.layout, self.places, self._contacts(reporter))
        months = self._months_by_row("data.month", self.layout.months)
        points = self._points(months)
        tables = {
            name: tuple(self._rows(place))
            for name, place in self.layout.blocks.items()
            if name != "reporter"
        }
        self._told_otherwise()
        saved_at = self.book.modified
        identity = self.identity
        return Submission(
            file=self.file,
            sha256=self.sha256,
            readable=True,
            findings=(
                *structure_findings(
                    self.book, self.layout, self.places, identity, self.file, self.is_linked
                ),
                *self.findings,
            ),
            is_reporting_workbook=True,
            collaborative_id=identity.collaborative_id,
            team_id=identity.team_id,
            layout_version=identity.layout_version,
            definitions=identity.definitions,
            saved_at="" if saved_at.startswith(NEVER_SAVED) else saved_at,
            points=points,
            strata=identity.strata,
            event_names=identity.event_names,
            reporter=reporter,
            grid=self._grid(months),
            private=tuple(self.withheld.texts()),
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

    def _points(self, months: dict[int, date]) -> dict[tuple[str, date], DataPoint]:
        found: dict[tuple[str, date], DataPoint] = {}
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
                        self._lost_month(entry, row)
                        continue
                    first = rows.setdefault((month, column.role, column.stratum), row)
                    if first != row:
                        self._second_row(metric, month, entry, first, row)
                        continue
                    parts[month][column.role, column.stratum] = entry
            for month, cells in parts.items():
                found[metric.id, month] = _point(metric.id, month, cells)
            known = self.plan.metric(metric.id)
            if metric.strata != known.strata:
                own = {key: point for key, point in found.items() if key[0] == metric.id}
                points, finding = by_group(metric, known, own, self.places.data_sheet)
                found |= points
                self.findings += in_file(finding, self.file, self.identity.team_id)
        return found

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
        plain = column.role != "reason" and sheet not in self.withheld.cells
        dates = self.book.date_styles
        for row, cell in self.book.column_at(place).items():
            kind, value, formula, style = cell
            if plain and kind == "number" and formula is None and style not in dates:
                assert isinstance(value, float)
                yield row, Entry(value, None, sheet, a1(row, col))
                continue
            text = self._text(place.sheet, row, place.first_col, cell)
            if text in ("", self.not_due) and cell.value is not None:
                continue
            yield (
                row,
                text if column.role == "reason" else self._entry(cell, text, place, row, whole),
            )

    def _entry(self, cell: Cell, text: str, place: Range, row: int, whole: bool) -> Entry:
        sheet, where = place.sheet, a1(row, place.first_col)
        if cell.formula is not None and "[" in cell.formula:
            self.is_linked = True
        if text == WITHHELD:
            return Entry(None, text, sheet, where)
        if cell.kind == "number" and isinstance(cell.value, float):
            if not self.book.shows_date(cell):
                return Entry(cell.value, None, sheet, where)
            shown, is_meant = _as_shown(self.book.as_date(cell), cell.value)
            if is_meant:
                return Entry(None, shown, sheet, where, is_date=True)
            return Entry(cell.value, None, sheet, where, repaired=shown, is_date=True)
        if cell.kind == "date":
            day = self.book.as_date(cell)
            return Entry(None, _day_text(day) if day else text, sheet, where, is_date=True)
        if cell.value is None and cell.formula is not None:
            return Entry(None, f"={cell.formula}", sheet, where)
        number = number_in(text, whole) if cell.kind == "text" else None
        if number is not None:
            return Entry(number, None, sheet, where, repaired=str(cell.value))
        return Entry(None, text, sheet, where)

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
            self.findings.append(self._inferred(place, inferred))
        return labels | inferred

    def _inferred(self, place: Range, months: dict[int, date]) -> Finding:
        row, month = next(iter(months.items()))
        more = f" The same goes for {len(months) - 1} more rows." if len(months) > 1 else ""
        return rules.structure(
            f"The month in {a1(row, place.first_col)} cannot be read. From the rows around it, "
            f"row {row + 1} was taken for {month_in_words(month)}.{more}",
            "Look whether that is the right month, and type the first day of the month into the "
            "cell, such as 2026-03-01.",
            "question",
            self.file,
            self.identity.team_id,
            place.sheet,
            a1(row, place.first_col),
        )

    def _lost_month(self, entry: Entry | str, row: int) -> None:
        if isinstance(entry, Entry):
            self.findings.append(
                rules.structure(
                    f"Row {row + 1} of {entry.sheet} has a number, but no month that can be read.",
                    "Type the first day of the month, such as 2026-03-01, into the first column, "
                    "or move the numbers into the row of their month.",
                    "error",
                    self.file,
                    self.identity.team_id,
                    entry.sheet,
                    entry.cell,
                )
            )

    def _second_row(
        self, metric: Metric, month: date, entry: Entry | str, first: int, row: int
    ) -> None:
        if isinstance(entry, Entry):
            self.findings.append(
                rules.structure(
                    f"{metric.short_name}, {month_in_words(month)}: the month stands in row "
                    f"{first + 1} and again in row {row + 1}. Row {first + 1} was read.",
                    "Keep one row for each month. If the second row is another month, correct "
                    "its first cell.",
                    "error",
                    self.file,
                    self.identity.team_id,
                    entry.sheet,
                    entry.cell,
                    metric.id,
                )
            )

    def _lost_column(self, metric: Metric, column: DataColumn) -> None:
        if column.role == "reason":
            return
        heading = self.layout.heading(column)
        self.findings.append(
            rules.structure(
                f"{metric.short_name}: the column {heading} is no longer there.",
                "Copy the numbers into the workbook that the host sent and send that.",
                "error",
                self.file,
                self.identity.team_id,
                self.places.data_sheet,
                None,
                metric.id,
            )
        )

    def _told_otherwise(self) -> None:
        """Metrics that the workbook logs by event and the plan asks for by month, or the reverse.

        What was typed for them cannot be used, and is named.
        """
        for built in self.layout.plan.metrics:
            metric = self.plan.metric(built.id)
            if self._has(built) and bool(built.event_chart) != bool(metric.event_chart):
                what = "was_log" if built.event_chart else "was_monthly"
                self.findings.append(
                    rules.structure(
                        say(f"events.{what}", metric=metric.short_name),
                        say("events.was_fix"),
                        "question",
                        self.file,
                        self.identity.team_id,
                        metric_id=metric.id,
                    )
                )

    def _grid(self, months: dict[int, date]) -> Grid:
        found = self.places.found
        rows: dict[date, int] = {}
        for row, month in sorted(months.items()):
            rows.setdefault(month, row)
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
                if (value := self._text(placed[f.id].sheet, row, placed[f.id].first_col, cell))
            }
            if filled:
                yield TextRow(placed[fields[0].id].sheet, block.first_row, dict(filled))
            return
        months = self._months_by_row(f"{name}.month", self.layout.months) if name == "story" else {}
        for row in sorted({row for cells in columns.values() for row in cells}):
            values: dict[str, str | float | date] = {}
            for f in fields:
                cell = columns[f.id].get(row)
                typed = "" if cell is None else self._typed(placed[f.id], row, cell, f.type)
                if typed != "":
                    values[f.id] = typed
            if values:
                values |= {
                    label: self._text(place.sheet, row, place.first_col, cell)
                    for label, place in labels.items()
                    if (cell := self.book.column_at(place).get(row)) is not None
                }
                yield TextRow(
                    placed[fields[0].id].sheet,
                    row,
                    values,
                    months.get(row),
                    {f.id: placed[f.id].first_col for f in fields},
                )

    def _typed(self, place: Range, row: int, cell: Cell, kind: str) -> str | float | date:
        """What a person typed into a text cell: a date where one is asked for, else text."""
        if kind in ("date", "month"):
            day = self.book.as_date(cell)
            if day is not None:
                return month_of(day) if kind == "month" else day
        return self._text(place.sheet, row, place.first_col, cell)

    def _text(self, sheet: str, row: int, col: int, cell: Cell) -> str:
        """A cell as text; what may identify a person is replaced here, once for all outputs."""
        if isinstance(cell.value, bool):
            return str(cell.value).upper()
        if isinstance(cell.value, float):
            text = f"{cell.value:.15g}"
        else:
            text = (cell.value or "").replace("\u00a0", " ").strip()
            if text and self.withheld.about_patients and cell.kind == "text":
                return text if _is_plain(text, self.not_due) else WITHHELD
        if (row, col) in self.withheld.cells.get(sheet, ()):
            return WITHHELD
        return text


def _is_plain(text: str, not_due: str) -> bool:
    """Nobody: a number, NA, or the workbook's own words."""
    return (number_in(text, whole=False) is not None and len(text) < 9) or text in ("NA", not_due)


def _as_shown(day: date | None, value: float) -> tuple[str, bool]:
    """What a person sees of a number formatted as a date or time, and whether it was meant.

    Meant is 15-Apr typed for 15; not meant is a format that a paste brought along.
    """
    if 0 < value < 1:
        minutes = round(value * 1440)
        return f"{minutes // 60}:{minutes % 60:02d}", True
    if day is None:
        return f"{value:g}", False
    return _day_text(day), day.year >= OLDEST_DATE


def _day_text(day: date) -> str:
    return f"{day.day} {month_in_words(month_of(day))}"


def _point(
    metric_id: str, month: date, cells: dict[tuple[str, int | None], Entry | str]
) -> DataPoint:
    def entry(role: str, stratum: int | None = None) -> Entry | None:
        found = cells.get((role, stratum))
        return found if isinstance(found, Entry) else None

    reason = cells.get(("reason", None), "")
    point = DataPoint(
        metric_id,
        month,
        entry("numerator"),
        entry("denominator"),
        reason if isinstance(reason, str) else "",
    )
    groups = sorted({stratum for _, stratum in cells if stratum is not None})
    if not groups:
        return point
    return point._replace(
        strata={s: (entry("numerator", s), entry("denominator", s)) for s in groups}
    )
