"""From a file to a `Submission`: by the anchors the workbook carries, never by guessing."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from lcxl.cells import AnyBook, Book, Cell, Range, Unreadable, a1
from lcxl.findings import Finding
from lcxl.layout import DataColumn, PlacedBlock, ReportingLayout
from lcxl.metrics import kind_of
from lcxl.plan import Collaborative
from lcxl.plan.dates import month_in_words, month_of
from lcxl.submissions import rules
from lcxl.submissions.numbers import number_in
from lcxl.submissions.submission import DataPoint, Entry, Submission, TextRow

__all__ = ["read_book", "read_bytes", "read_submission"]

OWNER_PREFIX = "~$"
"""Excel's mark of a workbook that is open."""
LABELS = ("metric", "record")
"""Printed columns that say what a row of a table is about."""
NEVER_SAVED = "2000-01-01"
"""The date a workbook carries until a spreadsheet program saves it."""


def read_submission(path: str | Path, plan: Collaborative, name: str | None = None) -> Submission:
    """Read one file.  Never raises for what a team did: the submission holds findings.

    ``name`` is what findings call the file; its path if left out.
    """
    path = Path(path)
    file = str(path) if name is None else name
    if path.name.startswith(OWNER_PREFIX):
        finding = rules.unreadable(
            "This is the mark that Excel leaves while a workbook is open, not a workbook.",
            "Close the workbook in Excel; the mark then goes away by itself.",
            file,
        )
        return Submission(file, "", readable=False, findings=(finding,))
    try:
        data = path.read_bytes()
    except OSError as e:
        finding = rules.unreadable(
            f"The file cannot be opened ({e.strerror or e}).",
            "Close it in Excel, check that it is still there, and try again.",
            file,
        )
        return Submission(file, "", readable=False, findings=(finding,))
    return read_bytes(data, file, plan)


def read_bytes(data: bytes, file: str, plan: Collaborative) -> Submission:
    """Read the bytes of one file; ``file`` is the name findings use."""
    sha256 = hashlib.sha256(data).hexdigest()
    try:
        return read_book(Book(data), file, plan, sha256)
    except Unreadable as e:
        finding = rules.unreadable(e.message, e.fix, file)
        return Submission(file, sha256, readable=False, findings=(finding,))


def read_book(book: AnyBook, file: str, plan: Collaborative, sha256: str = "") -> Submission:
    """Read an opened workbook; ``sha256`` is that of its file, if it has one.

    Raises:
        Unreadable: a sheet is broken or far too large.
    """
    return _Reader(book, file, sha256, plan).read()


