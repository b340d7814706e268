"""No page of paper for a few lines: what would run over a little is printed a little smaller.

How high rows and pages are differs between programs, so what is worked out here is an estimate
with some room on both sides.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from itertools import accumulate, count, pairwise

from xlsxwriter.worksheet import CellBlankTuple, CellFormulaTuple

from lcxl.xl.worksheet import Sheet

__all__ = ["LITTLE", "parts_as_long", "spare_last_page"]

PAPERS = ((8.27, 11.69), (8.5, 11.0))
"""Inches across and high of A4 and Letter."""
MARGIN_ACROSS, MARGIN_HIGH = 0.8, 1.1
"""Inches that `lcxl.xl.sheet.SheetWriter.page` leaves free, both sides together."""
DOTS = 96
"""Dots of an inch."""
LINE = 20
"""Dots of a row of the usual height."""
LITTLE, UNSURE = 0.25, 0.06
"""The part of a page from which it is worth printing, and how wrong an estimate may be."""
CAUTION = 0.94
"""Columns are a little wider in some programs."""
WAITING = 3
"""Rows of a list by formulas that are printed beyond those that say something."""
READABLE = 0.47
"""How much smaller a sheet may get to be one page wide: 11 points are 5; else it is two."""
MOST_READ = 3
"""Pages of a sheet that somebody reads on paper; a longer one is looked up on the screen, and one
that fills little of a page has nothing to read yet."""
SMALLEST = 0.72
"""How much smaller it may get: 11 points are still 8."""
LEAST = 0.3
"""The part of a page that its last one holds at least, where tables are cut."""


def spare_last_page(sheet: Sheet) -> None:
    """Print a sheet on one page less, where little would stand on the last one."""
    if sheet.printed is None or sheet.hidden:
        return
    _leave_out_waiting(sheet)
    if sheet.fit_page and sheet.fit_height:
        return
    if not sheet.fit_page:
        if sheet.vbreaks and not sheet.hbreaks:
            _beside_breaks(sheet)
        return
    needs = [_pages(sheet, *paper) for paper in PAPERS]
    scale = min(_paper(sheet, *paper)[0] for paper in PAPERS)
    is_read = min(needs) > LITTLE and max(needs) <= MOST_READ
    if sheet.may_break:
        _at_tables(sheet, scale)
        return
    if not sheet.hbreaks and scale < READABLE and is_read:
        # Two pages side by side: everything is nearly twice as large.
        sheet.fit_to_pages(2, _saved([_pages(sheet, *paper, beside=2) for paper in PAPERS]))
        sheet.repeat_columns(0)
        return
    if sheet.hbreaks:
        if max(needs) <= 1 - UNSURE:
            sheet.hbreaks = []  # all of it has room on one
        else:
            _between_breaks(sheet)
        return
    sheet.fit_to_pages(1, _saved(needs))


def _saved(needs: Sequence[float]) -> int:
    """On how many pages to print what takes so many of each paper; 0 for as many as it takes."""
    over = [need % 1 for need in needs if need > 1]
    if not any(part < LITTLE or part > 1 - UNSURE for part in over):
        return 0
    possible = {int(need + UNSURE) for need in needs if need + UNSURE >= 1}
    return next((high for high in sorted(possible, reverse=True) if _holds(high, needs)), 0)


def _holds(high: int, needs: Sequence[float]) -> bool:
    """Whether so many pages are enough on each paper, and none too many."""
    return all(high / need >= SMALLEST and need >= high - 1 + LITTLE * (high > 1) for need in needs)


def _at_tables(sheet: Sheet, scale: float) -> None:
    """Begin pages where tables begin, and cut one that is longer than a page into parts as long.

    A fit heeds no break, so it is printed at a scale.
    """
    first, _, last, _ = sheet.printed or (0, 0, 0, 0)
    percent = int(100 * scale)
    page, tops = _page(sheet, percent), _tops(sheet)
    if tops[-1] <= page:
        return
    edges = [0, *(row - first for row in sheet.may_break if first < row <= last), last + 1 - first]
    begins = [0]
    for this, following in pairwise(edges):
        used, long = tops[this] - tops[begins[-1]], tops[following] - tops[this]
        if used and used + (LITTLE * page if long > page else long) > page:
            begins.append(this)
            used = 0.0
        begins += (this + row for row in parts_as_long(tops[this : following + 1], used, page))
    if tops[-1] - tops[begins[-1]] < LITTLE * page and len(begins) > 1:
        begins[-1] = _sooner(tops, edges, begins, page)
    sheet.set_print_scale(percent)
    sheet.set_h_pagebreaks([first + row for row in begins[1:]])


def _sooner(tops: Sequence[float], edges: Sequence[int], begins: Sequence[int], page: float) -> int:
    """Where the last page begins so that more stands on it: at a table, or within one."""
    wanted = bisect_right(tops, tops[-1] - LEAST * page) - 1
    tables = [row for row in edges if begins[-2] < row <= wanted and tops[-1] - tops[row] <= page]
    return tables[-1] if tables else max(wanted, begins[-2] + 1)


def parts_as_long(tops: Sequence[float], used: float, page: float) -> list[int]:
    """Rows of a table at which a page begins, so that all of its pages are as long.

    Args:
        tops: dots above each of its rows, and above its end.
        used: dots that stand above it on its first page.
        page: dots of a page.

    Returns:
        Such rows, counted from the first of the table.
    """
    start, end = tops[0], tops[-1]
    whole, least = used + end - start, start + (LITTLE * page if used else 0.0)
    for many in count(int(-(-whole // page))):
        ends = (start - used + whole * k / many for k in range(1, many))
        rows = sorted({bisect_right(tops, max(one, least)) - 1 for one in ends} - {0})
        parts = pairwise([start - used, *(tops[row] for row in rows), end])
        if many >= len(tops) or all(low - high <= page for high, low in parts):
            return rows
    raise AssertionError("a page has room for a row")


def _leave_out_waiting(sheet: Sheet) -> None:
    """Of rows at the end in which every formula shows nothing yet, print a few."""
    first_row, first_col, last_row, last_col = sheet.printed or (0, 0, 0, 0)
    row = last_row
    while row > first_row and _waits(sheet.table.get(row, {})):
        row -= 1
    if last_row - row > WAITING:
        sheet.print_area(first_row, first_col, row + WAITING, last_col)


def _waits(cells: Mapping[int, object]) -> bool:
    values = [cell.value for cell in cells.values() if isinstance(cell, CellFormulaTuple)]
    others = [cell for cell in cells.values() if not isinstance(cell, CellFormulaTuple)]
    return bool(values) and not any(values) and all(type(c) is CellBlankTuple for c in others)


def _between_breaks(sheet: Sheet) -> None:
    """Print what stands between two breaks on one page: at a scale, since a fit heeds no break.

    What is much longer than a page is cut into parts as long, unless that might cut a chart.
    """
    first, _, last, _ = sheet.printed or (0, 0, 0, 0)
    edges = [0, *(b - first for b in sorted(sheet.hbreaks) if first < b <= last), last + 1 - first]
    tops, again, scales = _tops(sheet), _repeated(sheet), []
    for across, high in PAPERS:
        scale, page = _paper(sheet, across, high)
        parts = [
            (tops[end] - tops[start] + again * (start > 0)) / page for start, end in pairwise(edges)
        ]
        over = [part for part in parts if 1 - UNSURE < part <= (1 - UNSURE) / SMALLEST]
        scales.append(scale * (1 - UNSURE) / max(over, default=1 - UNSURE))
    percent = int(100 * min(scales))
    page = _page(sheet, percent) - again
    within = (
        first + start + row
        for start, end in pairwise(edges)
        if not _has_whole_chart(sheet, range(first + start, first + end), page)
        for row in parts_as_long(tops[start : end + 1], 0.0, page)
    )
    sheet.set_print_scale(percent)
    sheet.set_h_pagebreaks(sorted({*sheet.hbreaks, *within}))


def _has_whole_chart(sheet: Sheet, rows: range, page: float) -> bool:
    """Whether a chart that has room on a page begins in these rows."""
    return any(row in rows and chart.height <= page for row, _, chart, *_ in sheet.charts)


def _beside_breaks(sheet: Sheet) -> None:
    """A sheet with breaks between its columns, at a scale at which its rows are on one page."""
    need = _tops(sheet)[-1] / _page(sheet, sheet.print_scale)
    if 1 < need <= 1 / SMALLEST:
        sheet.set_print_scale(int(sheet.print_scale / need))


def _paper(sheet: Sheet, across: float, high: float, beside: int = 1) -> tuple[float, float]:
    """The scale at which a sheet is so many pages wide, and dots of it on a page's height."""
    if not sheet.orientation:
        across, high = high, across
    _, first_col, _, last_col = sheet.printed or (0, 0, 0, 0)
    wide = sum(float(sheet._size_col(col)) for col in range(first_col, last_col + 1))
    scale = min(1.0, CAUTION * beside * (across - MARGIN_ACROSS) * DOTS / max(1, wide))
    return scale, (high - MARGIN_HIGH) * DOTS / scale


