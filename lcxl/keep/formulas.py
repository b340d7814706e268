"""Formulas as they are compared, however a program writes them.

Programs that save a workbook write formulas in their own way: LibreOffice makes 4 of 4.0 and
TRUE() of TRUE, others add prefixes to names of functions, quote names of sheets or share one text
among cells.  A row that somebody inserts moves the references in formulas far away.  Neither is
an edit of the formula.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from hashlib import sha256

from lcxl.lazy import late_pattern

__all__ = ["KNOWN", "digest_of", "parts_of"]

KNOWN = "=#"
"""What is remembered of a formula begins with this; "=" alone is a formula of unknown text."""
DIGITS = 10
"""Digits of each digest."""
PRECISION = 12
"""Digits to which numbers in formulas count; programs round the last ones differently."""

_CELL = r"\$?[A-Za-z]{1,3}\$?\d{1,7}(?![\w.(!])"
_PIECE = late_pattern(
    rf"""((?:[^\w"'$]++
    |"(?:[^"]|"")*"
    |'(?:[^']|'')+'(?=!)
    |(?!{_CELL})(?:[^\W\d][\w.]*+|\d++\.?\d*+(?:[eE][+-]?\d++)?|["'$]))*+)
    ({_CELL})?""",
    re.VERBOSE,
)
"""What stands before a reference to a cell, and the reference.

Formulas below each other differ in their references alone: what stands between them is taken
apart once.
"""
_TOKEN = late_pattern(
    r"""(?P<text>"(?:[^"]|"")*")
    |(?P<sheet>'(?:[^']|'')+'(?=!))
    |(?P<logical>(?:TRUE|FALSE)(?![\w.])(?:\s*\(\s*\))?)
    |(?P<name>[^\W\d][\w.]*)
    |(?P<number>(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)
    |(?P<own>\[0\]!)
    |(?P<other>\S)""",
    re.VERBOSE | re.IGNORECASE,
)
_PREFIX = late_pattern(r"^(?:_XLFN\.|_XLWS\.|_XLUDF\.|COM\.MICROSOFT\.)+")
_SAYS_NOTHING = frozenset("$@")
"""Whether a reference moves when it is copied, and that it means one cell."""
_BETWEEN = "\0"


def digest_of(formula: str) -> str:
    """What is remembered of a formula, its text given without "="; "=" where there is no text."""
    exact, shape = [], []
    for between, cell in _PIECE.findall(formula):
        if between and (words := _between(between)):
            exact.append(words)
            shape.append(words)
        if cell:
            exact.append(cell.upper().replace("$", ""))
            shape.append("#")
    if not exact:
        return "="
    return f"{KNOWN}{_short(_BETWEEN.join(exact))}{_short(_BETWEEN.join(shape))}"


def parts_of(value: str) -> tuple[str, str]:
    """The digest of a formula with its references, and the one without them."""
    digests = value.removeprefix(KNOWN)
    return digests[:DIGITS], digests[DIGITS:]


def _short(text: str) -> str:
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:DIGITS]


@lru_cache(maxsize=20_000)
def _between(text: str) -> str:
    """The words of what stands between references to cells."""
    return _BETWEEN.join(_words(text))


def _words(text: str) -> Iterator[str]:
    """The words of a part of a formula without references to cells, in one way of writing."""
    for match in _TOKEN.finditer(text):
        word, kind = match[0], match.lastgroup
        if kind == "own" or word in _SAYS_NOTHING:
            continue
        if kind == "sheet":
            word = word[1:-1].replace("''", "'").upper()
        elif kind == "number":
            word = f"{float(word):.{PRECISION}g}"
        elif kind == "logical":
            word = word.upper().rstrip("() \t\r\n")
        elif kind != "text":
            word = _PREFIX.sub("", word.upper().replace("$", ""))
        yield word
