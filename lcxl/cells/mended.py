"""Workbooks of other formats as python-calamine reads them, where a program writes them otherwise.

Gnumeric and SheetJS put blanks between the tags of an .ods, at which calamine gives up; and where
Gnumeric begins a line anew within a cell, calamine runs the two lines together.  SheetJS writes
most cells of an .xlsb in short records, which leave out their column because it is the one after
the column before; calamine passes over these without a word, and over the numbers in them.
"""

from __future__ import annotations

import io
import re
import struct
import zipfile
from collections.abc import Callable

from lcxl.cells.sheet import MAX_CELLS

__all__ = ["mended"]

MAX_PART = 20_000_000
"""Most bytes of a part that is mended; that of a team's workbook has 5 million."""
_BETWEEN = re.compile(rb">\s+(?=</?(?:table|office):)")
"""Blanks before a tag that never stands within a text."""
_CELLS = range(1, 8)
"""The records of a cell with its column: blank, whole number, error, boolean, number, texts."""
_SHORT = 11
"""So much more is the number of the same record without its column."""
_ROW = 0


def mended(data: bytes, kind: str) -> bytes:
    """The file, an "ods" or "xlsb"; the same bytes where nothing is to be mended.

    Raises:
        ValueError: what would have to be mended is far too large.
        zipfile.BadZipFile: it is no package.
    """
    if kind == "ods":
        return _with_parts(data, "content.xml", _plain)
    if kind == "xlsb":
        return _with_parts(data, "xl/worksheets/", _with_columns)
    return data


def _with_parts(data: bytes, where: str, mend: Callable[[bytes], bytes]) -> bytes:
    changed = False
    result = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as package, zipfile.ZipFile(result, "w") as again:
        for info in package.infolist():
            if info.file_size > MAX_PART:
                raise ValueError(info.filename)
            part = package.read(info)
            new = mend(part) if info.filename.startswith(where) else part
            changed |= new != part
            again.writestr(info.filename, new)
    return result.getvalue() if changed else data


def _plain(part: bytes) -> bytes:
    return _BETWEEN.sub(b">", part).replace(b"<text:line-break/>", b"\n")


def _with_columns(part: bytes) -> bytes:
    """Records of cells without a column, with the one that follows the column before."""
    found, at, col, cells = bytearray(), 0, -1, 0
    while at < len(part):
        start = at
        kind, at = _number(part, at, 2)
        size, at = _number(part, at, 4)
        body = part[at : at + size]
        at += size
        if kind == _ROW:
            col = -1
        elif kind in _CELLS and size >= 4:
            (col,) = struct.unpack_from("<I", body)
        elif kind - _SHORT in _CELLS:
            col += 1
            cells += 1
            if cells > MAX_CELLS:
                raise ValueError(cells)
            found += bytes([kind - _SHORT]) + _sized(size + 4) + struct.pack("<I", col) + body
            continue
        found += part[start:at]
    return bytes(found)


def _number(part: bytes, at: int, most: int) -> tuple[int, int]:
    """A number of at most so many bytes of seven bits, and where the next thing begins."""
    value = 0
    for i in range(most):
        byte = part[at] if at < len(part) else 0
        at += 1
        value |= (byte & 0x7F) << (7 * i)
        if byte < 0x80:
            break
    return value, at


def _sized(size: int) -> bytes:
    found = bytearray()
    while size > 0x7F:
        found.append(size & 0x7F | 0x80)
        size >>= 7
    return bytes([*found, size])
