"""Where everything stands: templates_src placed on a grid, for a plan.

The writers put cells where this says, the reader and the rules name places from it, and the
add-in marks them.  Rows and columns count from 0.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import date
from functools import cached_property
from typing import NamedTuple

from lcxl import templates
from lcxl.cells import Range
from lcxl.findings import Finding
from lcxl.metrics import kind_of
from lcxl.periods import parse_month
from lcxl.plan import Collaborative, Metric
from lcxl.words import filled, language

__all__ = [
    "CALCULATION_SHEET",
    "EVENTS_SHEET",
    "DataColumn",
    "PlacedBlock",
    "ReportingLayout",
    "finding_row",
    "layout_of",
    "place_blocks",
]

SPARE_ROWS = 20
"""Empty rows below the filled ones of a table that had to grow."""
SPARE_COLUMNS = 2
"""The same for answers beside each other."""
QUESTION_COLUMNS = 2
"""Columns with a question and whether it must be answered, before the first answer."""
EMPTY_PRINTED, FORM_PRINTED = 3, 12
"""Empty rows that are printed below those in use, and rows of a table in use or not."""
TITLE_ROW, SUBTITLE_ROW, BACK_ROW, FIRST_BLOCK_ROW = 0, 1, 2, 4
CALCULATION_SHEET = "_charts"
EVENTS_SHEET = "_events"
"""The hidden sheet behind the charts of rare events."""


class PlacedBlock(NamedTuple):
    """One block of a sheet, with the rows and columns it takes."""

    sheet: str
    block: templates.Block
    heading_row: int | None
    group_row: int | None
    head_row: int
    example_row: int | None
    first_row: int
    last_row: int
    first_col: int = 0
    columns: int = 0
    """Columns that are prepared beside questions that stand below each other."""

    @property
    def is_form(self) -> bool:
        """A form has its fields below each other, a table beside each other."""
        return self.block.kind == "form"

    def range(self, field_id: str) -> Range:
        """The input cells of one field: a column of a table, or one cell of a form."""
        index = next(i for i, f in enumerate(self.block.fields) if f.id == field_id)
        if self.is_form:
            return Range.cell(self.sheet, self.first_row + index, self.first_col + 1)
        if self.columns:
            row, last = self.rows[field_id], self.first_col + self.columns - 1
            return Range(self.sheet, row, self.first_col, row, last)
        return Range.column(self.sheet, index, self.first_row, self.last_row)

    @property
    def rows(self) -> Mapping[str, int]:
        """Field -> row of a question in columns; each group stands below a line of its own."""
        found, row, group = {}, self.first_row, ""
        for f in self.block.fields:
            if f.group != group:
                row += 1 if group else 2  # above the first stands a heading for all of them
                group = f.group
            found[f.id] = row
            row += 1
        return found

    @property
    def keys(self) -> Iterator[str]:
        """Key of every input of the block, and of a table's row labels."""
        return (f"{self.block.id}.{f.id}" for f in self.block.fields)

    def printed_to(self, filled: int) -> int:
        """The last row that is printed: of a table those in use, and some empty ones below."""
        if self.block.kind != "table":
            return self.last_row
        return min(self.last_row, self.first_row - 1 + max(FORM_PRINTED, filled + EMPTY_PRINTED))

    @property
    def in_view(self) -> int:
        """How many columns of a table are in view and on paper; the others may be unfolded."""
        fields = self.block.fields
        return next((i for i, f in enumerate(fields) if f.fold), len(fields))

    def folded(self, index: int) -> Sequence[int]:
        """The columns that belong to a column which tells of folded ones."""
        fields = self.block.fields
        beyond = (i for i in range(index + 1, len(fields)) if fields[i].fold)
        return list(range(index + 1, next(beyond, len(fields))))

    def anchors(self) -> Iterator[tuple[str, Range]]:
        """Their keys and places."""
        for key, f in zip(self.keys, self.block.fields, strict=True):
            yield key, self.range(f.id)


def finding_row(plan: Collaborative, finding: Finding) -> dict[str, object]:
    """A finding as a line of a sheet: names in place of ids, a real date for the month."""
    team, metric = finding.team_id or "", finding.metric_id or ""
    with suppress(KeyError):
        team = plan.team(team).name
    with suppress(KeyError):
        metric = plan.metric(metric).short_name
    return {
        "severity": finding.severity,
        "code": finding.code,
        "team": team,
        "metric": metric,
        "month": parse_month(finding.month) if finding.month else None,
        "message": finding.message,
        "fix": finding.fix,
        "file": finding.file,
        "where": finding.where,
    }


