"""Texts of a workbook that stand in no cell: comments, drawings, headers, properties, links.

They are not read as data; they are only searched.  What is looked for in a part depends on what
its program writes there, so that the numbers of charts and the like cost next to nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from lcxl.cells.package import Package, Unreadable
from lcxl.lazy import late_pattern

__all__ = ["LooseText", "loose_texts", "sheet_of", "sheet_texts"]

MAX_SEARCHED = 5_000_000
"""Bytes of all such parts together that are searched."""
MAX_LOOSE = 20_000
"""Texts that are taken from one part."""


class LooseText(NamedTuple):
    """A text, the kind of place it stands in, its part of the file, and its cell if it has one."""

    place: str
    part: str
    cell: str
    text: str


_KINDS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (place, late_pattern(pattern))
    for place, pattern in (
        ("", r"\.(?!xml|rels|vml)[a-z0-9]*$|^\[content|^_rels/|(?:^|/)theme/|/worksheets/[^/]+$"
             r"|/(?:styles|sharedstrings|calcchain|workbook|metadata)\.xml$|workbook\.xml\.rels$"
             r"|/charts/(?:style|colors)[^/]*$"),
        ("comment", r"/comments|/threadedcomments/"),
        ("chart", r"/charts/[^/]+\.xml$|/chartsheets/[^/]+\.xml$"),
        ("link", r"\.rels$"),
        ("drawing", r"/drawings/|/diagrams/|/ctrlprops/"),
        ("properties", r"^docprops/|^customxml/"),
        ("other", r""),
    )
)  # fmt: skip
_TEXT = late_pattern(rb">(?!lcxl\.)(?=[^<>]*[\d@:=])([^<>]{5,})<")
_LONG_VALUE = late_pattern(rb"<c:v>([^<>]{10,})<")
_ATTRIBUTE = late_pattern(
    rb' (?:descr|title|name|string|v|val|text|caption|displayName)="(?=[^"<]*[\d@:=])([^"<]{5,})"'
)
_LINK = late_pattern(rb"<(?:\w{1,9}:)?Relationship\s([^<>]{5,4000})>")
_TARGET = late_pattern(rb'\bTarget="([^"<]{5,})"')
_COMMENT = late_pattern(rb"<(?:\w+:)?(?:comment|threadedComment)\s([^<>]*)>")
_REF = late_pattern(rb'\bref="([A-Z]{1,3}[0-9]{1,7})')
_LINE_END = late_pattern(rb"</(?:\w+:)?p>|<(?:\w+:)?br\s*/>")
_TAG = late_pattern(rb"<[^<>]*>")
_OWN_PROPERTY = late_pattern(rb'<property\s[^<>]{0,200}name="lcxl\.[^<>]*>\s*<[^<>]*>[^<>]*')
_ENTITY = late_pattern("&(?:#(x[0-9A-Fa-f]{1,6}|[0-9]{1,7})|(amp|lt|gt|quot|apos));")
_ENTITIES = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}
_ROW = late_pattern(rb'<row r="([0-9]{1,7})"')
_PROMPT = late_pattern(
    rb" (?:prompt|error|promptTitle|errorTitle|tooltip|display|location)="
    rb'"(?=[^"<]*[\d@:=])([^"<]{5,})"'
)
_CHOICES = late_pattern(rb'<formula1>(?:"|&quot;)([^<]{5,})')
_HEADER = late_pattern(rb"<(?:odd|even|first)(?:Header|Footer)>([^<]{5,})")
_CODE = late_pattern(r'&(?:"[^"]*"|K[0-9A-F]{6}|[0-9]{1,2}(?![0-9/.-])|[LCRPDTNFAGZBIUESXYOH])')


def loose_texts(package: Package) -> Iterator[LooseText]:
    """The texts of all parts that are no sheets; of what cannot be read there are none."""
    left = MAX_SEARCHED
    for part in package.names:
        place = _place(part)
        if not place or left <= 0:
            continue
        try:
            xml = package.read(part)
        except Unreadable:
            continue
        left -= len(xml)
        for cell, text in _in_part(place, xml[:MAX_SEARCHED]):
            yield LooseText(place, part, cell, text)


@lru_cache(maxsize=1_000)
def _place(part: str) -> str:
    """The kind of place that a part is; "" for one that is not searched, or is elsewhere."""
    return next(kind for kind, pattern in _KINDS if pattern.search(part))


def _in_part(place: str, xml: bytes) -> Iterator[tuple[str, str]]:
    if xml[:2] in (b"\xff\xfe", b"\xfe\xff"):
        xml = xml.decode("utf-16", "replace").encode()
    if place == "comment":
        yield from _comments(xml)
    elif place == "chart":
        yield from (("", text) for text in _blocks(xml, b"rich"))
        yield from (("", _unescaped(m[1])) for m in _found(_LONG_VALUE, xml))
    elif place == "link":
        for link in _found(_LINK, xml):
            target = _TARGET.search(link[1]) if b'TargetMode="External"' in link[1] else None
            if target:
                yield "", _address(target[1])
    else:
        if place == "properties":
            xml = _OWN_PROPERTY.sub(b"", xml)
        if place == "drawing":
            yield from (("", text) for text in _blocks(xml, b"txBody"))
        yield from (("", _unescaped(m[1])) for m in _found(_TEXT, xml))
        yield from (("", _unescaped(m[1])) for m in _found(_ATTRIBUTE, xml))


def _found(pattern: re.Pattern[bytes], xml: bytes) -> Iterator[re.Match[bytes]]:
    for number, match in enumerate(pattern.finditer(xml)):
        if number >= MAX_LOOSE:
            return
        yield match


def _comments(xml: bytes) -> Iterator[tuple[str, str]]:
    """Each comment as a whole, with its cell."""
    starts = [*_found(_COMMENT, xml)]
    ends = [match.start() for match in starts[1:]] + [len(xml)]
    for match, end in zip(starts, ends, strict=False):
        ref = _REF.search(match[1])
        yield ref[1].decode() if ref else "", _bare(xml[match.end() : end])


def _blocks(xml: bytes, tag: bytes) -> Iterator[str]:
    """The text of each box as a whole: programs cut it into runs."""
    pieces = xml.split(tag + b">", MAX_LOOSE)
    for before, piece in pairwise(pieces):
        if not before.rpartition(b"<")[2].startswith(b"/"):
            yield _bare(piece.rpartition(b"<")[0])


def _bare(xml: bytes) -> str:
    return _unescaped(_TAG.sub(b"", _LINE_END.sub(b"\n", xml))).strip()


def _unescaped(data: bytes) -> str:
    text = data.decode("utf-8", "replace")
    return _ENTITY.sub(_character, text) if "&" in text else text


def _character(found: re.Match[str]) -> str:
    if found[2]:
        return _ENTITIES[found[2]]
    number = int(found[1][1:], 16) if found[1][0] == "x" else int(found[1])
    return chr(number) if number < 0x110000 else ""


def _address(data: bytes) -> str:
    from urllib.parse import unquote

    return re.sub("[_/+?&=]", " ", unquote(_unescaped(data)))


def sheet_texts(part: str, tail: bytes, last_row: int) -> Iterator[LooseText]:
    """What stands below the rows of a sheet: prompts, headers, footers and links.

    ``tail``: the end of its XML, or all of it.  Where its rows go on below ``last_row``, which are
    not read, the texts among them too.
    """
    end = max(tail.rfind(b"</sheetData>"), 0)
    prompts = _between(tail, b"<dataValidations", b"</dataValidations", end)
    links = _between(tail, b"<hyperlinks", b"</hyperlinks", end)
    headers = _between(tail, b"<headerFooter", b"</headerFooter", end)
    for place, pattern, xml in (
        ("prompt", _PROMPT, prompts),
        ("prompt", _CHOICES, prompts),
        ("link", _PROMPT, links),
        ("header", _HEADER, headers),
    ):
        for text in {_unescaped(m[1]) for m in _found(pattern, xml)}:
            yield LooseText(place, part, "", _CODE.sub(" ", text) if place == "header" else text)
    at = tail.rfind(b"<row ", 0, end)
    row = _ROW.match(tail, at) if at >= 0 else None
    if row and int(row[1]) > last_row:
        yield from (LooseText("far", part, "", _unescaped(m[1])) for m in _found(_TEXT, tail[:end]))


def _between(xml: bytes, opening: bytes, closing: bytes, start: int) -> bytes:
    first = xml.find(opening, start)
    return xml[first : xml.find(closing, first)] if first >= 0 else b""


def sheet_of(package: Package, parts: Mapping[str, str], part: str) -> str:
    """The sheet to which a part belongs; "" where it is of the whole file.

    ``parts``: sheet -> its part.
    """
    for sheet, own in parts.items():
        near = {target.lower() for target, _ in _links(package, own)}
        far = {t.lower() for target in near for t, _ in _links(package, target)}
        folder, _, name = own.rpartition("/")
        if part in near | far or part in (own.lower(), f"{folder}/_rels/{name}.rels".lower()):
            return sheet
    return ""


def _links(package: Package, part: str) -> list[tuple[str, str]]:
    try:
        return list(package.relationships(part).values())
    except Unreadable:
        return []
