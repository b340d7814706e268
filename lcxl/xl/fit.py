"""No text is cut: where a cell has too little room, its text wraps and its row grows.

A text that is not wrapped may run over empty cells beside it, and needs nothing more.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, Protocol

from xlsxwriter.format import Format
from xlsxwriter.utility import CHAR_WIDTHS
from xlsxwriter.worksheet import CellBlankTuple, CellFormulaTuple, CellStringTuple

from lcxl.xl.worksheet import Sheet

Cell = Any
"""One of XlsxWriter's tuples, told apart by its class."""

__all__ = ["column_for", "fit", "lines_of", "room_in", "width_of"]

USUAL_SIZE = 11
BROAD = 150
"""Dots of a column at the edge of the paper in which a text wraps rather than run over it."""
TITLES = (18, 16, 14, 12)
"""Sizes of a title, as long as it has room."""
WIDEST = 8
"""Dots of a letter that is in no table, and more than those of nearly every other."""
LINE = 20
"""Dots from one line to the next, of the usual size."""
BOLD = 1.06
PADDING = 7
"""Dots that a cell keeps free on both sides together."""
INDENT = 9
RIGHT = 3
"""Number of the alignment whose texts run to the left."""
CAUTION = 0.97
"""Letters differ a little from program to program."""


class Restyled(Protocol):
    """Gives a format with changes."""

    def __call__(self, known: Format | None, **changes: object) -> Format:
        """Such as with its texts wrapped."""


def fit(sheet: Sheet, texts: Mapping[int, str], restyled: Restyled) -> None:
    """See that no text on a sheet is cut.

    ``texts`` are those of the workbook by their number.
    """
    if sheet.hidden:
        return
    _fit_title(sheet, texts, restyled)
    reach = 0.0  # how far texts run to the right, in dots from the first column
    printed = sheet.printed or (0, 0, -1, -1)
    for row, cells in sheet.table.items():
        known = sheet.row_info.get(row)
        height = known.height if known else None
        needed = 0
        for col, text in _texts(cells, texts):
            look = cells[col].format
            runs_over = row in sheet.runs_over and look is not None and not look.locked
            if look is None or look.rotation or runs_over or (look.text_wrap and height is None):
                continue  # a row of no set height grows by itself
            if not sheet._size_col(col):
                continue  # it is folded away
            room = CAUTION * (sheet._size_col(col) - PADDING - INDENT * look.indent)
            size = look.font_size / USUAL_SIZE
            is_wrapped = look.text_wrap
            if not is_wrapped:
                if len(text) * WIDEST * size * BOLD <= room:
                    continue
                wide = width_of(text, bool(look.bold)) * size
                if look.text_h_align == RIGHT:
                    if wide <= room + _before(sheet, cells, col):
                        continue
                elif wide <= room + _beside(sheet, cells, col) and not (
                    row <= printed[2] and col == printed[3] and sheet._size_col(col) >= BROAD
                ):
                    if row <= printed[2] and col <= printed[3] and wide > room:
                        reach = max(reach, _left(sheet, col) + wide + PADDING)
                    continue
                cells[col] = cells[col]._replace(format=restyled(look, text_wrap=True))
            dots = _lines_in(text, room / size, bool(look.bold)) * LINE * size
            needed = max(needed, round(dots) + (2 if is_wrapped else 4))
        if needed > (height or LINE):
            options = {"hidden": known.hidden, "level": known.level} if known else {}
            sheet.set_row_pixels(row, needed, known.row_format if known else None, options)
    _print_all(sheet, reach)


def _fit_title(sheet: Sheet, texts: Mapping[int, str], restyled: Restyled) -> None:
    """Take smaller letters for a title that is longer than its page is wide."""
    title = sheet.table.get(0, {}).get(0)
    if sheet.printed is None or title.__class__ is not CellStringTuple or title.format is None:
        return
    look, text = title.format, texts[title.string]
    room = CAUTION * _left(sheet, sheet.printed[3] + 1) - PADDING - INDENT * look.indent
    sizes = [n for n in TITLES if n <= look.font_size]
    wide = width_of(text, bool(look.bold)) / USUAL_SIZE
    size = next((n for n in sizes if wide * n <= room), look.font_size)
    if size != look.font_size:
        sheet.table[0][0] = title._replace(format=restyled(look, font_size=size))


