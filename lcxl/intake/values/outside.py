"""What was typed where nothing is read: over formulas, beside, above or below the tables."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import partial
from typing import NamedTuple

from lcxl.cells import AnyBook, Cell, Cells
from lcxl.findings import Finding, Severity
from lcxl.intake import rules
from lcxl.intake.placing.places import Places
from lcxl.intake.placing.sideways import address, cells_of, upright
from lcxl.intake.submission import DataPoint
from lcxl.layout import HEADS, DataAxis, DataLine, PlacedBlock, ReportingLayout
from lcxl.periods import Period
from lcxl.runchart.rounding import sign

__all__ = ["find_outside"]

Points = Mapping[tuple[str, Period], DataPoint]
Where = tuple[int, int]
"""Row and column of a cell, as a table has it that runs down."""
Reports = Mapping[str, Mapping[int, Period]]
"""Key of an axis -> row of Data -> the report that it is about."""


class _Data(NamedTuple):
    """The sheet Data, with its periods running down."""

    book: AnyBook
    layout: ReportingLayout
    places: Places
    sheet: str

    @property
    def cells(self) -> Cells:
        return cells_of(self.book, self.sheet, self.layout.across)

    def column(self, line: DataLine) -> int:
        return upright(self.places.found[line.key], self.layout.across).first_col

    def found(
        self,
        text: str,
        where: list[Where],
        severity: Severity = "question",
        metric_id: str | None = None,
        **more: object,
    ) -> Finding:
        return _found(text, self.sheet, where, self.layout.across, severity, metric_id, **more)


def find_outside(
    book: AnyBook, layout: ReportingLayout, places: Places, reports: Reports, points: Points
) -> Iterator[Finding]:
    """A finding for each kind of place."""
    sheet = places.data_sheet
    if sheet is not None:
        data = _Data(book, layout, places, sheet)
        results = _result_columns(data)
        yield from _over_formulas(data, results, reports, points)
        yield from _beside(data, frozenset(results))
    for block in layout.blocks.values():
        if not block.is_form:
            yield from _below_table(book, layout, places, block)


def _over_formulas(
    data: _Data, results: Mapping[int, str], reports: Reports, points: Points
) -> Iterator[Finding]:
    """Numbers in the place of a result; a program that keeps no formulas leaves the result."""
    over: defaultdict[str, list[Where]] = defaultdict(list)
    layout = data.layout
    for (row, col), cell in data.cells.items():
        if col not in results or not _is_typed(cell):
            continue
        metric_id = results[col]
        report = reports.get(layout.axis_of(metric_id).key, {}).get(row)
        if report is None:
            continue
        point = points.get((metric_id, report))
        result = point and point.value(layout.plan.metric(metric_id))
        if isinstance(cell.value, float) and (result is None or sign(cell.value - result)):
            over[metric_id].append((row, col))
    for metric_id, where in over.items():
        metric = layout.plan.metric(metric_id).short_name
        yield data.found("over_formula", where, metric_id=metric_id, metric=metric)


def _result_columns(data: _Data) -> dict[int, str]:
    """Column of each metric's result -> the metric: as far from its numbers as it was made."""
    found = {}
    for metric in data.layout.plan.metrics:
        lines = data.layout.lines_of(metric.id)
        known = [c for c in lines if c.is_input and c.key in data.places.found]
        for line in lines:
            if not line.is_input and known:
                near = min(known, key=partial(_distance, line))
                found[data.column(near) + line.at - near.at] = metric.id
    return found


def _distance(one: DataLine, other: DataLine) -> int:
    return abs(one.at - other.at)


class _Block(NamedTuple):
    """The block of one frequency: its input columns, and its first and last row."""

    axis: DataAxis
    inputs: frozenset[int]
    first: int
    last: int

    def holds(self, row: int) -> bool:
        return self.first <= row <= self.last


