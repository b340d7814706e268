"""Cells and texts in the form in which nearly every program writes them, found by one pattern.

Excel, LibreOffice and XlsxWriter write so regularly that a single pattern finds everything,
several times as fast as a parser that calls back for each tag.  The pattern has to account
for every character, or nothing is taken: whatever it does not know is left to the parser,
and both give the same.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from lcxl.lazy import late_pattern

__all__ = [
    "MAX_TEXT",
    "NO_CHARACTERS",
    "NotPlain",
    "PlainRows",
    "PlainTexts",
    "is_well_formed",
    "plain_rows",
    "plain_styles",
    "plain_texts",
    "unescaped",
]

MAX_TEXT = 32_767
"""Characters a cell can hold in Excel; what is longer is cut, which is left to the parser."""
NO_CHARACTERS = r"\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff"
"""What no XML can hold, as a pattern names it."""
_TEXT = rf"[^<>\r{NO_CHARACTERS}]{{0,{MAX_TEXT}}}+"
_BLANK = r'<c r="[A-Z]{1,3}[1-9][0-9]{0,6}"(?: s="[0-9]{1,5}")?/>'
_FORMULA = (
    r'(<f)(?: aca="[a-z01]{1,5}")?(?: t="[a-zA-Z]{1,9}")?(?: ref="[A-Z0-9:]{1,21}")?'
    rf'(?: ca="[a-z01]{{1,5}}")?(?: si="[0-9]{{1,9}}")?(?:/>|>({_TEXT})</f>)'
)
_CELL = (
    r'<c r="([A-Z]{1,3})([1-9][0-9]{0,6})"(?: s="([0-9]{1,5})")?(?: t="(n|s|str|b|e|d)")?>'
    rf"(?:{_FORMULA})?(?:(<v)(?:/>|>({_TEXT})</v>))?</c>"
)
_ATTRIBUTE = rf' [A-Za-z][A-Za-z0-9:]{{0,29}}="[^"<>&\r{NO_CHARACTERS}]*+"'
_ROW = rf'<row r="([0-9]{{1,7}})"(?:{_ATTRIBUTE})*+/?>|</row>'
_ROW_TOKEN = late_pattern(rf"(?:{_BLANK})*+(?:{_CELL}|({_ROW})|((?s:.+)))")
"""Blank cells, which most of a form's are, and then a cell, a row's tag, or all that is left
from where nothing fits."""
_CELL_STYLE = late_pattern(r'<c r="([A-Z]{1,3})([1-9][0-9]{0,6})"(?: s="([0-9]{1,5})")?[ />]')
_LOOK = (
    "<rPr>(?:<(?:b|i|u|strike|sz|color|rFont|family|charset|scheme|vertAlign)"
    '(?: (?:val|rgb|theme)="[A-Za-z0-9 .-]{0,40}")?/>)*+</rPr>'
)
_T = r'<t(?: xml:space="preserve")?'
_TEXT_TOKEN = late_pattern(
    rf"<si>(?:{_T}(?:/>|>({_TEXT})</t>)"
    rf"|((?:<r>(?:{_LOOK})?{_T}(?:/>|>{_TEXT}</t>)</r>){{1,99}}))</si>|((?s:.+))"
)
"""A text of one look, or the runs of one of several looks, or all that is left."""
_RUN_TEXT = late_pattern(rf"{_T}>({_TEXT})</t>")
_DECLARED = late_pattern(rb'(?:\xef\xbb\xbf)?<\?xml version="1\.0" encoding="(?i:utf-8)"[^<>?]*\?>')
_ATTRIBUTE_NAME = late_pattern(" ([A-Za-z0-9:]+)=")
_ENTITY = late_pattern("&(amp;|lt;|gt;|quot;|apos;|#10;)?")
_ENTITIES = {"amp;": "&", "lt;": "<", "gt;": ">", "quot;": '"', "apos;": "'", "#10;": "\n"}
"""LibreOffice writes a line break as the last one."""

Token = tuple[str, str, str, str, str, str, str, str, str, str, str]
"""A cell's column letters, row, style and type; "<f" and the formula; "<v" and the value; or a
row's tag and its number; or all that is left from where nothing fits.  What there is not is ""."""


class PlainRows(NamedTuple):
    """A sheet's XML as what stands above its rows, its rows and cells, and what stands below."""

    head: bytes
    tokens: list[Token]
    tail: bytes


