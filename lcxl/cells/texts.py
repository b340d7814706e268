"""The texts that a workbook keeps in one place for all its sheets, and what any text is read as."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from itertools import chain
from unicodedata import category

from lcxl.cells.package import Unreadable, elements
from lcxl.cells.plain import MAX_TEXT, NO_CHARACTERS, NotPlain, plain_texts

__all__ = [
    "MAX_PLAIN",
    "beginning",
    "joined",
    "parse_strings",
    "seen",
    "trimmed",
    "unescape",
    "writable",
]

MAX_PLAIN = 2_000_000
"""Longest XML, in bytes, that is read in one piece; what is longer is parsed as it comes."""
_ONE_TEXT = b"<si><t>1</t></si>"


_ESCAPE = re.compile("_x([0-9A-Fa-f]{4})_")
_NO_SIGHT = frozenset("\u180e\u2800\u3164\uffa0\u115f\u1160\u034f\ufe0f")
"""Letters and marks that show nothing, though Unicode counts them among those that do."""
_NO_CHARACTER = re.compile(f"[{NO_CHARACTERS}]")


def seen(text: str) -> str:
    """The text as a reader sees it: without characters that show nothing, and plain spaces.

    Pasting brings such characters along: joiners, marks of direction, byte order marks, soft
    hyphens.  In running text some of them have a meaning; in a number or a heading none has.
    """
    if text.isascii():
        return text.strip()
    shown = (c for c in text if category(c) != "Cf" and c not in _NO_SIGHT)
    return "".join(" " if category(c) == "Zs" else c for c in shown).strip()


def trimmed(text: str) -> str:
    """The text without spaces and characters that show nothing at its ends."""
    first, last = 0, len(text)
    while first < last and _shows_nothing(text[first]):
        first += 1
    while last > first and _shows_nothing(text[last - 1]):
        last -= 1
    return text[first:last]


def _shows_nothing(character: str) -> bool:
    return character.isspace() or category(character) == "Cf" or character in _NO_SIGHT


def writable(text: str) -> str:
    """The text as any output can hold it: what no XML can hold becomes a space."""
    text = _NO_CHARACTER.sub(" ", text)
    # Halves of a character that stand alone cannot be written either.
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def unescape(text: str) -> str:
    """Undo the file format's ``_x000D_``."""
    if "_x" not in text:
        return text
    return writable(_ESCAPE.sub(lambda m: chr(int(m[1], 16)), text))


def joined(pieces: Sequence[str]) -> str:
    """The pieces of a text, as long as a cell can be."""
    return pieces[0][:MAX_TEXT] if len(pieces) == 1 else "".join(pieces[:MAX_TEXT])[:MAX_TEXT]


def beginning(chunks: Iterator[bytes]) -> bytes:
    """The whole XML, or of a longer one what shows that it is longer than `MAX_PLAIN`."""
    read: list[bytes] = []
    length = 0
    for chunk in chunks:
        read.append(chunk)
        length += len(chunk)
        if length > MAX_PLAIN:
            break
    return b"".join(read)


def parse_strings(chunks: Iterator[bytes]) -> list[str]:
    """The shared strings, phonetic guides left out.

    Raises:
        Unreadable: the XML is broken.
    """
    data = beginning(chunks)
    if len(data) <= MAX_PLAIN:
        with suppress(NotPlain):
            return _plain_strings(data)
    return _parse_strings(chain([data], chunks))


def _plain_strings(data: bytes) -> list[str]:
    """What `_parse_strings` gives, found by pattern.

    Raises:
        NotPlain: this needs a parser.
    """
    head, texts, tail = plain_texts(data)
    try:
        rest = _parse_strings(iter([head, _ONE_TEXT, tail]))
    except Unreadable:
        raise NotPlain from None
    if rest != ["1"]:
        raise NotPlain
    return [unescape(text) if "_x" in text else text for text in texts]


def _parse_strings(chunks: Iterator[bytes]) -> list[str]:
    strings: list[str] = []
    pieces: list[str] = []

    def piece(_: Mapping[str, str], text: str) -> None:
        pieces.append(text)

    def whole(*_: object) -> None:
        strings.append(unescape(joined(pieces)) if pieces else "")
        pieces.clear()

    elements(chunks, {"si/t": piece, "si/r/t": piece, "si": whole})
    return strings
