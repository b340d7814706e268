"""Rows that belong to a table though its marks do not reach them.

A program that deletes or inserts a row does not always move a workbook's marks along: then the
first month stands above the marked rows, or the last one below.  The months beside the numbers
of Data, and the headings above every other table, say where it really begins and ends.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from lcxl.cells import AnyBook, Cells, Range
from lcxl.intake.placing.headings import plain
from lcxl.intake.placing.months import label_month
from lcxl.intake.placing.places import Places
from lcxl.layout import PlacedBlock, ReportingLayout

__all__ = ["fit_to_rows"]

NEAR = 12
"""Rows from where a table's headings should stand in which they are looked for."""
ENOUGH = 0.6
"""A row with so many of a table's headings is its head."""


def fit_to_rows(book: AnyBook, layout: ReportingLayout, places: Places) -> list[Range]:
    """Let the places reach all rows of their tables; which rows were filled and not reached."""
    found = list(_fit_data(book, layout, places))
    for block in layout.blocks.values():
        if not block.is_form:
            found += _fit_table(book, block, places)
    return found


def _fit_data(book: AnyBook, layout: ReportingLayout, places: Places) -> Iterator[Range]:
    place = places.found.get("data.month")
    if place is None:
        return
    cells, col = book.cells(place.sheet), place.first_col
    reported = set(layout.months)
    labels = {}
    for row in range(place.first_row, place.last_row + 1):
        cell = cells.get((row, col))
        month = None if cell is None else label_month(book, cell)
        if month is not None:
            labels[row] = month
    known = set(labels.values())

    def is_next(row: int) -> bool:
        cell = cells.get((row, col))
        month = None if cell is None else label_month(book, cell)
        if month not in reported or month in known:
            return False
        known.add(month)
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
    typed = {key: key != "data.month" for key in places.found if key.startswith("data.")}
    yield from _fit(cells, places, typed, place, first, last)


def _has_number(cells: Cells, row: int) -> bool:
    return any(r == row and cell.kind == "number" for (r, _), cell in cells.items())


def _fit_table(book: AnyBook, block: PlacedBlock, places: Places) -> Iterator[Range]:
    keys = [key for key in block.keys if key in places.found and key not in places.by_heading]
    if not keys:
        return
    place = places.found[keys[0]]
    cells = book.cells(place.sheet)
    headings = {f"{block.block.id}.{f.id}": plain(f.heading) for f in block.block.fields}
    expected = place.first_row - (block.first_row - block.head_row)
    nearby = sorted(range(expected - NEAR, expected + NEAR + 1), key=lambda r: abs(r - expected))
    for row in nearby:
        texts = (cells.get((row, places.found[key].first_col)) for key in keys)
        same = sum(
            cell is not None and isinstance(cell.value, str) and plain(cell.value) == headings[key]
            for key, cell in zip(keys, texts, strict=True)
        )
        if same >= ENOUGH * len(keys):
            by = row - expected
            last = place.last_row + max(0, by)
            typed = {f"{block.block.id}.{f.id}": f.type != "shown" for f in block.block.fields}
            typed = {key: typed[key] for key in keys}
            yield from _fit(cells, places, typed, place, place.first_row + by, last)
            return


def _fit(
    cells: Cells, places: Places, typed: Mapping[str, bool], place: Range, first: int, last: int
) -> Iterator[Range]:
    """Columns with the rows of ``place`` have those from ``first`` to ``last`` instead.

    ``typed``: their keys, and whether a person types into them.
    """
    rows = place.first_row, place.last_row
    same = [
        key
        for key in typed
        if (places.found[key].first_row, places.found[key].last_row) == rows
        and places.found[key].sheet == place.sheet
    ]
    for key in same:
        col = places.found[key].first_col
        places.found[key] = Range.column(place.sheet, col, first, last)
    cols = [places.found[key].first_col for key in same if typed[key]]
    new = [*range(first, rows[0]), *range(rows[1] + 1, last + 1)]
    filled = [row for row in new if any((row, col) in cells for col in cols)]
    if filled:
        yield Range.column(place.sheet, place.first_col, min(filled), max(filled))
