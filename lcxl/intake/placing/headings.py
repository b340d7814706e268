"""Places found by what a person sees: the headings above the columns.

Used where a workbook's own marks are lost or contradict its headings.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

from lcxl.cells import AnyBook, Cells, Range
from lcxl.cells.texts import seen
from lcxl.intake.placing.months import label_month
from lcxl.layout import PlacedBlock, ReportingLayout

__all__ = ["bands_on", "find_data", "find_form", "find_table", "plain"]

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


def bands_on(cells: Cells, layout: ReportingLayout, last_row: int = MAX_HEAD_ROWS) -> _Bands:
    """Where the names of the metrics stand above their columns: row, and metric -> column.

    A metric that was re-worded since is told by the id before its name.
    """
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


_Bands = tuple[int, dict[str, int]]


def find_data(book: AnyBook, layout: ReportingLayout) -> dict[str, Range]:
    """Key -> place of every column of Data that can be found by its headings."""
    best: dict[str, Range] = {}
    for name in sheets_in_order(book, layout.data_sheet):
        found = _data_on(book, layout, name)
        if len(found) > len(best):
            best = found
    return best


def _data_on(book: AnyBook, layout: ReportingLayout, sheet: str) -> dict[str, Range]:
    cells = book.glance(sheet)
    band_row, bands = bands_on(cells, layout)
    if not bands:
        return {}
    rows = _month_rows(book, layout, cells, band_row, min(bands.values()))
    if rows is None:
        return {}
    month_col, first, last = rows
    texts = _texts(cells, first)
    found = {"data.month": Range.column(sheet, month_col, first, last)}
    starts = sorted(bands.values())
    for metric_id, start in bands.items():
        end = next((c for c in starts if c > start), start + 200)
        columns = [c for c in layout.columns_of(metric_id) if c.is_input]
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


def _month_rows(
    book: AnyBook, layout: ReportingLayout, cells: Cells, head_row: int, before: int
) -> tuple[int, int, int] | None:
    """Column of the month labels, their first and last row: left of the metrics."""
    reported = frozenset(layout.months)
    rows: defaultdict[int, list[int]] = defaultdict(list)
    for (row, col), cell in cells.items():
        if col < before and row > head_row and label_month(book, cell) in reported:
            rows[col].append(row)
    if not rows:
        return None
    # The month labels stand left of the due dates, which may lie in the same months.
    col = min(rows, key=lambda c: (-len(rows[c]), c))
    return col, min(rows[col]), max(rows[col])


def find_table(
    book: AnyBook, block: PlacedBlock, length: int, others: Sequence[PlacedBlock] = ()
) -> dict[str, Range]:
    """Key -> place of the columns of a table such as Changes, found by its headings.

    ``others``: the tables that may follow below on the same sheet.
    """
    wanted = {plain(f.heading): f.id for f in block.block.fields}
    stops = [{plain(f.heading) for f in other.block.fields} for other in others]
    for name in sheets_in_order(book, block.sheet):
        texts = _texts(book.glance(name))
        for row, heads in sorted(texts.items()):
            found: dict[str, int] = {}
            for col, text in sorted(heads.items()):
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
                f"{block.block.id}.{field}": Range.column(name, col, row + 1, last)
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