def _page(sheet: Sheet, percent: int) -> float:
    """Dots of a sheet that surely have room on a page of each paper, at a scale."""
    high = min(min(paper) if not sheet.orientation else max(paper) for paper in PAPERS)
    return (high - MARGIN_HIGH) * DOTS * 100 / percent * (1 - UNSURE)


def _tops(sheet: Sheet) -> list[float]:
    """Dots above each printed row, and above the end."""
    first, _, last, _ = sheet.printed or (0, 0, 0, 0)
    return [0.0, *accumulate(_height(sheet, row) for row in range(first, last + 1))]


def _repeated(sheet: Sheet) -> float:
    """Dots of the rows that stand on every page."""
    if not sheet.repeated:
        return 0.0
    return sum(_height(sheet, row) for row in range(sheet.repeated[0], sheet.repeated[1] + 1))


def _pages(sheet: Sheet, across: float, high: float, beside: int = 1) -> float:
    """How many pages below each other a sheet takes that is printed so many pages wide."""
    _, page = _paper(sheet, across, high, beside)
    rows = _tops(sheet)[-1]
    if rows <= page:
        return rows / page
    return 1 + (rows - page) / (page - _repeated(sheet))


def _height(sheet: Sheet, row: int) -> float:
    known = sheet.row_info.get(row)
    if known is None or known.height is None:
        return LINE
    return 0.0 if known.hidden else float(known.height)
