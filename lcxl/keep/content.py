"""What a file holds as people see it, so that opening and saving it changes nothing.

Of a workbook these are its sheets, what stands in cells that hold no formula, which cells hold
one, comments, the colours of cells and of their letters, and how many things are drawn on each
sheet.  Of a text it is the text, whatever its line ends.  Programs write all else anew whenever
they save.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import ROUND_HALF_UP, Context
from hashlib import sha256
from typing import NamedTuple

from lcxl.cells import Book, Cell, Unreadable, a1
from lcxl.cells.marks import marks_of, styles_of

__all__ = ["CELL", "COMMENT", "FILL", "INK", "SHEET", "Content", "Item", "content_of"]

SHEET, CELL, COMMENT, FILL, INK, DRAWN, LINE = (
    "sheet", "cell", "comment", "fill", "ink", "drawn", "line",
)  # fmt: skip
MAX_COMPARED = 2_000_000
"""Bytes of the largest workbook that is looked into; of a larger one the bytes themselves count.
It would take longer to read than to write."""
TEXTS = (".txt", ".ics", ".csv", ".md", ".html")
BOOKS = (".xlsx", ".xlsm")
PAPER = "FFFFFF"
"""White is what a cell without a colour shows, ..."""
PRINT = "000000"
"""... and black what letters without one have."""
UNSEEN = "_"
"""Sheets of lcxl that nobody sees begin with this; only that they are there counts."""

_CONSTANT = re.compile(r'^(?:"[^"]*"|[-+*/^&%().,\d\s]|[eE](?=[-+\d]))*$')
"""A formula that refers to nothing: somebody typed a number with an equals sign."""
_DRAWN = re.compile(rb"<(?:\w+:)?(?:twoCell|oneCell|absolute)Anchor[\s>]")


class Item(NamedTuple):
    """One thing that a file holds.

    ``place``: a cell such as D8, a range of cells for colours, a line's number in a text; "" for
    a sheet itself.  ``value``: what stands there, in one way of writing.
    """

    sheet: str
    place: str
    kind: str
    value: str


class Content(NamedTuple):
    """All that counts of a file, in a fixed order."""

    items: tuple[Item, ...]

    @property
    def text(self) -> str:
        """The items, one a line."""
        return "".join(f"{_line(item)}\n" for item in self.items)

    @property
    def fingerprint(self) -> str:
        """The same for the same content."""
        return sha256(self.text.encode("utf-8", "surrogatepass")).hexdigest()

    def is_like(self, other: Content) -> bool:
        """The same but for the last of 15 digits, which programs round in different ways."""
        return len(self.items) == len(other.items) and all(
            one == two or (one[:3] == two[:3] and _is_near(one.value, two.value))
            for one, two in zip(self.items, other.items, strict=True)
        )

    @classmethod
    def from_text(cls, text: str) -> Content:
        """The content that `text` gave; ValueError when it is none."""
        return cls(tuple(_item(line) for line in text.split("\n") if line))

    def replaced(self, words: Mapping[str, str]) -> Content:
        """The same with words in the place of marks."""

        def written(text: str) -> str:
            for mark, word in words.items():
                if mark in text:
                    text = text.replace(mark, word)
            return text

        return Content(
            tuple(
                item._replace(value=written(item.value)) if "\ue000" in item.value else item
                for item in self.items
            )
        )


def _is_near(one: str, two: str) -> bool:
    if not (one.startswith("n") and two.startswith("n")):
        return False
    return math.isclose(float(one[1:]), float(two[1:]), rel_tol=1.5e-14)


def content_of(name: str, data: bytes) -> Content | None:
    """What a file of that name holds; None where only its bytes can be compared."""
    ending = "." + name.rpartition(".")[2].lower()
    if ending in TEXTS:
        try:
            return Content(tuple(_lines(data.decode("utf-8-sig"))))
        except UnicodeDecodeError:
            return None
    if ending not in BOOKS or len(data) > MAX_COMPARED:
        return None
    try:
        return Content(tuple(_book(Book(data))))
    except Unreadable:
        return None


def _lines(text: str) -> Iterator[Item]:
    for number, line in enumerate(_plain(text).rstrip().split("\n"), start=1):
        yield Item("", str(number), LINE, line.rstrip())


def _plain(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _book(book: Book) -> Iterator[Item]:
    styles = styles_of(book)
    for sheet in book.sheets:
        yield Item(sheet.name, "", SHEET, "")
        if sheet.name.startswith(UNSEEN):
            continue
        for (row, col), cell in sorted(book.cells(sheet.name).items()):
            value = _value(cell)
            if value:
                yield Item(sheet.name, a1(row, col), CELL, value)
        marks = marks_of(book, sheet.name)
        for (row, col), note in sorted(marks.notes.items()):
            yield Item(sheet.name, a1(row, col), COMMENT, _plain(note))
        yield from _colours(sheet.name, FILL, marks.styles, styles.fill)
        yield from _colours(sheet.name, INK, marks.styles, styles.ink)
        drawn = _drawn(book, sheet.part) if marks.has_drawings else 0
        if drawn:
            yield Item(sheet.name, "", DRAWN, str(drawn))


def _drawn(book: Book, sheet: str) -> int:
    parts = {t for t, kind in book.package.relationships(sheet).values() if kind == "drawing"}
    return sum(
        len(_DRAWN.findall(book.package.read(part))) for part in parts if part in book.package
    )


def _value(cell: Cell) -> str:
    if cell.formula is not None:
        is_typed = cell.formula and _CONSTANT.match(cell.formula)
        return "=" + (re.sub(r"\s", "", cell.formula) if is_typed else "")
    if isinstance(cell.value, bool):
        return f"b{int(cell.value)}"
    if isinstance(cell.value, float):
        return f"n{_digits(cell.value)}"
    return f"t{_plain(cell.value).strip()}" if cell.value and cell.value.strip() else ""


def _digits(number: float) -> str:
    """15 digits, half a unit rounded up in decimals, as spreadsheet programs round."""
    shown = repr(number)
    if len(shown) <= 15:
        return f"{number:.15g}"
    rounded = Context(prec=15, rounding=ROUND_HALF_UP).create_decimal(shown)
    return f"{float(rounded):.15g}"


def _colours(
    sheet: str,
    kind: str,
    styles: Mapping[tuple[int, int], int],
    colour_of: Callable[[int], str],
) -> Iterator[Item]:
    """Coloured cells as ranges, each as high as rows below each other look alike."""
    found: dict[str, dict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
    for (row, col), style in styles.items():
        colour = colour_of(style)
        if colour not in ("", PAPER, PRINT):
            found[colour][row].append(col)
    for colour, rows in sorted(found.items()):
        for place in _ranges(rows):
            yield Item(sheet, place, kind, colour)


def _ranges(rows: Mapping[int, Iterable[int]]) -> Iterator[str]:
    """Cells, by row, as ranges such as B3:D9."""
    open_runs: dict[tuple[int, int], int] = {}
    before = -2
    for row in [*sorted(rows), None]:
        runs = set() if row is None else set(_runs(sorted(rows[row])))
        for run in sorted(open_runs):
            if run not in runs or row != before + 1:
                first, last = a1(open_runs[run], run[0]), a1(before, run[1])
                yield first if first == last else f"{first}:{last}"
                del open_runs[run]
        if row is not None:
            for run in runs:
                open_runs.setdefault(run, row)
            before = row


def _runs(columns: list[int]) -> Iterator[tuple[int, int]]:
    start = last = columns[0]
    for col in columns[1:]:
        if col > last + 1:
            yield start, last
            start = col
        last = col
    yield start, last


_ESCAPES = {"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"}
_TO_ESCAPE = re.compile(r"[\\\t\n\r\x85\u2028\u2029]")
_MUST_ESCAPE = re.compile(r"[\\\n\r\x85\u2028\u2029]")
_ESCAPED = re.compile(r"\\(u[0-9a-f]{4}|.)")


def _line(item: Item) -> str:
    line = "\t".join(item)
    if line.count("\t") == len(item) - 1 and not _MUST_ESCAPE.search(line):
        return line
    return "\t".join(map(_escaped, item))


def _escaped(text: str) -> str:
    return _TO_ESCAPE.sub(lambda m: _ESCAPES.get(m[0]) or f"\\u{ord(m[0]):04x}", text)


def _unescaped(text: str) -> str:
    def character(found: re.Match[str]) -> str:
        code = found[1]
        if len(code) == 5:
            return chr(int(code[1:], 16))
        return {"t": "\t", "n": "\n", "r": "\r"}.get(code, code)

    return _ESCAPED.sub(character, text) if "\\" in text else text


def _item(line: str) -> Item:
    parts = line.split("\t")
    sheet, place, kind, value = map(_unescaped, parts) if "\\" in line else parts
    return Item(sheet, place, kind, value)
