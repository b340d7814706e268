"""Numbers that a team typed as text, where there is only one way to read them."""

from __future__ import annotations

import re

from lcxl.cells.texts import seen

__all__ = ["number_in"]

_SPACES = re.compile(r"[\s\u00a0\u2007\u202f']+")
_PLAIN = re.compile(r"^[+-]?\d+(?:\.\d+)?$")
_THOUSANDS = re.compile(r"^[+-]?\d{1,3}(?:([,.])\d{3})(?:\1\d{3})*$")
_DECIMAL_COMMA = re.compile(r"^[+-]?\d+,\d+$")
_BOTH = re.compile(r"^[+-]?\d{1,3}(?:,\d{3})+\.\d+$")
_BOTH_COMMA = re.compile(r"^[+-]?\d{1,3}(?:\.\d{3})+,\d+$")
MAX_LENGTH = 40
"""Characters of the longest number anybody types."""


def number_in(text: str, whole: bool) -> float | None:
    """The number in a text such as "15 ", "1 204" or "12,5"; None when it is not certain.

    ``whole``: only whole numbers make sense in the cell, so that "1,204" has thousands.
    For a measured value "1,204" may be either, and is not guessed.
    """
    if len(text) > MAX_LENGTH:
        return None
    plain = _SPACES.sub("", seen(text)).replace("\u2212", "-")
    if _THOUSANDS.match(plain):
        if whole:
            return float(plain.replace(",", "").replace(".", ""))
        return float(plain) if "." in plain and plain.count(".") == 1 else None
    if _PLAIN.match(plain):
        return float(plain)
    if _DECIMAL_COMMA.match(plain):
        return float(plain.replace(",", "."))
    if _BOTH.match(plain):
        return float(plain.replace(",", ""))
    if _BOTH_COMMA.match(plain):
        return float(plain.replace(".", "").replace(",", "."))
    return None
