"""Places found by what a person sees: the headings above the columns.

Used where a workbook's own marks are lost or contradict its headings.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

from lcxl.cells import AnyBook, Cells, Range
from lcxl.cells.texts import seen
from lcxl.intake.placing.months import label_day
from lcxl.intake.placing.sideways import glance_at, upright
from lcxl.layout import DataAxis, PlacedBlock, ReportingLayout

__all__ = [
    "bands_on",
    "find_data",
    "find_form",
    "find_table",
    "is_heading",
    "lines_on",
    "plain",
    "sheets_in_order",
]

MAX_SHEETS = 40
"""Sheets that are searched."""
MAX_HEAD_ROWS = 200
"""Rows of a sheet in which headings are looked for."""
MAX_HEADING = 400
"""Characters of the longest heading; what is longer is none."""
HEAD_BELOW_BAND = 5
"""Rows below a metric's name in which its columns' headings are looked for."""

Texts = Mapping[int, Mapping[int, str]]
"""Row -> column -> text, without capitals and spare spaces."""


@lru_cache(maxsize=2_000)
def plain(text: str) -> str:
    """A heading without capitals and spare spaces, as two of them are compared."""
    return " ".join(seen(text).split()).casefold()


def _texts(cells: Cells, last_row: int = MAX_HEAD_ROWS) -> Texts:
    found: defaultdict[int, dict[int, str]] = defaultdict(dict)
    for (row, col), (kind, value, _, _) in cells.items():
        if (
            row <= last_row
            and kind == "text"
            and isinstance(value, str)
            and len(value) <= MAX_HEADING
        ):
            found[row][col] = plain(value)
    return found


def sheets_in_order(book: AnyBook, first: str) -> Iterator[str]:
    """Names of all sheets: the one of that name first, then those a person sees."""
    names = [s.name for s in sorted(book.sheets, key=lambda s: (s.name != first, not s.visible))]
    yield from [name for name in names if not name.startswith("_")][:MAX_SHEETS]


def is_heading(text: str, wanted: str) -> bool:
    """Whether a cell says a heading, as `plain` has it; below it there may be a line of help."""
    return plain(text) == wanted or plain(text.partition("\n")[0]) == wanted


_Bands = tuple[int, dict[str, int]]
"""Row of the metrics' names, and metric -> its first column."""


def bands_on(cells: Cells, layout: ReportingLayout, last_row: int = MAX_HEAD_ROWS) -> _Bands:
    """Where the names of the metrics stand above their columns.

    A metric that was re-worded since is told by the id beside its name.  ``cells`` are those of
    a table that runs down (`lcxl.intake.placing.sideways`), as all rows and columns here.
    """
    if layout.across:
        return _labels_on(cells, layout, last_row)
    names = {plain(layout.band(metric)): metric.id for metric in layout.plan.by_month.metrics}
    ids = set(names.values())
    best: _Bands = (-1, {})
    for row, texts in sorted(_texts(cells, last_row).items()):
        found: dict[str, int] = {}
        for col, text in sorted(texts.items()):
            first = str(cells[row, col].value).strip().partition("  ")
            metric_id = names.get(text) or (first[0] if first[0] in ids and first[1] else None)
            if metric_id:
                found.setdefault(metric_id, col)
        if len(found) > len(best[1]):
            best = row, found
    return best


def _labels_on(cells: Cells, layout: ReportingLayout, last_row: int) -> _Bands:
    """The same of layout 2, where each line is named in full."""
    best: _Bands = (-1, {})
    for row, lines in lines_on(cells, layout, last_row).items():
        found: dict[str, int] = {}
        for key, col in lines.items():
            metric_id = key.split(".")[1]
            found[metric_id] = min(col, found.get(metric_id, col))
        if len(found) > len(best[1]):
            best = row, found
    return best


def lines_on(
    cells: Cells, layout: ReportingLayout, last_row: int = MAX_HEAD_ROWS
) -> dict[int, dict[str, int]]:
    """Row of the names of lines -> key of each line that is named there -> its column.

    For layout 2.  The end of a name tells the line, the longest end that there is.
    """
    lines = [line for line in layout.lines if line.is_input]
    marks = sorted(((plain(layout.mark(line)), line.key) for line in lines), key=_by_length)
    found: dict[int, dict[str, int]] = {}
    for row, heads in _texts(cells, last_row).items():
        here: dict[str, int] = {}
        for col in sorted(heads):
            name = plain(str(cells[row, col].value).partition("\n")[0])
            ends = (key for mark, key in marks if name == mark or name.endswith(f" {mark}"))
            if (key := next(ends, None)) is not None:
                here.setdefault(key, col)
        if here:
            found[row] = here
    return found


def _by_length(mark: tuple[str, str]) -> int:
    return -len(mark[0])


def find_data(book: AnyBook, layout: ReportingLayout) -> dict[str, Range]:
    """Key -> place of every line of Data that can be found by its headings."""
    find = _data_across if layout.across else _data_down
    best: dict[str, Range] = {}
    for name in sheets_in_order(book, layout.data_sheet):
        found = find(book, layout, name)
        if len(found) > len(best):
            best = found
    return best


