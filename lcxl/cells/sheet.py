"""The cells of one sheet: only those that hold something, with all that a reader must see.

Type, error, formula and number-typed-as-text are kept apart, which the common readers do
not do.  The declared dimension is ignored (it is often wrong), and a stray cell far away
costs nothing, because only cells that exist are stored.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from functools import lru_cache
from hashlib import sha256
from itertools import chain
from typing import NamedTuple

from lcxl.cells.address import MAX_COL, MAX_ROW, column_number
from lcxl.cells.package import MAX_DEPTH, Unreadable, damaged, local_name, parse_xml
from lcxl.cells.plain import NotPlain, is_well_formed, plain_rows, unescaped
from lcxl.cells.texts import MAX_PLAIN, beginning, joined, unescape

__all__ = ["LAST_ROW", "MAX_CELLS", "Cell", "Cells", "Sheet", "parse_sheet"]

MAX_CELLS = 200_000
"""Filled cells kept from one workbook; what a larger one has more is not read."""
LAST_ROW = 20_000
"""Last row that is looked at."""
MAX_MERGED = 1_000
"""Merged places kept from one sheet."""
MAX_ROWS_BELOW = 1_000
"""Rows below the last one of interest that are passed over before reading stops; they may
stand in any order."""


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


class Sheet(NamedTuple):
    """What is read of one sheet: its cells, and the places of merged ones, such as D8:E8."""

    cells: Cells
    merged: tuple[str, ...] = ()
    is_cut: bool = False
    """It has so many cells that not all of them were read."""
    is_plain: bool = False
    """All of its rows were found by pattern."""


_KINDS = {"e": "error", "d": "date"}
_TEXT_KINDS = frozenset(["str", "inlineStr"])
"""Kinds whose white space was typed; in others a program put it there to indent its XML."""
LOST_TEXT = "#REF!"
"""What is read where a cell names a text that the file has not."""

_CHILDREN: Mapping[str, frozenset[str]] = {
    "": frozenset(["sheetData", "mergeCells"]),
    "sheetData": frozenset(["row"]),
    "row": frozenset(["c"]),
    "c": frozenset(["v", "f", "is"]),
    "is": frozenset(["t", "r"]),
    "r": frozenset(["t"]),
    "mergeCells": frozenset(["mergeCell"]),
}
"""Element -> those in it that say something; "" is the root.  Elements of the same names stand
in other places too, such as extension lists, and mean other things there."""
_AFTER_MERGED = frozenset(
    ["phoneticPr", "conditionalFormatting", "dataValidations", "hyperlinks", "printOptions",
     "pageMargins", "pageSetup", "headerFooter", "drawing", "legacyDrawing"]
)  # fmt: skip
"""What follows the list of merged cells; nothing of interest does."""
_BLANK = re.compile(
    rb'<c r="[A-Z]{1,3}[0-9]{1,7}"(?: s="[0-9]{1,5}")?/>(?=\s*(?:<c r="|</row>\s*<row[ >]))'
)
"""A blank cell on which the place of no other one depends, since the next one has its own."""
_MARK = b'<row r="1"><c r="A1" t="str"><v>%s</v></c></row>'


@lru_cache(maxsize=20_000)
def _place(reference: str) -> tuple[int, int] | None:
    """Row and column of D8; None for what is no cell."""
    letters = reference.rstrip("0123456789")
    digits = reference[len(letters) :]
    if not letters.isalpha() or not letters.isascii() or len(letters) > 3 or len(digits) > 7:
        return None
    place = int(digits or 0) - 1, column_number(letters)
    return place if 0 <= place[0] < MAX_ROW and place[1] < MAX_COL else None


def parse_sheet(
    chunks: Iterator[bytes],
    strings: Sequence[str],
    room: int = MAX_CELLS,
    last_row: int = LAST_ROW,
) -> Sheet:
    """Read a sheet's XML down to ``last_row``, or until it has filled ``room`` cells.

    Raises:
        Unreadable: the XML is broken.
    """
    data = beginning(chunks)
    if len(data) <= MAX_PLAIN:
        with suppress(NotPlain):
            return _plain_sheet(data, strings, room, last_row)
    return _parse_sheet(_without_blanks(chain([data], chunks)), strings, room, last_row)


def _plain_sheet(data: bytes, strings: Sequence[str], room: int, last_row: int) -> Sheet:
    """What `_parse_sheet` gives, found by pattern.

    Raises:
        NotPlain: this needs a parser.
    """
    head, tokens, tail = plain_rows(data)
    if len(tokens) >= room:
        raise NotPlain
    cells: Cells = {}
    tags: set[str] = set()
    is_open = False
    for letters, digits, style, kind, f, formula, v, value, tag, number, other in tokens:
        if letters:
            row, col = int(digits) - 1, column_number(letters)
            if row > last_row or col >= MAX_COL:
                raise NotPlain
            if "&" in value:
                value = unescaped(value)
            if "&" in formula:
                formula = unescaped(formula)
            written = formula if f else None
            # Most cells hold a number, or name one of the texts; `_cell` knows all of them.
            if not kind and value.isdecimal() and len(value) < 16:
                cells[row, col] = Cell("number", float(value), written, int(style or 0))
                continue
            if kind == "s" and value.isdecimal() and len(value) < 10:
                index = int(value)
                if index < len(strings) and strings[index]:
                    cells[row, col] = Cell("text", strings[index], written, int(style or 0))
                    continue
            cell = _cell(kind or "n", value if v else None, written, style, strings)
            if cell is not None:
                cells[row, col] = cell
        elif other or is_open == bool(number) or int(number or 0) > last_row + 1:
            raise NotPlain
        elif number:
            is_open = not tag.endswith("/>")
            tags.add(tag.replace(number, "", 1))
        else:
            is_open = False
    if is_open or not all(is_well_formed(tag) for tag in tags):
        raise NotPlain
    # The parser sees the rest: whether it is XML, whether the rows are those of a sheet, merged
    # cells, and cells in odd places.
    mark = sha256(head).hexdigest()
    try:
        rest = _parse_sheet(iter([head, _MARK % mark.encode(), tail]), strings, MAX_CELLS, last_row)
    except Unreadable:
        raise NotPlain from None
    if rest.cells != {(0, 0): Cell("text", mark, None, 0)}:
        raise NotPlain
    return Sheet(cells, rest.merged, is_plain=True)


def _parse_sheet(
    chunks: Iterator[bytes], strings: Sequence[str], room: int, last_row: int
) -> Sheet:
    """Read a sheet's XML down to ``last_row``, or until it has filled ``room`` cells.

    Raises:
        Unreadable: the XML is broken.

    Long: one closure for each event shares the state; here reading spends its time.
    """
    cells: Cells = {}
    merged: list[str] = []
    depth = skipped = below = 0
    row = col = -1
    inside = ""
    around: list[str] = []
    has_rows = False
    reference: str | None = None
    kind = style = ""
    value: list[str] | None = None
    formula: list[str] | None = None
    inline: list[str] | None = None
    into: list[str] | None = None

    # One function for each event and no object in between: this is where reading spends
    # its time.
    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal depth, skipped, below, row, col, inside, reference, kind, style
        nonlocal value, formula, inline, into
        depth += 1
        if depth > MAX_DEPTH:
            raise damaged()
        if skipped or depth == 1:
            return
        if ":" in tag:
            tag = local_name(tag)
        if tag not in _CHILDREN.get(inside, ()):
            if has_rows and not inside and tag in _AFTER_MERGED:
                raise StopIteration
            skipped = depth
            return
        around.append(inside)
        inside = tag
        if tag == "c":
            before, reference = reference, attributes.get("r")
            kind = attributes.get("t", "n")
            style = attributes.get("s", "0")
            value = formula = inline = None
            if reference is None:  # it stands right of the one before, whether filled or not
                if before is not None:
                    row, col = _place(before) or (row, col)
                col += 1
        elif tag == "v":
            value = into = []
        elif tag == "f":
            formula = into = []
        elif tag == "row":
            number = attributes.get("r", "")
            row = int(number) - 1 if number.isdecimal() and len(number) < 8 else row + 1
            col, reference = -1, None
            if row > last_row:
                below += 1
                if below > MAX_ROWS_BELOW:
                    raise StopIteration
        elif tag == "t":
            if inline is None:
                inline = []
            into = inline
        elif tag == "mergeCell" and len(merged) < MAX_MERGED:
            merged.append(attributes.get("ref", ""))

    def text(data: str) -> None:
        if into is not None and not skipped:
            into.append(data)

    def end(tag: str) -> None:
        nonlocal depth, skipped, inside, has_rows, into
        depth -= 1
        if skipped:
            if depth < skipped:
                skipped = 0
        elif around:
            if inside == "c":
                if value is not None or formula is not None or inline is not None:
                    store()
            elif inside == "sheetData":
                has_rows = True
            else:
                into = None
            inside = around.pop()

    def store() -> None:
        nonlocal row, col
        if reference is not None:
            place = _place(reference)
            if place is None:
                col += 1
            else:
                row, col = place
        if not (0 <= row <= last_row and col < MAX_COL):
            return
        is_inline = inline is not None and (kind == "inlineStr" or value is None)
        pieces = inline if is_inline else value
        shown = None if pieces is None else joined(pieces) if pieces else ""
        written = None if formula is None else joined(formula) if formula else ""
        cell = _cell("inlineStr" if is_inline else kind, shown, written, style, strings)
        if cell is not None:
            cells[row, col] = cell
            if len(cells) >= room:
                raise StopIteration

    parse_xml(chunks, start=start, end=end, text=text, counts_depth=True)
    return Sheet(cells, tuple(merged), len(cells) >= room)


def _without_blanks(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """The XML without most of its blank cells.

    Most cells of a form have a style and nothing in them, and
    searching for them is far quicker than parsing them.
    """
    rest = b""
    for chunk in chunks:
        chunk = rest + chunk
        cut = max(chunk.rfind(b"<"), 0)
        rest = chunk[cut:] if cut else b""
        yield _BLANK.sub(b"", chunk[:cut] if cut else chunk)
    yield rest


def _cell(
    kind: str, text: str | None, formula: str | None, style: str, strings: Sequence[str]
) -> Cell | None:
    """What one ``<c>`` amounts to; None when it holds nothing."""
    number = int(style) if style.isdecimal() and len(style) < 6 else 0
    if kind not in _TEXT_KINDS and text is not None:
        text = text.strip() or None  # no number, error or the like is empty
    if not text:  # "" is shown; None was never calculated
        return None if formula is None else Cell("text", text, formula, number)
    value: float | str | bool = text
    if kind == "s":
        index = int(text) if text.isdecimal() and len(text) < 10 else len(strings)
        if index >= len(strings):
            return Cell("error", LOST_TEXT, formula, number)
        if not strings[index]:
            return None
        kind, value = "text", strings[index]
    elif kind == "n":
        kind = "number"
        try:
            value = float(text)
        except ValueError:
            kind = "text"
        else:
            if not math.isfinite(value):  # no program writes this; it is not a number
                kind, value = "text", text
    elif kind == "b":
        kind, value = "boolean", text.lower() in ("1", "true")
    else:
        kind, value = _KINDS.get(kind, "text"), unescape(text)
    return Cell(kind, value, formula, number)
