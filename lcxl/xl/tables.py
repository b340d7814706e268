"""Sheets that are one table, as results are shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from lcxl import templates
from lcxl.xl.book import SheetWriter, lines_of

__all__ = ["TableRows", "write_result_table"]

TableRows = Sequence[Mapping[str, Any]]
"""One mapping for each row, by field id; absent or empty values stay blank."""

NUMBER_FORMATS = {"month": "mmm yyyy", "date": "d mmm yyyy", "whole": "0", "decimal": "General"}
LINE = 15.0


def write_result_table(
    sheet: SheetWriter, head: int, fields: Sequence[templates.Field], rows: TableRows, nothing: str
) -> int:
    """Write headings at row ``head`` and the rows below, with a filter; gives the last row.

    Rows are as high as their longest text needs, because not every program sees to that.
    """
    sheet.widths([f.width for f in fields])
    for col, field in enumerate(fields):
        sheet.put(head, col, field.heading, "head")
    heading_lines = max(lines_of(f.heading, f.width) for f in fields)
    sheet.raw.set_row(head, LINE * heading_lines + 6)
    for i, row in enumerate(rows, start=head + 1):
        lines = 1
        for col, field in enumerate(fields):
            value = row.get(field.id)
            if field.type == "long":
                lines = max(lines, lines_of(str(value or ""), field.width))
                sheet.put(i, col, value, "cell_wrap")
            elif field.type in NUMBER_FORMATS and not isinstance(value, str):
                role = "cell" if field.type in ("month", "date") else "cell_number"
                changes = {"align": "left"} if role == "cell" else {}
                sheet.put(i, col, value, role, num_format=NUMBER_FORMATS[field.type], **changes)
            else:
                sheet.put(i, col, value, "cell")
        sheet.raw.set_row(i, LINE * lines + 3)
    if not rows:
        sheet.put(head + 1, 0, nothing, "quiet")
        return head + 1
    last_row = head + len(rows)
    sheet.raw.autofilter(head, 0, last_row, len(fields) - 1)
    return last_row