def _texts(cells: dict[int, Cell], texts: Mapping[int, str]) -> Iterator[tuple[int, str]]:
    """Column and text of what shows one."""
    for col, cell in list(cells.items()):
        kind = cell.__class__
        if kind is CellStringTuple:
            yield col, texts[cell.string]
        elif kind is CellFormulaTuple and cell.value.__class__ is str and cell.value:
            yield col, cell.value


def room_in(width: float) -> float:
    """Dots that a text has in a column of so many characters."""
    return CAUTION * (7 * width + 5 - PADDING)


def column_for(texts: Iterable[str], least: float, most: float, *, is_bold: bool = True) -> float:
    """Characters of a column in which no text wraps, from ``least`` to ``most``."""
    dots = max((width_of(text, is_bold) for text in texts), default=0.0)
    return min(most, max(least, (dots / CAUTION + PADDING + 2 - 5) / 7))


def _left(sheet: Sheet, col: int) -> float:
    """Dots on the left of a column."""
    return float(sum(sheet._size_col(c) for c in range(col)))


def _print_all(sheet: Sheet, reach: float) -> None:
    """Print so many columns that no text is cut where the paper ends; it is one page wide."""
    if sheet.printed is None:
        return
    first_row, first_col, last_row, last_col = sheet.printed
    right = _left(sheet, last_col + 1)
    while right < reach / CAUTION:
        last_col += 1
        right += sheet._size_col(last_col)
    if last_col != sheet.printed[3]:
        sheet.print_area(first_row, first_col, last_row, last_col)


def _beside(sheet: Sheet, cells: dict[int, Cell], col: int) -> float:
    """Dots of the empty cells beside a text, over which it may run: nobody types into them."""
    filled = [c for c, cell in cells.items() if c > col and not _is_free(cell)]
    if not filled:
        return float("inf")
    return float(sum(sheet._size_col(c) for c in range(col + 1, min(filled))))


def _before(sheet: Sheet, cells: dict[int, Cell], col: int) -> float:
    """The same of those on the left of a text that stands at the right."""
    filled = [c for c, cell in cells.items() if c < col and not _is_free(cell)]
    return float(sum(sheet._size_col(c) for c in range(max(filled, default=-1) + 1, col)))


def _is_free(cell: Cell) -> bool:
    return cell.__class__ is CellBlankTuple and (cell.format is None or bool(cell.format.locked))


@lru_cache(maxsize=10_000)
def width_of(text: str, is_bold: bool = False) -> float:
    """Dots across of a line of the usual size."""
    return sum(_width(letter) for letter in text) * (BOLD if is_bold else 1)


@lru_cache(maxsize=10_000)
def _width(letter: str) -> float:
    """Dots of a letter; one with accents is as wide as without."""
    if unicodedata.east_asian_width(letter) in "WF":
        return 2 * WIDEST
    plain = unicodedata.normalize("NFKD", letter)[0]
    return float(CHAR_WIDTHS.get(plain, WIDEST))


def lines_of(text: str, width: float, is_bold: bool = False) -> int:
    """Lines that a text takes that is wrapped in a column of so many characters."""
    return _lines_in(text, room_in(width), is_bold)


def _lines_in(text: str, room: float, is_bold: bool = False) -> int:
    """Lines of a text of the usual size that is wrapped into so many dots."""
    return sum(_lines(line.split(" "), room, is_bold) for line in text.split("\n"))


def _lines(words: Sequence[str], room: float, is_bold: bool) -> int:
    lines, used, space = 1, 0.0, width_of(" ")
    for word in words:
        wide = width_of(word, is_bold)
        if used and used + space + wide > room:
            lines, used = lines + 1, 0.0
        while wide > room > 0:  # it is broken where the line ends
            lines, wide = lines + 1, wide - room
        used += wide + (space if used else 0)
    return lines
