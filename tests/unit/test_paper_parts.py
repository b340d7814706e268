"""Where the pages of tables begin on paper."""

from __future__ import annotations

from itertools import pairwise

import pytest

from lcxl.xl.book import BookWriter
from lcxl.xl.paper import spare_last_page
from lcxl.xl.worksheet import Sheet

ROW = 18
PAGE = 760
"""Pixels that have room on an upright page of the shorter paper, less what is unsure."""


def sheet_of(tables: list[int], heights: dict[int, int] | None = None) -> Sheet:
    """Tables of so many rows below each other, which begin where a page may; some rows higher."""
    sheet = BookWriter("A book", "Tables", "A host").sheet("Tables")
    sheet.widths([20, 60])
    heights = heights or {}
    for row in range(sum(tables)):
        sheet.put(row, 0, row, "cell")
        sheet.raw.set_row_pixels(row, heights.get(row, ROW))
    sheet.page(sum(tables) - 1, 1, footer="Tables", portrait=True)
    sheet.raw.may_break = [sum(tables[:k]) for k in range(1, len(tables))]
    spare_last_page(sheet.raw)
    found: Sheet = sheet.raw
    return found


def pages_of(sheet: Sheet, rows: int, heights: dict[int, int] | None = None) -> list[int]:
    """Pixels of each page."""
    edges = [0, *sheet.hbreaks, rows]
    return [sum((heights or {}).get(r, ROW) for r in range(a, b)) for a, b in pairwise(edges)]


def test_tables_that_have_room_on_one_page_are_on_it() -> None:
    assert sheet_of([10, 20]).hbreaks == []


def test_a_table_that_has_no_room_below_another_begins_a_page() -> None:
    assert sheet_of([30, 35]).hbreaks == [30]


def test_a_table_longer_than_a_page_is_cut_into_parts_as_long() -> None:
    pages = pages_of(sheet_of([5, 100]), 105)
    assert max(pages) <= 900
    assert max(pages) - min(pages) <= 2 * ROW


def test_rows_that_grew_are_counted_as_high_as_they_are() -> None:
    """A text that wraps makes its row twice as high, which is known only when all is written."""
    grown = dict.fromkeys(range(0, 100, 2), 2 * ROW)
    pages = pages_of(sheet_of([5, 95], grown), 100, grown)
    assert max(pages) <= 900
    assert max(pages) - min(pages) <= 4 * ROW


@pytest.mark.parametrize("tables", [[48, 3], [20, 25, 4], [100, 2]])
def test_the_last_page_is_not_nearly_empty(tables: list[int]) -> None:
    pages = pages_of(sheet_of(tables), sum(tables))
    assert max(pages) <= 900
    assert min(pages) >= PAGE * 0.2
