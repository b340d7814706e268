"""What a number's format says beside its digits: 25% of 0.25, $5 of 5."""

from __future__ import annotations

import re

from lcxl.cells.any_book import AnyBook
from lcxl.cells.book import Book
from lcxl.cells.marks import styles_of
from lcxl.cells.sheet import Cell
from lcxl.words import locale, number

__all__ = ["with_unit"]

OWN = {9: "0%", 10: "0.00%"}
"""Formats that Excel knows by a number."""
DIGITS = 12
"""Digits to which a percentage is told: 0.07 is 7.000000000000001 hundredths."""
_BRACKETS = re.compile(r"\[(?:\$([^\]-]*))?[^\]]*\]")
_SPACES = re.compile(r"[_*].")
_PARTS = re.compile(r"([^#0?]*)([#0?][#0?,.]*)([^#0?]*)")


def with_unit(book: AnyBook, cell: Cell) -> str:
    """A number as a person sees it who typed it with a sign or a word; "" where there is none."""
    value = cell.value
    if not isinstance(book, Book) or not isinstance(value, float):
        return ""
    form = styles_of(book).number_format(cell.style)
    code = OWN.get(form, "") if isinstance(form, int) else form.partition(";")[0]
    plain = _SPACES.sub("", _BRACKETS.sub(lambda found: found[1] or "", code))
    parts = _PARTS.fullmatch(plain.replace('"', "").replace("\\", ""))
    if parts is None:
        return ""
    before, digits, after = parts.groups()
    if "%" in before + after:
        return locale().percent.replace("{n}", number(float(f"{100 * value:.{DIGITS}g}")))
    if not (before + after).strip(" ()+-"):
        return ""
    places = len(digits.partition(".")[2])
    is_exact = round(value, places) == value
    return f"{before}{number(value, places if is_exact else None)}{after}".strip()