def _blocks(data: _Data) -> Iterator[_Block]:
    for axis in data.layout.axes:
        lines = [c for c in data.layout.lines_on(axis) if c.key in data.places.found]
        places = [upright(data.places.found[c.key], data.layout.across) for c in lines]
        places = [place for place in places if place.sheet == data.sheet]
        if places:
            yield _Block(
                axis,
                frozenset(place.first_col for place in places),
                min(place.first_row for place in places),
                max(place.last_row for place in places),
            )


def _beside(data: _Data, results: frozenset[int]) -> Iterator[Finding]:
    """What stands on Data outside its rows and columns, headings and dates left out.

    The days beside the inputs are dates too where a program saves them without their format.
    """
    blocks = list(_blocks(data))
    if not blocks:
        return
    calendar = data.layout.plan.calendar
    of_input = {col: block for block in blocks for col in block.inputs}
    printed = {
        day
        for block in blocks
        for report in block.axis.reports
        for day in (report.start, calendar.due(report))
    }
    first, first_col = min(block.first for block in blocks), min(of_input)
    last = max(block.last for block in blocks)
    heads = _heads(data)
    below: list[Where] = []
    outside: list[Where] = []
    has_number = False
    for (row, col), cell in data.cells.items():
        block = of_input.get(col)
        is_within = first <= row <= last
        is_printed = is_within and col in heads and data.book.as_date(cell) in printed
        is_date = data.book.shows_date(cell) or is_printed
        is_number = cell.kind == "number" and not is_date
        inside = block.holds(row) if block else is_within and col in results
        if not _is_typed(cell) or inside:
            continue
        if block and row > block.last and cell.kind == "number":
            below.append((row, col))
        elif is_number or (row >= first and col > first_col and col not in heads):
            outside.append((row, col))
            has_number = has_number or is_number
    if below:
        yield data.found("right" if data.layout.across else "below", below)
    if outside:
        yield data.found("outside", outside, "question" if has_number else "note")


def _heads(data: _Data) -> frozenset[int]:
    """The columns with the names of the periods, when they are due, and their status."""
    if not data.layout.across:
        inputs = [data.column(c) for c in data.layout.lines if c.key in data.places.found]
        return frozenset(range(min(inputs, default=0)))
    places = (data.places.found.get(axis.key) for axis in data.layout.axes)
    rows = (place.first_row for place in places if place)
    return frozenset(row + k for row in rows for k in range(HEADS))


def _below_table(
    book: AnyBook, layout: ReportingLayout, places: Places, block: PlacedBlock
) -> Iterator[Finding]:
    """Words between a table and whatever follows it on its sheet."""
    across = block.across
    columns = [
        upright(place, across)
        for f in block.block.fields
        if f.type != "shown" and (place := places.found.get(f"{block.block.id}.{f.id}"))
    ]
    if not columns:
        return
    sheet, last = columns[0].sheet, max(place.last_row for place in columns)
    cols = {place.first_col for place in columns}
    following = [
        place.first_row - (other.first_row - (other.heading_row or other.head_row))
        for other in layout.blocks.values()
        for f in other.block.fields[:1]
        if (place := places.found.get(f"{other.block.id}.{f.id}")) is not None
        and place.sheet == sheet
        and place.first_row > last
    ]
    end = min(following, default=None)
    where = [
        (row, col)
        for (row, col), cell in cells_of(book, sheet, across).items()
        if col in cols and row > last and (end is None or row < end) and _is_typed(cell)
    ]
    if where:
        yield _found("right_of_table" if across else "below_table", sheet, where, across)


def _is_typed(cell: Cell) -> bool:
    return cell.formula is None and cell.value not in (None, "")


def _found(
    text: str,
    sheet: str,
    where: list[Where],
    across: bool,
    severity: Severity = "question",
    metric_id: str | None = None,
    **more: object,
) -> Finding:
    """A finding about so many cells, at the first of them."""
    cell = address(*min(where), across)
    places = {"sheet": sheet, "n": len(where), "cell": cell, **more}
    return rules.structure(text, places, severity, sheet=sheet, cell=cell, metric_id=metric_id)
