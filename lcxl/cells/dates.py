"""Numbers that a spreadsheet shows as dates: the day of each, and which styles show them so."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, timedelta
from functools import lru_cache

from lcxl.cells.package import elements

__all__ = ["LAST_YEAR", "counted_from_1900", "date_styles_in", "from_serial"]

MAX_STYLES = 200_000
"""Bytes of the longest styles that are remembered: the workbooks of a pile mostly have the same
ones."""
_DATE_FORMATS = frozenset({*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)})
_LAST_DAY = 2_958_465  # 31 December 9999
_DAYS_TO_1904 = 1_462


LAST_YEAR = 2200
"""A file or mail that says a later one says nothing: from 9999 on no day can be counted."""


def from_serial(serial: float, date1904: bool = False) -> date | None:
    """The day a spreadsheet's number stands for; None when it stands for none."""
    if date1904:  # as Excel for Mac once counted
        serial += _DAYS_TO_1904
    if not 1 <= serial <= _LAST_DAY:
        return None
    # Excel counts 29 February 1900, which never was.
    return date(1899, 12, 30 if serial >= 60 else 31) + timedelta(days=int(serial))


def counted_from_1900(serial: float, date1904: bool) -> float:
    """The same date in a workbook that counts from 1900; a time of day is the same in both."""
    return serial + _DAYS_TO_1904 if date1904 and serial >= 1 else serial


def date_styles_in(xml: bytes) -> frozenset[int]:
    """Styles of cells whose number is shown as a date or a time, from the part with all styles."""
    return _styles_kept(xml) if len(xml) <= MAX_STYLES else _styles_in(xml)


def _styles_in(xml: bytes) -> frozenset[int]:
    custom: dict[str, str] = {}
    formats: list[str] = []

    def number_format(attributes: Mapping[str, str], _: str) -> None:
        custom[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")

    def cell_format(attributes: Mapping[str, str], _: str) -> None:
        formats.append(attributes.get("numFmtId", "0"))

    elements(iter([xml]), {"numFmts/numFmt": number_format, "cellXfs/xf": cell_format})
    return frozenset(
        i for i, number in enumerate(formats) if _is_date_format(number, custom.get(number, ""))
    )


_styles_kept = lru_cache(maxsize=16)(_styles_in)


def _is_date_format(number: str, code: str) -> bool:
    if number.isdecimal() and int(number) in _DATE_FORMATS:
        return True
    bare = re.sub(r'"[^"]*"|\\.|\[[^\]]*\]', "", code)
    return bool(re.search(r"[dmyhs]", bare, re.IGNORECASE)) and "General" not in code
