"""Where a team's inputs stand: by the workbook's own marks first, then by its headings.

The marks follow whatever a person inserts, moves or renames.  Where one is lost (a deleted
column, a file that passed through a program that drops hidden sheets) or where the heading
above it says something else, the headings decide, and a finding says so.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from lcxl.cells import AnyBook, Cells, Range
from lcxl.cells.sheet import LAST_ROW
from lcxl.intake.placing.headings import (
    MAX_SHEETS,
    bands_on,
    find_data,
    find_form,
    find_table,
    lines_on,
    plain,
)
from lcxl.intake.placing.months import label_day
from lcxl.intake.placing.sideways import cells_of, glance_at, line_at, upright
from lcxl.layout import DataAxis, ReportingLayout
from lcxl.plan import Metric

__all__ = ["Places", "find_places"]


@dataclass
class Places:
    """Key of a column -> where it stands, and what had to be said about finding it."""

    found: dict[str, Range] = field(default_factory=dict)
    by_heading: set[str] = field(default_factory=set)
    """Keys whose mark was lost or wrong, and that were found by their headings."""
    contradicted: list[Metric] = field(default_factory=list)
    """Metrics whose marks pointed below another metric's name."""
    moved: dict[str, str] = field(default_factory=dict)
    """Sheet with marked places that are not where the workbook had them -> the sheet they had."""
    gone: list[str] = field(default_factory=list)
    """Sheets that are no longer in the workbook."""
    twins: list[str] = field(default_factory=list)
    """Sheets that have the headings of Data, besides the one that was read."""

    @property
    def data_sheet(self) -> str | None:
        """Name of the sheet that holds the numbers."""
        return next((p.sheet for k, p in self.found.items() if k.startswith("data.")), None)

    def first_data_row(self, across: bool) -> int:
        """First row of the numbers, as a table has it that runs down; 0 when none was found."""
        data = (upright(p, across) for k, p in self.found.items() if k.startswith("data."))
        return min((place.first_row for place in data), default=0)


def find_places(book: AnyBook, layout: ReportingLayout) -> Places:
    """Look for every input of the reporting workbook."""
    names = {sheet.name for sheet in book.sheets}
    expected = layout.anchors
    places = Places()
    # A metric's id is the same in other capital letters.
    marks = {key.casefold(): mark for key, mark in book.anchors.items()}
    for key in expected:
        mark = marks.get(key.casefold())
        if mark is not None and mark.sheet in names and mark.first_row < LAST_ROW:
            places.found[key] = mark
    _find_data(book, layout, places)
    _find_blocks(book, layout, places)
    # Before anything else is looked at: a pasted table must not exhaust what may be read.
    for sheet in {place.sheet: None for place in places.found.values()}:
        book.cells(sheet)
    _compare(layout, places, expected, names)
    places.twins = list(_twins(book, layout, places))
    return places


def _find_data(book: AnyBook, layout: ReportingLayout, places: Places) -> None:
    keys = [axis.key for axis in layout.axes]
    keys += [line.key for line in layout.lines if line.is_input]
    wrong = _contradicted(book, layout, places)
    astray = [axis for axis in layout.axes if not _has_periods(book, layout, axis, places)]
    lost = [key for key in keys if key not in places.found]
    if not wrong and not lost and not astray:
        return
    headed = find_data(book, layout)
    places.contradicted += wrong
    gone = {line.key for metric in wrong for line in layout.lines_of(metric.id)}
    for axis in layout.axes:
        is_wrong = axis in astray or any(metric in wrong for metric in axis.metrics)
        if is_wrong and headed.get(axis.key, places.found.get(axis.key)) != places.found.get(
            axis.key
        ):
            # The names and the periods moved on, and no mark went with them.
            gone |= {axis.key, *(line.key for line in layout.lines_on(axis))}
    for key in gone:
        places.found.pop(key, None)
    for key in keys:
        if key not in places.found and key in headed:
            places.found[key] = headed[key]
            places.by_heading.add(key)


