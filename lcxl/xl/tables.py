"""Sheets that are one table, as results are shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache

from lcxl import templates
from lcxl.cells.address import MAX_ROW
from lcxl.words import filled
from lcxl.xl.fit import lines_of, room_in, width_of
from lcxl.xl.inputs import number_format
from lcxl.xl.rows import Column, Plain
from lcxl.xl.sheet import SheetWriter

__all__ = ["NUMBERS", "TableRows", "write_result_table"]

TableRows = Sequence[Mapping[str, object]]
"""One mapping for each row, by field id; absent or empty values stay blank."""

LINE = 15.0
NUMBERS = ("whole", "decimal")
"""Types of a column whose cells and heading stand at the right."""


def write_result_table(
    sheet: SheetWriter,
    head: int,
    fields: Sequence[templates.Field],
    rows: TableRows,
    texts: Mapping[str, str],
) -> int:
    """Write headings at row ``head`` and the rows below, with a filter; gives the last row.

    Rows are as high as their longest text needs, because not every program sees to that.
    ``texts`` say that there are no rows, or more than a sheet holds.
    """
    sheet.widths([f.width for f in fields])
    for col, field in enumerate(fields):
        side = {"align": "right"} if field.type in NUMBERS else {}
        sheet.put(head, col, field.heading, "head", **side)
    heading_lines = max(lines_of(f.heading, f.width) for f in fields)
    sheet.raw.set_row(head, LINE * heading_lines + 6)
    if not rows:
        sheet.put(head + 1, 0, texts["no_rows"], "quiet")
        return head + 1
    more = max(0, len(rows) - (MAX_ROW - head - 2))
    rows = rows[: len(rows) - more]
    columns = [_column(sheet, field, rows) for field in fields]
    sheet.put_rows(head + 1, columns)
    for i, lines in enumerate(_heights(fields, columns), start=head + 1):
        sheet.raw.set_row(i, LINE * lines + 3)
    last_row = head + len(rows)
    sheet.raw.autofilter(head, 0, last_row, len(fields) - 1)
    if more:
        last_row += 1
        sheet.put(last_row, 0, filled(texts["more_rows"], n=more), "quiet")
    return last_row


def _column(sheet: SheetWriter, field: templates.Field, rows: TableRows) -> Column:
    look, values = sheet.book.format, [_plain(row.get(field.id)) for row in rows]
    if field.list:
        values = [templates.word_of(field.list, v) if isinstance(v, str) else v for v in values]
    if field.type in ("month", "date", *NUMBERS):
        role = "cell_number" if field.type in NUMBERS else "cell"
        changes = {"align": "left"} if role == "cell" else {}
        number = look(role, num_format=number_format(field.type), **changes)
        return Column(values, number, text=look("cell"), blanks=True)
    role = "cell_wrap" if field.type == "long" or not _fit(field, values) else "cell"
    day = look(role, num_format=number_format("date"))
    return Column(values, look(role), date=day, blanks=True)


def _plain(value: object) -> Plain:
    return value if value is None or isinstance(value, str | float | int | date) else str(value)


def _fit(field: templates.Field, values: Sequence[Plain]) -> bool:
    """Whether every text of a column has room on one line."""
    room = room_in(field.width)
    return all(width_of(v) <= room for v in values if isinstance(v, str))


def _heights(fields: Sequence[templates.Field], columns: Sequence[Column]) -> list[int]:
    """Lines that each row needs for its longest text."""
    count = cache(lines_of)
    lines = [1] * len(columns[0].values)
    for field, column in zip(fields, columns, strict=True):
        if field.type not in ("month", "date", *NUMBERS):
            texts = (str(value or "") for value in column.values)
            lines = [max(n, count(t, field.width)) for n, t in zip(lines, texts, strict=True)]
    return lines
