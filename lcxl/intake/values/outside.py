"""What was typed where nothing is read: over formulas, beside, above or below the tables."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from datetime import date
from functools import partial

from lcxl.cells import AnyBook, Cell, Range, a1
from lcxl.findings import Finding, Severity
from lcxl.intake import rules
from lcxl.intake.placing.places import Places
from lcxl.intake.submission import DataPoint
from lcxl.layout import DataColumn, PlacedBlock, ReportingLayout
from lcxl.periods import Period
from lcxl.runchart.rounding import sign

__all__ = ["find_outside"]

Points = Mapping[tuple[str, Period], DataPoint]
Where = tuple[int, int]
"""Row and column of a cell."""


def find_outside(
    book: AnyBook,
    layout: ReportingLayout,
    places: Places,
    months: Mapping[int, date],
    points: Points,
) -> Iterator[Finding]:
    """A finding for each kind of place; ``months``: row of Data -> its month."""
    sheet = places.data_sheet
    if sheet is not None:
        inputs = {
            place.first_col: place
            for column in layout.columns
            if (place := places.found.get(column.key)) is not None and place.sheet == sheet
        }
        if inputs:
            results = _result_columns(layout, places)
            yield from _over_formulas(book, layout, sheet, results, months, points)
            printed = {*layout.months, *map(layout.plan.calendar.due, layout.plan.calendar.reports)}
            yield from _beside(book, sheet, inputs, frozenset(results), printed)
    for block in layout.blocks.values():
        if not block.is_form:
            yield from _below_table(book, layout, places, block)


def _over_formulas(
    book: AnyBook,
    layout: ReportingLayout,
    sheet: str,
    results: Mapping[int, str],
    months: Mapping[int, date],
    points: Points,
) -> Iterator[Finding]:
    """Numbers in the place of a result; a program that keeps no formulas leaves the result."""
    over: defaultdict[str, list[Where]] = defaultdict(list)
    for (row, col), cell in book.cells(sheet).items():
        if col not in results or row not in months or not _is_typed(cell):
            continue
        point = points.get((results[col], Period(months[row])))
        result = point and point.value(layout.plan.metric(results[col]))
        if isinstance(cell.value, float) and (result is None or sign(cell.value - result)):
            over[results[col]].append((row, col))
    for metric_id, where in over.items():
        metric = layout.plan.metric(metric_id).short_name
        yield _found("over_formula", sheet, where, metric_id=metric_id, metric=metric)


def _result_columns(layout: ReportingLayout, places: Places) -> dict[int, str]:
    """Column of each metric's result -> the metric: as far from its numbers as it was made."""
    found = {}
    for metric in layout.plan.metrics:
        columns = layout.columns_of(metric.id)
        known = [c for c in columns if c.is_input and c.key in places.found]
        for column in columns:
            if not column.is_input and known:
                near = min(known, key=partial(_distance, column))
                found[places.found[near.key].first_col + column.col - near.col] = metric.id
    return found


def _distance(one: DataColumn, other: DataColumn) -> int:
    return abs(one.col - other.col)


def _beside(
    book: AnyBook,
    sheet: str,
    inputs: Mapping[int, Range],
    results: frozenset[int],
    printed: Collection[date],
) -> Iterator[Finding]:
    """What stands on Data outside its rows and columns, headings and dates left out.

    ``printed``: the days beside the inputs, which some programs save without their format.
    """
    first = min(place.first_row for place in inputs.values())
    last = max(place.last_row for place in inputs.values())
    below: list[Where] = []
    outside: list[Where] = []
    has_number = False
    for (row, col), cell in book.cells(sheet).items():
        is_within = first <= row <= last
        is_date = book.shows_date(cell) or (
            is_within and col < min(inputs) and book.as_date(cell) in printed
        )
        is_number = cell.kind == "number" and not is_date
        if not _is_typed(cell) or (is_within and (col in inputs or col in results)):
            continue
        if row > last and cell.kind == "number" and col in inputs:
            below.append((row, col))
        elif is_number or (row >= first and col > min(inputs)):
            outside.append((row, col))
            has_number = has_number or is_number
    if below:
        yield _found("below", sheet, below)
    if outside:
        yield _found("outside", sheet, outside, "question" if has_number else "note")


def _below_table(
    book: AnyBook, layout: ReportingLayout, places: Places, block: PlacedBlock
) -> Iterator[Finding]:
    """Words between a table and whatever follows it on its sheet."""
    columns = [
        place
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
        for (row, col), cell in book.cells(sheet).items()
        if col in cols and row > last and (end is None or row < end) and _is_typed(cell)
    ]
    if where:
        yield _found("below_table", sheet, where)


def _is_typed(cell: Cell) -> bool:
    return cell.formula is None and cell.value not in (None, "")


def _found(
    text: str,
    sheet: str,
    where: list[Where],
    severity: Severity = "question",
    metric_id: str | None = None,
    **more: object,
) -> Finding:
    """A finding about so many cells, at the first of them."""
    cell = a1(*min(where))
    places = {"sheet": sheet, "n": len(where), "cell": cell, **more}
    return rules.structure(text, places, severity, sheet=sheet, cell=cell, metric_id=metric_id)