def place_blocks(
    sheet: templates.Sheet,
    rows: Mapping[str, int] | None = None,
    filled: Mapping[str, int] | None = None,
) -> dict[str, PlacedBlock]:
    """Stack a sheet's blocks below each other.

    ``rows`` gives the length of tables that depend on the plan, by their id; a table that
    says its own length grows to hold its ``filled`` rows, and a few more.
    """
    placed: dict[str, PlacedBlock] = {}
    row = FIRST_BLOCK_ROW
    for block in sheet.blocks:
        heading = group = example = None
        if block.heading:
            heading, row = row, row + 1
        if block.kind == "table":
            if any(f.group for f in block.fields):
                group, row = row, row + 1
            head, row = row, row + 1
            if any(f.example is not None for f in block.fields):
                example, row = row, row + 1
            length = block.rows or (rows or {}).get(block.id, 0)
            used = (filled or {}).get(block.id, 0)
            if used > length:
                length = used if _is_closed(block) else used + SPARE_ROWS
        else:
            head = row
            if block.kind == "columns":  # above the first question: whether all is answered
                row += 1
            length = len(block.fields) or len(block.steps) or len(block.text)
            if block.kind == "lists":
                head, row = row, row + 1
                length = sum(len(templates.lists()[name][1]) for name in block.lists)
        place = PlacedBlock(sheet.name, block, heading, group, head, example, row, row + length - 1)
        if block.kind == "columns":
            used = (filled or {}).get(block.id, 0)
            columns = max(block.rows, used + SPARE_COLUMNS * (used > block.rows))
            place = place._replace(first_col=QUESTION_COLUMNS, columns=columns)
            length = max(place.rows.values()) - row + 1
            place = place._replace(last_row=row + length - 1)
        placed[block.id] = place
        row += length + 1
    return placed


def _is_closed(block: templates.Block) -> bool:
    """A table whose rows are lcxl's alone: nobody can type what tells them apart."""
    keys = [field for field in block.fields if field.key]
    if all(field.type == "shown" for field in block.fields):
        return True
    return not block.rows and bool(keys) and all(field.type == "shown" for field in keys)


class DataColumn(NamedTuple):
    """One column of the sheet Data that belongs to a metric.

    ``role`` is "numerator" or "denominator" for an input, "result" for the calculated value
    and "reason" for the team's answer.
    """

    metric_id: str
    role: str
    col: int
    stratum: int | None = None
    """Number of the stratum (from 0) whose part this is; None for the total."""

    @property
    def is_input(self) -> bool:
        """The team types here."""
        return self.role != "result"

    @property
    def key(self) -> str:
        """Its anchor, such as ``data.HTN1.numerator`` or ``data.CAN1.numerator.2``."""
        stratum = "" if self.stratum is None else f".{self.stratum + 1}"
        return f"data.{self.metric_id}.{self.role}{stratum}"


