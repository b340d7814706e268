"""What was typed below or beside the tables of the host's workbooks, where nothing is read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from lcxl import templates
from lcxl.cells import Book, Cell, Range, a1
from lcxl.findings import Finding
from lcxl.plan import rules
from lcxl.plan.raw import BLOCKS, FORMS, TABLES

__all__ = ["beyond_tables"]

HEADS = 3
"""Rows above a table with its title and headings."""


def beyond_tables(books: Mapping[str, Book]) -> Iterator[Finding]:
    """A question for each table, at the first such cell.

    Raises:
        Unreadable: a sheet is broken.
    """
    for table, (name, sheet_id) in TABLES.items():
        if table in FORMS or table == "prospects" or name not in books:
            continue
        book = books[name]
        block = templates.workbook(name).sheet(sheet_id).block(BLOCKS.get(table, table))
        keys = [f"{block.id}.{field.id}" for field in block.fields]
        places = [book.anchors[key] for key in keys if key in book.anchors]
        if not places or not any(sheet.name == places[0].sheet for sheet in book.sheets):
            continue
        is_wide = block.kind == "columns" and book.machine.get("layout_version") != "1"
        first = next(_beside(book, places) if is_wide else _below(book, places), None)
        if first is not None:
            rule, file = rules.NOT_UNDERSTOOD, f"{name}.xlsx"
            sheet, cell = places[0].sheet, a1(*first)
            yield Finding(rule.code, "question", "beyond", {}, file, None, sheet, cell)


def _below(book: Book, places: list[Range]) -> Iterator[tuple[int, int]]:
    """Down to the title of the table that stands below, if there is one."""
    sheet, last = places[0].sheet, max(place.last_row for place in places)
    columns = {place.first_col for place in places}
    tops = (p.first_row for p in book.anchors.values() if p.sheet == sheet and p.first_row > last)
    end = min((top - HEADS for top in tops), default=None)
    for (row, col), cell in sorted(book.cells(sheet).items()):
        if row > last and (end is None or row < end) and col in columns and _is_typed(cell):
            yield row, col


def _beside(book: Book, places: list[Range]) -> Iterator[tuple[int, int]]:
    last, rows = max(place.last_col for place in places), {place.first_row for place in places}
    for (row, col), cell in sorted(book.cells(places[0].sheet).items()):
        if col > last and row in rows and _is_typed(cell):
            yield row, col


def _is_typed(cell: Cell) -> bool:
    return cell.formula is None and str(cell.value or "").strip() != ""