class _Reader:
    def __init__(self, book: AnyBook, file: str, sha256: str, plan: Collaborative) -> None:
        self.book = book
        self.file = file
        self.sha256 = sha256
        self.plan = plan
        self.layout = ReportingLayout(plan)
        self.not_due = self.layout.spec.sheet("data").texts["not_due"]
        self.findings: list[Finding] = []
        machine = {
            key: str(value).removesuffix(".0") if isinstance(value, float) else value
            for key, value in book.machine.items()
        }
        self.machine = machine
        self.team_id = machine.get("team_id", "")

    def read(self) -> Submission:
        machine = self.machine
        is_ours = machine.get("workbook") == "reporting"
        is_for_plan = is_ours and machine.get("collaborative_id") == self.plan.id
        if not is_for_plan:
            # Whose file it is, is for rule V01 to say; its cells are not looked at.
            return Submission(
                self.file,
                self.sha256,
                readable=True,
                is_reporting_workbook=is_ours,
                collaborative_id=machine.get("collaborative_id", ""),
                team_id=self.team_id,
            )
        points = self._points()
        tables = {
            name: tuple(self._rows(place))
            for name, place in self.layout.blocks.items()
            if name != "reporter"
        }
        reporter = next(iter(self._rows(self.layout.blocks["reporter"])), None)
        saved_at = self.book.modified
        return Submission(
            file=self.file,
            sha256=self.sha256,
            readable=True,
            findings=tuple(self._structure_findings()) + tuple(self.findings),
            is_reporting_workbook=True,
            collaborative_id=machine["collaborative_id"],
            team_id=self.team_id,
            layout_version=machine.get("layout_version", ""),
            definitions={
                key.removeprefix("definition."): value
                for key, value in machine.items()
                if key.startswith("definition.")
            },
            saved_at="" if saved_at.startswith(NEVER_SAVED) else saved_at,
            points=points,
            strata={
                key.removeprefix("strata."): tuple(value.split("; "))
                for key, value in machine.items()
                if key.startswith("strata.")
            },
            **tables,
            reporter={k: str(v) for k, v in reporter.values.items()} if reporter else {},
        )

    # Data

    def _points(self) -> dict[tuple[str, date], DataPoint]:
        months = self._months_by_row("data.month")
        found: dict[tuple[str, date], DataPoint] = {}
        for metric in self.plan.metrics:
            if f"definition.{metric.id}" not in self.machine:
                continue
            parts: dict[date, dict[tuple[str, int | None], Entry | str]] = {}
            for column in self.layout.columns_of(metric.id):
                if not column.is_input:
                    continue
                for row, entry in self._column(column):
                    month = months.get(row)
                    if month is None:
                        self._lost_month(entry, row)
                        continue
                    parts.setdefault(month, {})[column.role, column.stratum] = entry
            for month, cells in parts.items():
                point = _point(metric.id, month, cells)
                if point is not None:
                    found[metric.id, month] = point
        return found

    def _column(self, column: DataColumn) -> Iterator[tuple[int, Entry | str]]:
        place = self.book.anchors.get(column.key)
        if place is None:
            self._lost_column(column)
            return
        whole = False
        if column.role != "reason":
            metric = self.plan.metric(column.metric_id)
            whole = next(i.whole for i in kind_of(metric).inputs if i.role == column.role)
        for row, cell in sorted(self.book.column(column.key).items()):
            text = _text(cell)
            if text in ("", self.not_due) and cell.value is not None:
                continue
            yield (
                row,
                text if column.role == "reason" else self._entry(cell, text, place, row, whole),
            )

    def _entry(self, cell: Cell, text: str, place: Range, row: int, whole: bool) -> Entry:
        sheet, where = place.sheet, a1(row, place.first_col)
        if cell.kind == "number" and isinstance(cell.value, float):
            if self.book.shows_date(cell):
                day = self.book.as_date(cell)
                shown = f"{day.day} {month_in_words(month_of(day))}" if day else f"{cell.value:g}"
                return Entry(None, shown, sheet, where, is_date=True)
            return Entry(cell.value, None, sheet, where)
        if cell.value is None and cell.formula is not None:
            return Entry(None, f"={cell.formula}", sheet, where)
        number = number_in(text, whole) if cell.kind == "text" else None
        if number is not None:
            return Entry(number, None, sheet, where, repaired=str(cell.value))
        return Entry(None, text, sheet, where)

    def _months_by_row(self, key: str) -> dict[int, date]:
        """Row -> month, from the month labels that stand beside the inputs."""
        found: dict[int, date] = {}
        for row, cell in self.book.column(key).items():
            day = self.book.as_date(cell)
            if day is not None:
                found[row] = month_of(day)
        return found

    def _lost_month(self, entry: Entry | str, row: int) -> None:
        if isinstance(entry, Entry) and entry.value is not None:
            self.findings.append(
                rules.structure(
                    f"Row {row + 1} of {entry.sheet} has a number, but no month that can be read.",
                    "Type the first day of the month, such as 2026-03-01, into the first column, "
                    "or move the numbers into the row of their month.",
                    "error",
                    self.file,
                    self.team_id,
                    entry.sheet,
                    entry.cell,
                )
            )

    def _lost_column(self, column: DataColumn) -> None:
        metric = self.plan.metric(column.metric_id)
        if column.role == "reason":
            return
        heading = self.layout.spec.inputs[metric.kind][column.role]["heading"]
        self.findings.append(
            rules.structure(
                f"{metric.short_name}: the column {heading} is no longer there.",
                "Copy the numbers into the workbook that the host sent and send that.",
                "error",
                self.file,
                self.team_id,
                self.layout.data_sheet,
                None,
                metric.id,
            )
        )

    # Tables

    def _rows(self, place: PlacedBlock) -> Iterator[TextRow]:
        """Filled rows of a table, or the answers of a form as one row."""
        block = place.block
        columns = {
            f.id: self.book.column(f"{block.id}.{f.id}") for f in block.fields if f.type != "shown"
        }
        if place.is_form:
            values = {
                name: _typed(self.book, cell, "text")
                for name, cells in columns.items()
                for cell in cells.values()
            }
            filled = {name: value for name, value in values.items() if value != ""}
            if filled:
                yield TextRow(place.sheet, place.first_row, filled)
            return
        months = self._months_by_row(f"{block.id}.month") if block.id == "story" else {}
        types = {f.id: f.type for f in block.fields}
        labels = [f.id for f in block.fields if f.type == "shown" and f.id in LABELS]
        anchors = [self.book.anchors.get(f"{block.id}.{name}") for name in columns]
        sheet = next((a.sheet for a in anchors if a is not None), place.sheet)
        for row in sorted({row for cells in columns.values() for row in cells}):
            filled = {}
            for name, cells in columns.items():
                if row in cells:
                    value = _typed(self.book, cells[row], types[name])
                    if value != "":
                        filled[name] = value
            if filled:
                for name in labels:
                    label = self.book.column(f"{block.id}.{name}").get(row)
                    if label is not None:
                        filled[name] = _text(label)
                yield TextRow(sheet, row, filled, months.get(row))

    # Structure

    def _structure_findings(self) -> Iterator[Finding]:
        """What was moved or renamed, and could still be read by its anchors."""
        expected = self.layout.anchors()
        moved: dict[str, str] = {}
        for key, place in expected.items():
            actual = self.book.anchors.get(key)
            if actual is None or actual == place:
                continue
            if actual.sheet != place.sheet:
                moved.setdefault(
                    actual.sheet, f"The sheet {place.sheet} is now called {actual.sheet}."
                )
            else:
                moved.setdefault(
                    actual.sheet,
                    f"Rows or columns of {place.sheet} were inserted, deleted or moved.",
                )
        for sheet, message in moved.items():
            yield rules.structure(
                f"{message} It was read by its labels.",
                "Next month use the workbook as the host sent it.",
                "question",
                self.file,
                self.team_id,
                sheet,
            )
        names = {s.name for s in self.book.sheets}
        gone = (
            {p.sheet for p in expected.values()}
            - names
            - {p.sheet for k, p in expected.items() if k in self.book.anchors}
        )
        for sheet in sorted(gone):
            yield rules.structure(
                f"The sheet {sheet} is no longer in the workbook.",
                "The rest was read. Next month use the workbook as the host sent it.",
                "question",
                self.file,
                self.team_id,
                sheet,
            )
        if self.book.has_macros:
            yield rules.structure(
                "The file carries macros. They were not run.",
                "Save it as an Excel workbook without macros (.xlsx).",
                "note",
                self.file,
                self.team_id,
            )


def _point(
    metric_id: str, month: date, cells: dict[tuple[str, int | None], Entry | str]
) -> DataPoint | None:
    def entry(role: str, stratum: int | None) -> Entry | None:
        found = cells.get((role, stratum))
        return found if isinstance(found, Entry) else None

    strata = {
        s: (entry("numerator", s), entry("denominator", s))
        for s in sorted({s for _, s in cells if s is not None})
    }
    reason = cells.get(("reason", None))
    return DataPoint(
        metric_id,
        month,
        entry("numerator", None),
        entry("denominator", None),
        reason if isinstance(reason, str) else "",
        strata,
    )


def _text(cell: Cell) -> str:
    if isinstance(cell.value, bool):
        return str(cell.value).upper()
    if isinstance(cell.value, float):
        return f"{cell.value:.15g}"
    return (cell.value or "").replace("\u00a0", " ").strip()


def _typed(book: AnyBook, cell: Cell, kind: str) -> str | float | date:
    """What a person typed into a text cell: a date where one is asked for, else its text."""
    if kind in ("date", "month"):
        day = book.as_date(cell)
        if day is not None:
            return month_of(day) if kind == "month" else day
    return _text(cell)
