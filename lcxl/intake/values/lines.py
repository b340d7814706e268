"""Lines of a table that is kept as text (CSV)."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator, Sequence

from lcxl.errors import LcxlError
from lcxl.words import Choices, Text

__all__ = ["BEYOND", "Rows", "lines_in", "rows_of", "see_columns"]

BEYOND = ""
"""Beside the columns of a line: what stands behind its last one."""
Rows = Iterator[tuple[int, dict[str, str]]]
"""Number of a line, from 1, and what its columns hold."""


def see_columns(names: Sequence[str], file: str, columns: Sequence[str]) -> None:
    """See that a table has these columns, each once.

    Raises:
        LcxlError: one is missing, or there twice.
    """
    fix = Text("keep.no_column_fix", columns=",".join(columns))
    missing = [name for name in columns if name not in names]
    if missing:
        raise LcxlError(Text("keep.no_column", file=file, columns=Choices(missing)), fix)
    counted = Counter(names)
    twice = [name for name in columns if counted[name] > 1]
    if twice:
        raise LcxlError(Text("keep.column_twice", file=file, columns=Choices(twice)), fix)


def rows_of(text: str, file: str, columns: Sequence[str]) -> Rows:
    """The lines of a CSV that are not empty, with the columns that are asked for.

    Raises:
        LcxlError: a column is missing or there twice; as `lines_in`.
    """
    first = text.split("\n", 1)[0]
    lines = lines_in(text, file, ";" if first.count(";") > first.count(",") else ",")
    _, head = next(lines, (0, []))
    names = [name.strip() for name in head]
    see_columns(names, file, columns)
    for line, row in lines:
        given = dict(zip(names, row, strict=False))
        cells = {name: given.get(name, "").strip() for name in columns}
        cells[BEYOND] = " ".join(cell.strip() for cell in row[len(names) :]).strip()
        if any(cells.values()):
            yield line, cells


def lines_in(text: str, file: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """The lines of a CSV, each with its number, from 1; of one that goes over several, the last.

    Raises:
        LcxlError: a quotation mark is left open, which would swallow the lines behind it.
    """
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    line = 0
    try:
        for row in reader:
            line = reader.line_num
            yield line, row
    except csv.Error:
        raise LcxlError(
            Text("keep.quotes", file=file, line=line + 1), Text("keep.quotes_fix")
        ) from None