class PlainStyles(NamedTuple):
    """A sheet's XML as what stands above its rows, its cells, and what stands below.

    Of each cell its column letters, its row and its style, "" where it has none; ``deepest``: as
    deep as any stands.
    """

    head: bytes
    cells: list[tuple[str, str, str]]
    deepest: bytes
    tail: bytes


class PlainTexts(NamedTuple):
    """The XML of shared texts as what stands above them, the texts, and what stands below."""

    head: bytes
    texts: list[str]
    tail: bytes


class NotPlain(Exception):
    """What only a parser understands."""


def plain_rows(data: bytes) -> PlainRows:
    """The rows and cells in the whole XML of a sheet.

    Raises:
        NotPlain: the XML may hold what a pattern does not see.
    """
    first, last = _content(data, b"<sheetData>", b"</sheetData>")
    return PlainRows(data[:first], _ROW_TOKEN.findall(_text(data[first:last])), data[last:])


def plain_styles(data: bytes, are_rows: bool = False) -> PlainStyles:
    """The styles of all cells in the whole XML of a sheet, of blank ones too.

    ``are_rows``: `plain_rows` were found in it before, and that they are the rows of a sheet.

    Raises:
        NotPlain: the XML may hold what a pattern does not see.
    """
    first, last = _content(data, b"<sheetData>", b"</sheetData>")
    rows = _text(data[first:last])
    found = _CELL_STYLE.findall(rows)
    if len(found) != rows.count("<c") or not (are_rows or _are_rows(_ROW_TOKEN.findall(rows))):
        raise NotPlain
    inside = b"<c><v/></c>" if "</c>" in rows else b"<c></c>" if found else b""
    deepest = b"<row>" + inside + b"</row>" if rows else b""
    return PlainStyles(data[:first], found, deepest, data[last:])


def _are_rows(tokens: list[Token]) -> bool:
    """Whether cells stand in rows that begin and end, and all texts can be told.

    Raises:
        NotPlain: one cannot.
    """
    tags: set[str] = set()
    is_open = False
    for letters, _, _, _, _, formula, _, value, tag, number, other in tokens:
        if letters:
            if "&" in value or "&" in formula:
                unescaped(value + formula)
        elif other or is_open == bool(number):
            return False
        else:
            is_open = bool(number) and not tag.endswith("/>")
            tags.add(tag.replace(number, "", 1) if number else tag)
    return not is_open and all(map(is_well_formed, tags))


def is_well_formed(tag: str) -> bool:
    """Whether a row's tag names no attribute twice."""
    names = _ATTRIBUTE_NAME.findall(tag)
    return len(names) == len(set(names))


def plain_texts(data: bytes) -> PlainTexts:
    """The shared texts of a workbook, from the whole XML.

    Raises:
        NotPlain: not all of them are plain.
    """
    first, last = _content(data, b"<sst ", b"</sst>")
    texts: list[str] = []
    for text, runs, other in _TEXT_TOKEN.findall(_text(data[first:last])):
        if other:
            raise NotPlain
        if runs:
            texts.append("".join(map(unescaped, _RUN_TEXT.findall(runs)))[:MAX_TEXT])
        else:
            texts.append(unescaped(text) if "&" in text else text)
    return PlainTexts(data[:first], texts, data[last:])


def _content(data: bytes, opening: bytes, closing: bytes) -> tuple[int, int]:
    """Where the content of an element begins and ends."""
    declared = _DECLARED.match(data)
    # Comments, CDATA and processing instructions may hold what looks like a cell and is none.
    if not declared or b"<!" in data or data.find(b"<?", declared.end()) >= 0:
        raise NotPlain
    start = data.find(opening)
    first = data.find(b">", start) + 1
    last = data.find(closing, first)
    if not 0 <= start < first <= last:
        raise NotPlain
    return first, last


def _text(data: bytes) -> str:
    try:
        return data.decode()
    except UnicodeDecodeError:
        raise NotPlain from None


def unescaped(text: str) -> str:
    """The text with the five entities that every XML has.

    Raises:
        NotPlain: there is another one.
    """

    def character(found: re.Match[str]) -> str:
        if found[1] is None:
            raise NotPlain
        return _ENTITIES[found[1]]

    return _ENTITY.sub(character, text)
