"""Cells and texts in the form in which nearly every program writes them, found by one pattern.

Excel, LibreOffice and XlsxWriter write so regularly that a single pattern finds everything,
several times as fast as a parser that calls back for each tag.  The pattern has to account
for every character, or nothing is taken: whatever it does not know is left to the parser,
and both give the same.
"""

from __future__ import annotations

import re
from typing import NamedTuple

__all__ = ["PlainRows", "Written", "plain_rows", "plain_texts"]

_TEXT = r"[^<>\x00-\x08\x0b-\x1f\ufffe\uffff]*+"
_BLANK = r'<c r="[A-Z]{1,3}[1-9][0-9]{0,6}"(?: s="[0-9]{1,5}")?/>'
_FORMULA = (
    r'(<f)(?: aca="[a-z01]{1,5}")?(?: t="[a-zA-Z]{1,9}")?(?: ref="[A-Z0-9:]{1,21}")?'
    rf'(?: ca="[a-z01]{{1,5}}")?(?: si="[0-9]{{1,9}}")?(?:/>|>({_TEXT})</f>)'
)
_CELL = (
    r'<c r="([A-Z]{1,3})([1-9][0-9]{0,6})"(?: s="([0-9]{1,5})")?(?: t="(n|s|str|b|e|d)")?>'
    rf"(?:{_FORMULA})?(?:(<v)(?:/>|>({_TEXT})</v>))?</c>"
)
_ROW = r'<row r="([0-9]{1,7})"(?: [A-Za-z0-9:]{1,30}="[^"<>&]*+")*+/?>|</row>'
_ROW_TOKEN = re.compile(rf"(?:{_BLANK})*+(?:{_CELL}|({_ROW})|((?s:.)))")
"""Blank cells, which most of a form's are, and then a cell, a row's tag, or a character that
fits nothing."""
_TEXT_TOKEN = re.compile(rf'<si><t(?: xml:space="preserve")?(?:/>|>({_TEXT})</t>)</si>|((?s:.))')
_DECLARED = re.compile(rb'(?:\xef\xbb\xbf)?<\?xml version="1\.0" encoding="(?i:utf-8)"[^<>?]*\?>')
_ENTITY = re.compile("&(amp;|lt;|gt;|quot;|apos;)?")
_ENTITIES = {"amp;": "&", "lt;": "<", "gt;": ">", "quot;": '"', "apos;": "'"}

Written = tuple[str, int, str, str, str | None, str | None]
"""A cell's column letters, row (from 0), style, type, value and formula, as they are written;
value and formula are None where there is no such tag."""


class PlainRows(NamedTuple):
    """The cells of a sheet in the order in which they stand, and its XML without them."""

    cells: list[Written]
    head: bytes
    """What stands above the cells."""
    rest: bytes
    """Everything but the cells."""


class _Unknown(Exception):
    """What only a parser understands."""


def plain_rows(data: bytes, last_row: int) -> PlainRows | None:
    """The cells of a sheet's whole XML; None unless all are plain, and none below ``last_row``."""
    place = _content(data, b"<sheetData>", b"</sheetData>")
    if place is None:
        return None
    first, last = place
    cells: list[Written] = []
    tags: list[str] = []
    try:
        for token in _ROW_TOKEN.findall(data[first:last].decode()):
            letters, digits, style, kind, f, formula, v, value, tag, number, other = token
            if letters:
                row = int(digits) - 1
                if row > last_row:
                    return None
                if "&" in formula:
                    formula = _unescaped(formula)
                if "&" in value:
                    value = _unescaped(value)
                cells.append(
                    (letters, row, style, kind, value if v else None, formula if f else None)
                )
            elif tag:
                if number and int(number) > last_row + 1:
                    return None
                tags.append(tag)
            elif other:
                return None
    except (UnicodeDecodeError, _Unknown):
        return None
    head = data[:first]
    return PlainRows(cells, head, head + "".join(tags).encode() + data[last:])


def plain_texts(data: bytes) -> list[str] | None:
    """The shared texts of a workbook, from the whole XML; None unless all are plain."""
    place = _content(data, b"<sst ", b"</sst>")
    if place is None or data[place[1] :].strip() != b"</sst>":
        return None
    texts: list[str] = []
    try:
        for text, other in _TEXT_TOKEN.findall(data[place[0] : place[1]].decode()):
            if other:
                return None
            texts.append(_unescaped(text) if "&" in text else text)
    except (UnicodeDecodeError, _Unknown):
        return None
    return texts


def _content(data: bytes, opening: bytes, closing: bytes) -> tuple[int, int] | None:
    """Where the content of an element begins and ends; None where no pattern may look."""
    declared = _DECLARED.match(data)
    # Comments, CDATA and processing instructions may hold what looks like a cell and is none.
    if not declared or b"<!" in data or b"<?" in data[declared.end() :]:
        return None
    start = data.find(opening)
    first = data.find(b">", start) + 1
    last = data.find(closing, first)
    return (first, last) if 0 <= start < first <= last else None


def _unescaped(text: str) -> str:
    """The text with the five entities that every XML has.

    Raises:
        _Unknown: there is another one.
    """

    def character(found: re.Match[str]) -> str:
        if found[1] is None:
            raise _Unknown
        return _ENTITIES[found[1]]

    return _ENTITY.sub(character, text)
