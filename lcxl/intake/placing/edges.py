"""Rows that belong to a table though its marks do not reach them.

A program that deletes or inserts a row does not always move a workbook's marks along: then the
first month stands above the marked rows, or the last one below.  The months beside the numbers
of Data, and the headings above every other table, say where it really begins and ends.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from lcxl.cells import AnyBook, Cells, Range
from lcxl.intake.placing.headings import is_heading, plain
from lcxl.intake.placing.months import label_day
from lcxl.intake.placing.places import Places
from lcxl.intake.placing.sideways import cells_of, upright
from lcxl.layout import DataAxis, PlacedBlock, ReportingLayout

__all__ = ["Beyond", "fit_to_rows"]

NEAR = 12
"""Rows from where a table's headings should stand in which they are looked for."""
ENOUGH = 0.6
"""A row with so many of a table's headings is its head."""


Beyond = tuple[Range, bool]
"""Rows that no mark reaches, and whether their table lies across."""


def fit_to_rows(book: AnyBook, layout: ReportingLayout, places: Places) -> list[Beyond]:
    """Let the places reach all rows of their tables; which rows were filled and not reached.

    Rows are those of a table that runs down, here and below (`lcxl.intake.placing.sideways`).
    """
    found = [place for axis in layout.axes for place in _fit_data(book, layout, places, axis)]
    for block in layout.blocks.values():
        if not block.is_form:
            found += _fit_table(book, block, places)
    return found


def _fit_data(
    book: AnyBook, layout: ReportingLayout, places: Places, axis: DataAxis
) -> Iterator[Beyond]:
    if axis.key not in places.found:
        return
    place = upright(places.found[axis.key], layout.across)
    cells, col = cells_of(book, place.sheet, layout.across), place.first_col
    reported = {report.start for report in axis.reports}
    labels = {}
    for row in range(place.first_row, place.last_row + 1):
        cell = cells.get((row, col))
        day = None if cell is None else label_day(book, cell, axis.kind, layout.origin, reported)
        if day is not None:
            labels[row] = day
    known = set(labels.values())

    def is_next(row: int) -> bool:
        cell = cells.get((row, col))
        day = None if cell is None else label_day(book, cell, axis.kind, layout.origin, reported)
        if day not in reported or day in known:
            return False
        known.add(day)
        return True

    first, last = place.first_row, place.last_row
    while is_next(first - 1):
        first -= 1
    while is_next(last + 1):
        last += 1
    if first == place.first_row:
        # Where the marks stayed behind, the rows above the first month are headings.
        behind = last - place.last_row
        while behind and first not in labels and not _has_number(cells, first):
            first, behind = first + 1, behind - 1
    lines = {line.key: True for line in layout.lines_on(axis) if line.is_input}
    typed = {key: is_typed for key, is_typed in lines.items() if key in places.found}
    table = _Table(cells, place, layout.across)
    yield from _fit(table, places, {axis.key: False, **typed}, first, last)


class _Table(NamedTuple):
    """Cells as a table has them that runs down, and the rows that one of its columns had."""

    cells: Cells
    place: Range
    across: bool


def _has_number(cells: Cells, row: int) -> bool:
    return any(r == row and cell.kind == "number" for (r, _), cell in cells.items())


def _fit_table(book: AnyBook, block: PlacedBlock, places: Places) -> Iterator[Beyond]:
    keys = [key for key in block.keys if key in places.found and key not in places.by_heading]
    if not keys:
        return
    found = {key: upright(places.found[key], block.across) for key in keys}
    place = found[keys[0]]
    cells = cells_of(book, place.sheet, block.across)
    headings = {f"{block.block.id}.{f.id}": plain(f.heading) for f in block.block.fields}
    expected = place.first_row - (block.first_row - block.head_row)
    nearby = sorted(range(expected - NEAR, expected + NEAR + 1), key=lambda r: abs(r - expected))
    for row in nearby:
        texts = (cells.get((row, found[key].first_col)) for key in keys)
        same = sum(
            cell is not None
            and isinstance(cell.value, str)
            and is_heading(cell.value, headings[key])
            for key, cell in zip(keys, texts, strict=True)
        )
        if same >= ENOUGH * len(keys):
            by = row - expected
            last = place.last_row + max(0, by)
            typed = {f"{block.block.id}.{f.id}": f.type != "shown" for f in block.block.fields}
            typed = {key: typed[key] for key in keys}
            table = _Table(cells, place, block.across)
            yield from _fit(table, places, typed, place.first_row + by, last)
            return


def _fit(
    table: _Table, places: Places, typed: Mapping[str, bool], first: int, last: int
) -> Iterator[Beyond]:
    """Columns with the rows of the table have those from ``first`` to ``last`` instead.

    ``typed``: their keys, and whether a person types into them.
    """
    cells, place, across = table
    rows = place.first_row, place.last_row
    found = {key: upright(places.found[key], across) for key in typed}
    same = [
        key
        for key, one in found.items()
        if (one.first_row, one.last_row) == rows and one.sheet == place.sheet
    ]
    for key in same:
        column = Range.column(place.sheet, found[key].first_col, first, last)
        places.found[key] = upright(column, across)
    cols = [found[key].first_col for key in same if typed[key]]
    new = [*range(first, rows[0]), *range(rows[1] + 1, last + 1)]
    filled = [row for row in new if any((row, col) in cells for col in cols)]
    if filled:
        reach = Range.column(place.sheet, place.first_col, min(filled), max(filled))
        yield upright(reach, across), across
