"""A language that nobody speaks: every letter accented, every text marked and 40 % longer.

Whatever stays plain English in it, or is cut, would do so in any language.
"""

from __future__ import annotations

import re

from lcxl.words.current import PSEUDO_LANGUAGE

__all__ = ["PSEUDO_LANGUAGE", "pseudo"]

_PLAIN = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_ACCENTED = "ÅƁÇÐÉƑĜĤÎĴĶĻⱮÑÖƤǪŔŠŢÛṼŴẊÝŽåƀçðéƒĝĥîĵķļɱñöþǫŕšţûṽŵẋýž"
_LETTERS = str.maketrans(_PLAIN, _ACCENTED)
_KEPT = re.compile(r"\{[^{}]*\}|&[A-Z](?![a-z])|\bNA\b|\blcxl [a-z]+\b|--[a-z-]+")
"""Places, what a spreadsheet fills into headers and footers, the sign NA, commands."""
_LONGER = "ļöñĝéŕ "
SHEET_NAME = 31
"""Characters that the name of a sheet may have."""


def pseudo(path: str, english: str) -> str:
    """An English text in the pseudo-language; what has no letters stays as it is."""
    if not any(c.isalpha() for c in _KEPT.sub("", english)):
        return english
    pieces, position = [], 0
    for match in _KEPT.finditer(english):
        pieces += [english[position : match.start()].translate(_LETTERS), match[0]]
        position = match.end()
    text = "".join([*pieces, english[position:].translate(_LETTERS)])
    body = text.strip()
    room = max(0, round(0.4 * len(_KEPT.sub("", body))) - 3)
    if path.endswith(".name"):
        room = max(0, min(room, SHEET_NAME - len(body) - 3))
    more = (" " + _LONGER * (room // len(_LONGER) + 1))[:room].rstrip()
    start, end = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
    return f"{start}⟦{body}{more}⟧{end}"