class ReportingLayout:
    """The reporting workbook of one collaborative."""

    BAND_ROW, HEAD_ROW, HELP_ROW, FIRST_ROW = 4, 5, 6, 7
    MONTH_COL, DUE_COL, STATUS_COL, FIRST_METRIC_COL = 0, 1, 2, 3

    def __init__(self, plan: Collaborative) -> None:
        self.plan = plan
        self.spec = templates.workbook("reporting")
        self.language = language()
        self.months = plan.calendar.reported
        self._columns: dict[str, tuple[DataColumn, ...]] = {}
        col = self.FIRST_METRIC_COL
        for metric in plan.metrics:
            self._columns[metric.id] = columns = self._place(metric, col)
            col += len(columns)
        self.columns = tuple(column for columns in self._columns.values() for column in columns)

    @staticmethod
    def _place(metric: Metric, col: int) -> tuple[DataColumn, ...]:
        roles: list[tuple[str, int | None]] = [(role, None) for role in kind_of(metric).roles]
        roles.append(("result", None))
        roles.extend(
            (role, stratum)
            for stratum in range(len(metric.strata))
            for role in kind_of(metric).roles
        )
        roles.append(("reason", None))
        if metric.event_chart or not metric.frequency.of_months:
            return ()
        return tuple(DataColumn(metric.id, role, col + i, s) for i, (role, s) in enumerate(roles))

    @cached_property
    def data_sheet(self) -> str:
        """Name of the sheet Data."""
        return self.spec.sheet("data").name

    @property
    def last_row(self) -> int:
        """Row of the last month on Data."""
        return self.FIRST_ROW + len(self.months) - 1

    @cached_property
    def case_rows(self) -> int:
        """Rows of the case log: the planned sample of every month; 0 without such a metric."""
        planned = sum(
            (metric.target_n or 0)
            * sum(self.plan.is_due(metric, report) for report in self.plan.timeline(metric))
            for metric in self.plan.metrics
            if metric.has_case_log
        )
        return min(planned, MAX_CASE_ROWS)

    @cached_property
    def event_rows(self) -> int:
        """Rows of the event log: one event every five days; 0 without a metric that has one.

        What comes more often is not rare.
        """
        return min(len(self.plan.event_metrics) * 6 * len(self.months), MAX_EVENT_ROWS)

    def row(self, month: date) -> int:
        """Row of a month on Data."""
        return self.FIRST_ROW + self.months.index(month)

    def columns_of(self, metric_id: str) -> tuple[DataColumn, ...]:
        """The metric's columns on Data, from left to right."""
        return self._columns.get(metric_id, ())

    def column(self, metric_id: str, role: str, stratum: int | None = None) -> DataColumn:
        """One column on Data; KeyError when the metric has no such number."""
        for c in self.columns_of(metric_id):
            if (c.role, c.stratum) == (role, stratum):
                return c
        raise KeyError((metric_id, role, stratum))

    def band(self, metric: Metric) -> str:
        """What stands above a metric's columns on Data."""
        return f"{metric.id}  {metric.short_name}"

    def heading(self, column: DataColumn) -> str:
        """What stands above one column on Data."""
        return self._headings[column.key]

    @cached_property
    def _headings(self) -> Mapping[str, str]:
        return {column.key: self._heading(column) for column in self.columns}

    def _heading(self, column: DataColumn) -> str:
        texts = self.spec.sheet("data").texts
        if column.role in ("result", "reason"):
            return texts[column.role]
        metric = self.plan.metric(column.metric_id)
        heading = templates.words_of_kind(metric.kind).inputs[column.role]["heading"]
        if column.stratum is None:
            return heading
        return filled(texts["group"], stratum=metric.strata[column.stratum], heading=heading)

    @cached_property
    def blocks(self) -> Mapping[str, PlacedBlock]:
        """Input blocks of the other sheets, by their id."""
        placed: dict[str, PlacedBlock] = {}
        metrics = len(self.plan.by_month.metrics)
        rows = {
            "story": len(self.months),
            "effort": metrics,
            "trial": metrics * TRIAL_RECORDS,
            "cases": self.case_rows,
            "logs": len(self.plan.event_metrics),
            "events": self.event_rows,
        }
        logs = [*(["cases"] if self.case_rows else []), *(["events"] if self.event_rows else [])]
        for sheet_id in ("changes", "story", "trial", *logs):
            placed |= place_blocks(self.spec.sheet(sheet_id), rows)
        reporter = self.spec.sheet("start").block("reporter")
        last = START_FORM_ROW + len(reporter.fields) - 1
        placed["reporter"] = PlacedBlock(
            self.spec.sheet("start").name,
            reporter,
            None,
            None,
            START_FORM_ROW,
            None,
            START_FORM_ROW,
            last,
            first_col=START_FORM_COL,
        )
        return placed

    @cached_property
    def anchors(self) -> Mapping[str, Range]:
        """Key and place of every input block, and of the month labels beside them."""
        found = {"data.month": self._on_data(self.MONTH_COL)}
        for column in self.columns:
            if column.is_input:
                found[column.key] = self._on_data(column.col)
        for block in self.blocks.values():
            found.update(block.anchors())
        return found

    def _on_data(self, col: int) -> Range:
        return Range.column(self.data_sheet, col, self.FIRST_ROW, self.last_row)


_latest: ReportingLayout | None = None


def layout_of(plan: Collaborative) -> ReportingLayout:
    """The layout of a plan in the current language.

    The latest one is kept, because a pile of files has one plan.
    """
    global _latest
    layout = _latest
    if layout is None or layout.plan is not plan or layout.language != language():
        layout = _latest = ReportingLayout(plan)
    return layout


TRIAL_RECORDS = 5
"""Records that each team tries a definition on, before the first report."""
MAX_CASE_ROWS = 2_000
MAX_EVENT_ROWS = 500

START_FORM_ROW, START_FORM_COL = 9, 3
"""Place of the form on Start; what stands around it is written by the sheet's own writer."""
