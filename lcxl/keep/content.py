"""What a file holds as people see it, so that opening and saving it changes nothing.

Of a workbook these are its sheets, what stands in cells, with formulas in one way of writing
(`lcxl.keep.formulas`), comments, the colours of cells and of their letters, and how many things
are drawn on each sheet.  Of a text it is the text, whatever its line ends.  Programs write all
else anew whenever they save.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache, lru_cache
from hashlib import sha256
from typing import TYPE_CHECKING, NamedTuple

from lcxl.cells import Book, Cell, Unreadable, a1
from lcxl.cells.address import MAX_ROW
from lcxl.cells.dates import counted_from_1900
from lcxl.cells.marks import marks_of, styles_of
from lcxl.keep.formulas import KNOWN, digest_of, parts_of
from lcxl.lazy import late_pattern

if TYPE_CHECKING:
    from decimal import Context

__all__ = [
    "CELL",
    "COMMENT",
    "FILL",
    "INK",
    "SHEET",
    "Content",
    "Item",
    "comparable",
    "content_of",
    "content_of_book",
    "fingerprint_of",
    "is_near",
    "whole_book",
]

SHEET, CELL, COMMENT, FILL, INK, DRAWN, LINE = (
    "sheet", "cell", "comment", "fill", "ink", "drawn", "line",
)  # fmt: skip
MOST_CELLS = 1_000_000
"""Cells of the largest workbook that is looked into; of a larger one the bytes themselves count,
as where it goes beyond what `lcxl.cells` reads."""
MOST_MARKED = 2_000_000
"""Cells of a sheet, blank ones too, whose colour is noted: more than a readable one can have."""
FEW = 8
"""Formulas that a person may have edited; ..."""
SHARE = 4
"""... where more than these, and more than one in so many, differ, a program wrote them anew."""
TEXTS = (".txt", ".ics", ".csv", ".md", ".po", ".toml")
BOOKS = (".xlsx", ".xlsm")
PAPER = "FFFFFF"
"""White is what a cell without a colour shows, ..."""
PRINT = "000000"
"""... and black what letters without one have."""
UNSEEN = "_"
"""Sheets of lcxl that nobody sees begin with this; only that they are there counts."""

_CONSTANT = late_pattern(r'^(?:"[^"]*"|[-+*/^&%().,\d\s]|[eE](?=[-+\d]))*$')
"""A formula that refers to nothing: somebody typed a number with an equals sign."""
_DRAWN = late_pattern(rb"<(?:\w+:)?(?:twoCell|oneCell|absolute)Anchor[\s>]")


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
        return fingerprint_of(self.text)

    def renamed(self, names: Mapping[str, str]) -> Content:
        """The same with other names of sheets: old -> new."""
        if not names:
            return self
        return Content(tuple(i._replace(sheet=names.get(i.sheet, i.sheet)) for i in self.items))

    def is_like(self, other: Content) -> bool:
        """The same but for the last of 15 digits, which programs round in different ways."""
        if len(self.items) != len(other.items):
            return False
        here, there = comparable(self, other)
        return all(
            one == two or (one[:3] == two[:3] and is_near(one, two))
            for one, two in zip(here.items, there.items, strict=True)
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


def fingerprint_of(text: str) -> str:
    """The fingerprint of the content with that text."""
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def is_near(one: Item, two: Item) -> bool:
    """Numbers in cells that differ only in the last of 15 digits; a comment may begin with n."""
    if not all(item.kind == CELL and item.value.startswith("n") for item in (one, two)):
        return False
    return math.isclose(float(one.value[1:]), float(two.value[1:]), rel_tol=1.5e-14)


def content_of(name: str, data: bytes) -> Content | None:
    """What a file of that name holds; None where only its bytes can be compared."""
    ending = "." + name.rpartition(".")[2].lower()
    if ending in TEXTS:
        try:
            return Content(tuple(_lines(data.decode("utf-8-sig"))))
        except UnicodeDecodeError:
            return None
    if ending not in BOOKS:
        return None
    try:
        return content_of_book(whole_book(data))
    except Unreadable:
        return None


def whole_book(data: bytes) -> Book:
    """A workbook of which all that may count can be read.

    Raises:
        Unreadable: it is none, or broken.
    """
    return Book(data, most_cells=MOST_CELLS, last_row=MAX_ROW)


def content_of_book(book: Book) -> Content | None:
    """What a `whole_book` holds; None where a sheet has more than is read.

    Raises:
        Unreadable: a part of it is broken.
    """
    items = tuple(_book(book))
    seen = (sheet.name for sheet in book.sheets if not sheet.name.startswith(UNSEEN))
    return None if any(map(book.is_cut, seen)) else Content(items)


def comparable(found: Content, written: Content, *others: Content) -> tuple[Content, ...]:
    """All of them with so much of their formulas as can be compared with those of ``found``.

    Where a program shares one text among cells it is known of one of them only.  Where most
    formulas differ a program wrote them anew, and where the references of many do, somebody
    inserted a row: neither is an edit of these formulas.
    """
    known = {i[:2]: i.value for i in written.items if i.kind == CELL}
    formulas = [i for i in found.items if i.kind == CELL and i.value.startswith("=")]
    pairs = [
        (parts_of(i.value), parts_of(known[i[:2]]))
        for i in formulas
        if i.value.startswith(KNOWN) and known.get(i[:2], "").startswith(KNOWN)
    ]
    anew = sum(one[1] != two[1] for one, two in pairs)
    moved = sum(one != two for one, two in pairs) - anew
    is_anew = anew > max(FEW, len(pairs) / SHARE)
    unknown = {i[:2] for i in formulas if i.value == "="}
    if not (is_anew or moved > FEW or unknown):
        return found, written, *others

    def seen(item: Item) -> Item:
        if item.kind != CELL or not item.value.startswith("="):
            return item
        if item[:2] in unknown:
            return item._replace(value="=")
        if not item.value.startswith(KNOWN):
            return item
        if is_anew:
            return item._replace(value="=")
        return item._replace(value=KNOWN + 2 * parts_of(item.value)[1]) if moved > FEW else item

    return tuple(Content(tuple(map(seen, one.items))) for one in (found, written, *others))


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
            value = _value(cell, book)
            if value:
                yield Item(sheet.name, a1(row, col), CELL, value)
        marks = marks_of(book, sheet.name, MOST_MARKED)
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


def _value(cell: Cell, book: Book) -> str:
    if cell.formula is not None:
        return _of_formula(cell.formula)
    if isinstance(cell.value, bool):
        return f"b{int(cell.value)}"
    if isinstance(cell.value, float):
        is_moved = book.date1904 and book.shows_date(cell)
        return f"n{_digits(counted_from_1900(cell.value, is_moved))}"
    return f"t{_plain(cell.value).strip()}" if cell.value and cell.value.strip() else ""


@lru_cache(maxsize=20_000)
def _of_formula(formula: str) -> str:
    is_typed = formula and _CONSTANT.match(formula)
    return "=" + re.sub(r"\s", "", formula) if is_typed else digest_of(formula)


def _digits(number: float) -> str:
    """15 digits, half a unit rounded up in decimals, as spreadsheet programs round."""
    shown = repr(number)
    if len(shown) <= 15:
        return f"{number:.15g}"
    return f"{float(_rounding().create_decimal(shown)):.15g}"


@cache
def _rounding() -> Context:
    from decimal import ROUND_HALF_UP, Context  # many runs read no such number

    return Context(prec=15, rounding=ROUND_HALF_UP)


def _colours(
    sheet: str,
    kind: str,
    styles: Mapping[tuple[int, int], int],
    colour_of: Callable[[int], str],
) -> Iterator[Item]:
    """Coloured cells as ranges, each as high as rows below each other look alike."""
    found: dict[str, dict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
    known = {style: colour_of(style) for style in set(styles.values())}
    shown = {style: c for style, c in known.items() if c not in ("", PAPER, PRINT)}
    for (row, col), style in styles.items():
        if style in shown:
            found[shown[style]][row].append(col)
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
_TO_ESCAPE = late_pattern(r"[\\\t\n\r\x85\u2028\u2029]")
_MUST_ESCAPE = late_pattern(r"[\\\n\r\x85\u2028\u2029]")
_ESCAPED = late_pattern(r"\\(u[0-9a-f]{4}|.)")


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
