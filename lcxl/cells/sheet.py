"""The cells of one sheet: only those that hold something, with all that a reader must see.

Type, error, formula and number-typed-as-text are kept apart, which the common readers do
not do.  The declared dimension is ignored (it is often wrong), and a stray cell far away
costs nothing, because only cells that exist are stored.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from lcxl.cells.address import column_number
from lcxl.cells.package import parse_xml

__all__ = ["MAX_CELLS", "Cell", "Cells", "parse_sheet", "parse_strings"]

MAX_CELLS = 200_000
"""Filled cells kept from one sheet; the rest of a larger sheet is not read."""


class Cell(NamedTuple):
    """What stands in one cell.

    ``kind``: "number", "text", "boolean", "error" or "date" (an ISO date written as such).
    ``value``: a float, a str or a bool; for an error its text, such as "#N/A"; "" for a formula
    that shows nothing, None for one that was never calculated.  ``formula``: its text
    without "=", or None.  ``style``: index into the workbook's cell formats.
    """

    kind: str
    value: float | str | bool | None
    formula: str | None
    style: int


Cells = dict[tuple[int, int], Cell]
"""(row, column), both from 0 -> the cell; empty cells are absent."""

_KINDS = {
    "n": "number",
    "s": "text",
    "str": "text",
    "inlineStr": "text",
    "b": "boolean",
    "e": "error",
    "d": "date",
}


_ESCAPE = re.compile("_x([0-9A-Fa-f]{4})_")


def _unescape(text: str) -> str:
    """Undo the file format's ``_x000D_`` for characters that XML cannot hold."""
    return _ESCAPE.sub(lambda m: chr(int(m[1], 16)), text) if "_x" in text else text


class _Reader:
    def __init__(self, strings: Sequence[str], last_row: int) -> None:
        self.cells: Cells = {}
        self.strings = strings
        self.last_row = last_row
        self.row = -1
        self.col = -1
        self.type = "n"
        self.style = 0
        self.value: list[str] | None = None
        self.formula: list[str] | None = None
        self.inline: list[str] = []
        self.into: list[str] | None = None
        self.phonetic = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if ":" in tag:
            tag = tag.rpartition(":")[2]
        if tag == "c":
            self._place(attributes.get("r"))
            self.type = attributes.get("t", "n")
            style = attributes.get("s", "0")
            self.style = int(style) if style.isdecimal() else 0
            self.value = self.formula = None
            self.inline = []
        elif tag == "v":
            self.value = self.into = []
        elif tag == "f":
            self.formula = self.into = []
        elif tag == "t":
            self.into = None if self.phonetic else self.inline
        elif tag == "rPh":
            self.phonetic = True
        elif tag == "row":
            number = attributes.get("r", "")
            self.row = int(number) - 1 if number.isdecimal() else self.row + 1
            self.col = -1
            if self.row > self.last_row:
                raise StopIteration

    def text(self, data: str) -> None:
        if self.into is not None:
            self.into.append(data)

    def end(self, tag: str) -> None:
        if ":" in tag:
            tag = tag.rpartition(":")[2]
        if tag == "c":
            self._store()
        elif tag in ("v", "f", "t"):
            self.into = None
        elif tag == "rPh":
            self.phonetic = False
        elif tag == "sheetData":
            raise StopIteration

    def _place(self, reference: str | None) -> None:
        if not reference:
            self.col += 1
            return
        letters = reference.rstrip("0123456789")
        digits = reference[len(letters) :]
        if not letters.isalpha() or not letters.isascii() or len(letters) > 3:
            self.col += 1
            return
        self.col = column_number(letters)
        if digits:
            self.row = int(digits) - 1

    def _store(self) -> None:
        if self.value is None and self.formula is None and not self.inline:
            return
        text = "".join(self.inline if self.type == "inlineStr" else self.value or ())
        formula = None if self.formula is None else "".join(self.formula)
        kind = _KINDS.get(self.type, "text")
        value: float | str | bool | None = text
        if text == "":
            if formula is None:
                return
            # A formula may come to an empty text; without a value it was never calculated.
            kind, value = "text", None if self.value is None else ""
        elif self.type == "s":
            value = self._shared(text)
            if value is None:
                return
        elif kind == "number":
            try:
                value = float(text)
            except ValueError:
                kind = "text"
        elif kind == "boolean":
            value = text == "1" or text == "true"
        else:
            value = _unescape(text)
        self.cells[self.row, self.col] = Cell(kind, value, formula, self.style)
        if len(self.cells) >= MAX_CELLS:
            raise StopIteration

    def _shared(self, text: str) -> str | None:
        if not text.isdecimal() or int(text) >= len(self.strings):
            return None
        return self.strings[int(text)] or None


def parse_sheet(chunks: Iterator[bytes], strings: Sequence[str], last_row: int = 20_000) -> Cells:
    """Read a sheet's XML down to ``last_row``; rows below are not looked at.

    Raises:
        Unreadable: the XML is broken.
    """
    reader = _Reader(strings, last_row)
    parse_xml(chunks, start=reader.start, end=reader.end, text=reader.text)
    return reader.cells


def parse_strings(chunks: Iterator[bytes]) -> list[str]:
    """The shared strings, phonetic guides left out."""
    strings: list[str] = []
    pieces: list[str] = []
    inside = phonetic = False

    def start(tag: str, _: dict[str, str]) -> None:
        nonlocal inside, phonetic
        name = tag.rpartition(":")[2]
        if name == "t":
            inside = not phonetic
        elif name == "rPh":
            phonetic = True

    def text(data: str) -> None:
        if inside:
            pieces.append(data)

    def end(tag: str) -> None:
        nonlocal inside, phonetic
        name = tag.rpartition(":")[2]
        if name == "t":
            inside = False
        elif name == "rPh":
            phonetic = False
        elif name == "si":
            strings.append(_unescape("".join(pieces)))
            pieces.clear()

    parse_xml(chunks, start=start, end=end, text=text)
    return strings