def _has_periods(book: AnyBook, layout: ReportingLayout, axis: DataAxis, places: Places) -> bool:
    """Some period stands where the mark of an axis says, or there is no mark."""
    place = places.found.get(axis.key)
    if place is None:
        return True
    days = {report.start for report in axis.reports}
    return any(
        label_day(book, cell, axis.kind, layout.origin, days) in days
        for cell in line_at(book, place, layout.across).values()
    )


def _contradicted(book: AnyBook, layout: ReportingLayout, places: Places) -> list[Metric]:
    """Metrics above whose marked columns another metric, or another number, is named."""
    sheet, first_row = places.data_sheet, places.first_data_row(layout.across)
    if sheet is None:
        return []
    cells = cells_of(book, sheet, layout.across)
    if layout.across:
        return _named_otherwise(cells, layout, places, first_row)
    band_row, bands = bands_on(cells, layout, first_row - 1)
    wrong = []
    for metric in layout.plan.metrics:
        columns = [c for c in layout.lines_of(metric.id) if c.is_input and c.key in places.found]
        other_band = metric.id in bands and any(
            _owner(bands, places.found[c.key].first_col) not in (None, metric.id) for c in columns
        )
        headings = {plain(layout.heading(c)): c.key for c in layout.lines_of(metric.id)}
        if columns and (
            other_band
            or any(
                headings.get(text, column.key) != column.key
                for column in columns
                for text in _above(cells, places.found[column.key].first_col, band_row, first_row)
            )
        ):
            wrong.append(metric)
    return wrong


def _named_otherwise(
    cells: Cells, layout: ReportingLayout, places: Places, first_row: int
) -> list[Metric]:
    """The same of layout 2, where each line is named in full."""
    named = lines_on(cells, layout, first_row - 1) or lines_on(cells, layout)
    if not named:
        return []
    _, lines = max(named.items(), key=lambda item: len(item[1]))
    keys = {col: key for key, col in lines.items()}
    return [
        metric
        for metric in layout.plan.metrics
        if any(
            keys.get(places.found[line.key].first_row, line.key) != line.key
            for line in layout.lines_of(metric.id)
            if line.is_input and line.key in places.found
        )
    ]


def _owner(bands: Mapping[str, int], col: int) -> str | None:
    """The metric below whose name a column stands."""
    left = max(((start, owner) for owner, start in bands.items() if start <= col), default=None)
    return None if left is None else left[1]


def _above(cells: Cells, col: int, first_row: int, before: int) -> Iterator[str]:
    """Texts of a column's headings."""
    for row in range(max(0, first_row), before):
        cell = cells.get((row, col))
        if cell is not None and isinstance(cell.value, str):
            yield plain(cell.value)


def _find_blocks(book: AnyBook, layout: ReportingLayout, places: Places) -> None:
    for block in layout.blocks.values():
        lost = [key for key in block.keys if key not in places.found]
        if not lost:
            continue
        if block.is_form:
            headed = find_form(book, block)
        else:
            length = block.last_row - block.head_row
            others = [b for b in layout.blocks.values() if b is not block and not b.is_form]
            headed = find_table(book, block, length, others)
        for key in lost:
            if key in headed:
                places.found[key] = headed[key]
                places.by_heading.add(key)


def _compare(
    layout: ReportingLayout, places: Places, expected: Mapping[str, Range], names: set[str]
) -> None:
    """Note what stands elsewhere than in the workbook the host sent."""
    for key, place in expected.items():
        actual = places.found.get(key)
        if actual is None or key in places.by_heading or actual == place:
            continue
        places.moved.setdefault(actual.sheet, place.sheet)
    still = {place.sheet for key, place in expected.items() if key in places.found}
    places.gone = sorted({p.sheet for p in expected.values()} - names - still)


def _twins(book: AnyBook, layout: ReportingLayout, places: Places) -> Iterator[str]:
    """Copies of Data; only sheets that the workbook did not have are looked at."""
    known = {sheet.name for sheet in layout.spec.sheets} | {p.sheet for p in places.found.values()}
    for sheet in book.sheets[:MAX_SHEETS]:
        if sheet.name not in known and not sheet.name.startswith("_"):
            _, bands = bands_on(glance_at(book, sheet.name, layout.across), layout)
            if 2 * len(bands) > sum(len(axis.metrics) for axis in layout.axes):
                yield sheet.name
