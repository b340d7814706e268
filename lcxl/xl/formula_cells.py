"""Formulas as they stand in the cells of a sheet, and the XML of their cells."""

from __future__ import annotations

from functools import lru_cache
from html import escape
from typing import NamedTuple

from lcxl.cells.errors import ERROR_NAMES

__all__ = ["Standing", "escaped", "shown", "standing_on"]

MOST_FORMULAS = 50_000
"""Those of a workbook are the same in that of the next team."""


class Standing(NamedTuple):
    """A formula as it stands on its sheet.

    ``alike`` as in `lcxl.xl.live.Live`.
    """

    formula: str
    alike: str = ""


@lru_cache(maxsize=MOST_FORMULAS)
def standing_on(sheet: str, formula: str) -> str:
    """A formula as it stands on a sheet."""
    text = formula.removeprefix("=")
    # A sheet of working columns looks at itself most of the time, and need not say so.
    return text.replace(f"{sheet}!", "") if sheet.startswith("_") else text


@lru_cache(maxsize=MOST_FORMULAS)
def escaped(formula: str) -> str:
    """A formula as XML holds it."""
    return escape(formula, quote=False)


def shown(value: str | bool) -> tuple[str, str]:
    """The type of a text or a truth that a formula comes to, and how XML holds it."""
    if isinstance(value, bool):
        return ' t="b"', str(int(value))
    kind = ' t="e"' if value in ERROR_NAMES else ' t="str"' if value else ""
    return kind, escape(value, quote=False)
