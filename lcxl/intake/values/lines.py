"""Lines of a table that is kept as text (CSV)."""

from __future__ import annotations

import csv
import io
import re
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from lcxl.errors import LcxlError
from lcxl.words import Choices, Text

__all__ = [
    "BEYOND",
    "COMMA",
    "POINT",
    "SIGNS",
    "Rows",
    "decimal_signs",
    "decoded",
    "delimiter_of",
    "first_line",
    "lines_in",
    "number_signs",
    "plainly",
    "rows_of",
    "see_columns",
]

BEYOND = ""
"""Beside the columns of a line: what stands behind its last one."""
Rows = Iterator[tuple[int, dict[str, str]]]
"""Number of a line, from 1, and what its columns hold."""
SIGNS = ",;\t"
"""What may stand between the cells of a line."""
POINT = re.compile(r"^[+-]?\d+(\.\d+)?$", re.ASCII)
COMMA = re.compile(r"^[+-]?\d+(,\d+)?$", re.ASCII)
"""A number as a program writes it, with either sign before its decimals."""
_WHOLE = re.compile(r"^[+-]?\d+$", re.ASCII)


def decoded(data: bytes) -> str:
    """Text as programs save it: UTF-8, UTF-16 ("Unicode text"), else the code page of Windows.

    What ends in zeros was copied to a place that was larger.
    """
    if data.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        return data.decode("utf-16", "replace")
    data = data.rstrip(b"\0")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def plainly(number: float) -> str:
    """A number in its plain digits, however small: never 1e-05."""
    from decimal import Decimal  # slow to import

    return f"{Decimal(repr(float(number))):f}".removesuffix(".0")


def first_line(text: str) -> str:
    """The first line of a text, however its lines end."""
    return re.split("[\r\n]", text, maxsplit=1)[0]


def delimiter_of(line: str) -> str:
    """What stands between the cells of a line."""
    return max(SIGNS, key=line.count)


def number_signs(delimiter: str, cells: Iterable[str]) -> re.Pattern[str]:
    """How the numbers of a table are written.

    Where semicolons part the cells, a comma may begin the decimals; where some numbers have a
    comma and others a point, one of them parts thousands, and nobody can tell which.
    """
    if delimiter != ";":
        return POINT
    has_commas, has_points = decimal_signs(cells)
    return _WHOLE if has_commas and has_points else COMMA if has_commas else POINT


def decimal_signs(cells: Iterable[str]) -> tuple[bool, bool]:
    """Whether some number has decimals behind a comma, and whether some has them behind a point."""
    cells = [cell for cell in cells if not _WHOLE.match(cell)]
    return any(map(COMMA.match, cells)), any(map(POINT.match, cells))


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
    lines = lines_in(text, file, delimiter_of(first_line(text)))
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
