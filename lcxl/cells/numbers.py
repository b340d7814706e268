"""Numbers that somebody typed as text, where there is only one way to read them."""

from __future__ import annotations

import re

from lcxl.cells.texts import seen

__all__ = ["number_in"]

_PLAIN = re.compile(r"^[+-]?\d+(?:\.\d+)?$")
_SPACED = re.compile(r"^[+-]?[1-9]\d{0,2}(?:[ '\u2019]\d{3})+(?:[.,]\d+)?$")
_THOUSANDS = re.compile(r"^[+-]?[1-9]\d{0,2}(?:([,.])\d{3})(?:\1\d{3})*$")
_DECIMAL_COMMA = re.compile(r"^[+-]?\d+,\d+$")
_BOTH = re.compile(r"^[+-]?[1-9]\d{0,2}(?:,\d{3})+\.\d+$")
_BOTH_COMMA = re.compile(r"^[+-]?[1-9]\d{0,2}(?:\.\d{3})+,\d+$")
TURNED = "\u202e"
"""Turns the writing round: who reads the cell sees the digits behind it in the other order."""
MAX_LENGTH = 40
"""Characters of the longest number anybody types."""


def number_in(text: str, whole: bool) -> float | None:
    """The number in a text such as "15 ", "1 204" or "12,5"; None when it is not certain.

    ``whole``: only whole numbers make sense in the cell, so that "1,204" has thousands.
    For a measured value "1,204" may be either, and is not guessed.  A space within a number
    separates thousands, or there are two numbers, as in "12 13".
    """
    if len(text) > MAX_LENGTH or TURNED in text:
        return None
    plain = seen(text).replace("\u2212", "-").removeprefix("'")
    plain = re.sub(r"^([+-]?) +", r"\1", plain)
    if _SPACED.match(plain):
        plain = re.sub("[ '\u2019]", "", plain)
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
