"""What people put onto cells besides values: notes, fill colours, number formats, pictures."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from functools import lru_cache
from itertools import chain
from typing import NamedTuple
from weakref import WeakKeyDictionary

from lcxl.cells.address import column_number
from lcxl.cells.book import Book
from lcxl.cells.dates import MAX_STYLES
from lcxl.cells.package import Unreadable, local_name, parse_xml
from lcxl.cells.plain import NotPlain, plain_styles
from lcxl.cells.texts import MAX_PLAIN, beginning, unescape

__all__ = ["SheetMarks", "Styles", "marks_of", "part_of", "styles_in", "styles_of"]

MAX_MARKED = 100_000
"""Cells of a sheet whose look is noted."""
_CELL = re.compile(r"^([A-Za-z]{1,3})([1-9][0-9]{0,6})$")
_DRAWN = re.compile(rb"<(?:\w+:)?(?:twoCell|oneCell|absolute)Anchor[\s>]")
"""Something drawn, at its place on the sheet."""
_THREAD = re.compile(r"^\[Threaded comment\].*?\n\s*Comment:\s*\n?\s*", re.DOTALL)
"""What Excel puts above the words of a comment of the newer kind, for older programs."""
_PARTS_OF_THEME = (
    "lt1", "dk1", "lt2", "dk2", "accent1", "accent2", "accent3", "accent4", "accent5", "accent6",
    "hlink", "folHlink",
)  # fmt: skip
"""The colours of a theme in the order in which cells count them."""


class Styles(NamedTuple):
    """What a cell's style gives it: colours such as FFC000 or "", and the number format."""

    fills: tuple[str, ...]
    formats: tuple[int | str, ...]
    inks: tuple[str, ...]

    def fill(self, style: int) -> str:
        """The fill colour."""
        return self.fills[style] if style < len(self.fills) else ""

    def number_format(self, style: int) -> int | str:
        """One of Excel's own numbers, or a code."""
        return self.formats[style] if style < len(self.formats) else 0

    def ink(self, style: int) -> str:
        """The colour of its letters."""
        return self.inks[style] if style < len(self.inks) else ""


class SheetMarks(NamedTuple):
    """The style of every cell there is, blank ones too; notes; whether there are drawings.

    ``addresses``: what is linked to outside the file.
    """

    styles: Mapping[tuple[int, int], int]
    notes: Mapping[tuple[int, int], str]
    has_drawings: bool
    addresses: frozenset[str] = frozenset()


_known: WeakKeyDictionary[Book, dict[str, SheetMarks]] = WeakKeyDictionary()
"""The marks of sheets that were looked at whole: several ask for those of one workbook."""


def marks_of(book: Book, sheet: str, most: int = MAX_MARKED) -> SheetMarks:
    """The marks of a sheet, its style of the first ``most`` cells; none when there is none.

    Raises:
        Unreadable: a part of it is broken.
    """
    known = _known.setdefault(book, {})
    found = known.get(sheet)
    if found is None or len(found.styles) > most:
        found = _marks_of(book, sheet, most)
        if len(found.styles) <= most:
            known[sheet] = found
    return found


def _marks_of(book: Book, sheet: str, most: int) -> SheetMarks:
    part = next((s.part for s in book.sheets if s.name == sheet), "")
    notes: dict[tuple[int, int], str] = {}
    if part not in book.package:
        return SheetMarks({}, notes, False)
    styles = styles_in(book.package.chunks(part), most, book.is_plain(sheet))
    has_drawings = False
    for target, kind in book.package.relationships(part).values():
        if kind == "comments" and target in book.package:
            notes |= _notes(book, target)
        # LibreOffice adds drawings with nothing in them.
        if kind == "drawing" and target in book.package:
            has_drawings = has_drawings or bool(_DRAWN.search(book.package.read(target)))
    return SheetMarks(styles, notes, has_drawings, book.package.addresses(part))


def styles_in(
    chunks: Iterator[bytes], most: int, are_rows: bool = False
) -> dict[tuple[int, int], int]:
    """The styles of a sheet's first ``most`` cells, or of one more where there are more.

    ``are_rows``: as for `lcxl.cells.plain.plain_styles`.

    Raises:
        Unreadable: the XML is broken.
    """
    data = beginning(chunks)
    if len(data) <= MAX_PLAIN:
        with suppress(NotPlain):
            return _plain_styles(data, most, are_rows)
    styles: dict[tuple[int, int], int] = {}

    def start(tag: str, attributes: Mapping[str, str]) -> None:
        if local_name(tag) == "c":
            place, style = _place(attributes.get("r", "")), attributes.get("s", "0")
            if place is not None and style.isdecimal():
                styles[place] = int(style)
                if len(styles) > most:
                    raise StopIteration

    parse_xml(chain([data], chunks), start=start)
    return styles


def _plain_styles(data: bytes, most: int, are_rows: bool) -> dict[tuple[int, int], int]:
    """The same, found by pattern.

    Raises:
        NotPlain: this needs a parser.
    """
    head, cells, deepest, tail = plain_styles(data, are_rows)
    if len(cells) > most:
        raise NotPlain
    others = -deepest.count(b"<c>")

    def start(tag: str, _: Mapping[str, str]) -> None:
        nonlocal others
        others += local_name(tag) == "c"

    # The parser sees the rest: whether it is XML, how deep the cells stand, and those elsewhere.
    try:
        parse_xml(iter([head, deepest, tail]), start=start)
    except Unreadable:
        raise NotPlain from None
    if others:
        raise NotPlain
    return {
        (int(digits) - 1, column_number(letters)): int(style or 0)
        for letters, digits, style in cells
    }