def _data_across(book: AnyBook, layout: ReportingLayout, sheet: str) -> dict[str, Range]:
    cells = glance_at(book, sheet, across=True)
    rows = lines_on(cells, layout)
    if not rows:
        return {}
    row, lines = max(rows.items(), key=lambda item: len(item[1]))
    found: dict[str, Range] = {}
    after = -1
    for axis in layout.axes:
        own = {line.key: lines[line.key] for line in layout.lines_on(axis) if line.key in lines}
        if not own:
            continue
        place = _periods_in(book, layout, axis, (row, after, min(own.values())), cells)
        after = max(own.values())
        if place is not None:
            col, first, last = place
            own = {axis.key: col, **own}
        else:
            # Without periods nothing can be read, but what was typed is still to be named.
            typed = [r for (r, c) in cells if r > row and c in own.values()]
            first, last = min(typed, default=row + 1), max(typed, default=row)
        if first > last:
            continue
        for key, at in own.items():
            found[key] = Range.column(sheet, at, first, last).turned
    return found


def _periods_in(
    book: AnyBook,
    layout: ReportingLayout,
    axis: DataAxis,
    within: tuple[int, int, int],
    cells: Cells,
) -> tuple[int, int, int] | None:
    """Column of the names of the periods, their first and last row.

    ``within``: the row after which they stand, and the columns between which.
    """
    head_row, after, before = within
    reported = {report.start for report in axis.reports}
    rows: defaultdict[int, list[int]] = defaultdict(list)
    due = plain(layout.spec.sheet("data").texts.get("due", "")) or None
    for (row, col), cell in cells.items():
        is_there = after < col < before and row > head_row
        if is_there and plain(str(cells.get((head_row, col), cell).value)) == due:
            continue
        if is_there and label_day(book, cell, axis.kind, layout.origin, reported) in reported:
            rows[col].append(row)
    if not rows:
        return None
    # The periods stand before the due dates, which may lie in the same months.
    col = min(rows, key=lambda c: (-len(rows[c]), c))
    return col, min(rows[col]), max(rows[col])


def _data_down(book: AnyBook, layout: ReportingLayout, sheet: str) -> dict[str, Range]:
    """Layout 1: headings below the name of each metric."""
    cells = book.glance(sheet)
    band_row, bands = bands_on(cells, layout)
    if not bands:
        return {}
    (axis,) = layout.axes
    within = band_row, -1, min(bands.values())
    rows = _periods_in(book, layout, axis, within, cells)
    if rows is None:
        return {}
    month_col, first, last = rows
    texts = _texts(cells, first)
    found = {axis.key: Range.column(sheet, month_col, first, last)}
    starts = sorted(bands.values())
    for metric_id, start in bands.items():
        end = next((c for c in starts if c > start), start + 200)
        columns = [c for c in layout.lines_of(metric_id) if c.is_input]
        wanted = [plain(layout.heading(c)) for c in columns]
        heads = max(
            (texts.get(r, {}) for r in range(band_row, min(first, band_row + HEAD_BELOW_BAND))),
            key=lambda head: sum(head.get(c) in wanted for c in range(start, end)),
        )
        for column, heading in zip(columns, wanted, strict=True):
            col = next((c for c in range(start, end) if heads.get(c) == heading), None)
            if col is not None:
                found[column.key] = Range.column(sheet, col, first, last)
    return found


def find_table(
    book: AnyBook, block: PlacedBlock, length: int, others: Sequence[PlacedBlock] = ()
) -> dict[str, Range]:
    """Key -> place of the columns of a table such as Changes, found by its headings.

    ``others``: the tables that may follow below on the same sheet.
    """
    across = block.across
    wanted = {plain(f.heading): f.id for f in block.block.fields}
    stops = [{plain(f.heading) for f in other.block.fields} for other in others]
    for name in sheets_in_order(book, block.sheet):
        cells = glance_at(book, name, across)
        texts = _texts(cells)
        for row, heads in sorted(texts.items()):
            found: dict[str, int] = {}
            for col, text in sorted(heads.items()):
                if across:
                    text = plain(str(cells[row, col].value).partition("\n")[0])
                if text in wanted:
                    found.setdefault(wanted[text], col)
            if len(found) < max(2, 0.6 * len(wanted)):
                continue
            last = row + length
            for below in range(row + 1, last + 1):
                here = set(texts.get(below, {}).values())
                if any(len(here & stop) >= 0.6 * len(stop) for stop in stops):
                    last = below - 1
                    break
            return {
                f"{block.block.id}.{field}": upright(Range.column(name, col, row + 1, last), across)
                for field, col in found.items()
            }
    return {}


def find_form(book: AnyBook, block: PlacedBlock) -> dict[str, Range]:
    """Key -> place of the answers of a form: right of their labels."""
    wanted = {plain(f.heading): f.id for f in block.block.fields}
    for name in sheets_in_order(book, block.sheet):
        found = {
            f"{block.block.id}.{wanted[text]}": Range.cell(name, row, col + 1)
            for row, texts in _texts(book.glance(name)).items()
            for col, text in texts.items()
            if text in wanted
        }
        if found:
            return found
    return {}