def _notes(book: Book, part: str) -> dict[tuple[int, int], str]:
    found: dict[tuple[int, int], str] = {}
    place: tuple[int, int] | None = None
    pieces: list[str] = []
    inside = False

    def start(tag: str, attributes: Mapping[str, str]) -> None:
        nonlocal place, inside
        name = local_name(tag)
        if name == "comment":
            place = _place(attributes.get("ref", ""))
            pieces.clear()
        inside = name == "t"

    def text(data: str) -> None:
        if inside:
            pieces.append(data)

    def end(tag: str) -> None:
        nonlocal inside
        inside = False
        if local_name(tag) == "comment" and place is not None:
            told = unescape("".join(pieces)).replace("\r\n", "\n").replace("\r", "\n")
            words = _THREAD.sub("", told).strip()
            if words:
                found[place] = words

    parse_xml(book.package.chunks(part), start=start, end=end, text=text)
    return found


class _AsksForTheme(Exception):
    """A cell has a colour of the workbook's theme."""


def styles_of(book: Book) -> Styles:
    """The looks that cells of the workbook refer to."""
    part = part_of(book, "styles")
    if not part:
        return Styles((), (), ())
    xml = book.package.read(part)
    try:
        return _styles_kept(xml) if len(xml) <= MAX_STYLES else _styles(xml)
    except _AsksForTheme:
        return _styles(xml, tuple(_theme(book)))


def _styles(xml: bytes, theme: tuple[str, ...] | None = None) -> Styles:
    """The looks in the part with all styles.

    Raises:
        _AsksForTheme: the colours of the theme are needed, and not known.
    """
    custom: dict[str, str] = {}
    fills: list[str] = []
    found: list[str] = []
    formats: list[int | str] = []
    inks: list[str] = []
    fonts: list[str] = []
    inside, solid = "", False

    def start(tag: str, attributes: Mapping[str, str]) -> None:
        nonlocal inside, solid
        name = local_name(tag)
        if name in ("cellXfs", "cellStyleXfs", "dxfs", "fills", "fonts"):
            inside = name
        elif name == "numFmt" and inside != "dxfs":
            custom[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")
        elif name == "fill" and inside == "fills":
            fills.append("")
        elif name == "font" and inside == "fonts":
            fonts.append("")
        elif name == "color" and inside == "fonts" and fonts and "rgb" in attributes:
            fonts[-1] = _colour(attributes, ())
        elif name == "patternFill":
            solid = attributes.get("patternType") == "solid"
        elif name == "fgColor" and inside == "fills" and solid and fills:
            if theme is None and "theme" in attributes:
                raise _AsksForTheme
            fills[-1] = _colour(attributes, theme or ())
        elif name == "xf" and inside == "cellXfs":
            number = attributes.get("fillId", "0")
            at = int(number) if number.isdecimal() else 0
            found.append(fills[at] if at < len(fills) else "")
            number = attributes.get("fontId", "0")
            at = int(number) if number.isdecimal() else 0
            inks.append(fonts[at] if at < len(fonts) else "")
            form = attributes.get("numFmtId", "0")
            formats.append(custom.get(form) or (int(form) if form.isdecimal() else 0))

    def end(tag: str) -> None:
        nonlocal inside
        if local_name(tag) == inside:
            inside = ""

    parse_xml(iter([xml]), start=start, end=end)
    return Styles(tuple(found), tuple(formats), tuple(inks))


_styles_kept = lru_cache(maxsize=16)(_styles)


def part_of(book: Book, kind: str) -> str:
    """The workbook's part of a kind, such as its styles; "" when there is none."""
    main = next(
        (t for t, k in book.package.relationships("").values() if k == "officeDocument"),
        "xl/workbook.xml",
    )
    links = book.package.relationships(main).values()
    return next((t for t, k in links if k == kind and t in book.package), "")


def _theme(book: Book) -> list[str]:
    part = part_of(book, "theme")
    found: dict[str, str] = {}
    name = ""

    def start(tag: str, attributes: Mapping[str, str]) -> None:
        nonlocal name
        element = local_name(tag)
        if element in _PARTS_OF_THEME:
            name = element
        elif element == "srgbClr":
            found.setdefault(name, attributes.get("val", "").upper())
        elif element == "sysClr":
            found.setdefault(name, attributes.get("lastClr", "").upper())
        elif element == "fontScheme":
            raise StopIteration

    if part:
        parse_xml(book.package.chunks(part), start=start)
    return [found.get(name, "") for name in _PARTS_OF_THEME]


def _colour(attributes: Mapping[str, str], theme: Sequence[str]) -> str:
    """A colour as six digits; "" for one that cannot be told."""
    rgb = attributes.get("rgb", "")
    number = attributes.get("theme", "")
    if not rgb and number.isdecimal() and int(number) < len(theme):
        rgb = theme[int(number)]
    rgb = rgb[-6:].upper()
    if not re.fullmatch("[0-9A-F]{6}", rgb):
        return ""
    try:
        tint = float(attributes.get("tint", "0"))
    except ValueError:
        tint = 0.0
    return _tinted(rgb, tint) if -1 <= tint <= 1 and tint else rgb


def _tinted(rgb: str, tint: float) -> str:
    """The colour made darker or lighter (ECMA-376 part 1, 18.3.1.19)."""
    import colorsys

    hue, light, much = colorsys.rgb_to_hls(*(int(rgb[i : i + 2], 16) / 255 for i in (0, 2, 4)))
    light = light * (1 + tint) if tint < 0 else light * (1 - tint) + tint
    return "".join(f"{round(part * 255):02X}" for part in colorsys.hls_to_rgb(hue, light, much))


def _place(reference: str) -> tuple[int, int] | None:
    match = _CELL.match(reference)
    return (int(match[2]) - 1, column_number(match[1])) if match else None
