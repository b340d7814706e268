"""Formulas that are the one above them moved down: a file holds them once (ECMA-376 18.3.1.40)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from lcxl.cells import a1

__all__ = ["Part", "shared_formulas"]

_REFERENCE = re.compile(
    r"""("(?:[^"]|"")*")|(?<![\w.$])(\$?[A-Z]{1,3})(\d{1,7})(?![\w.(!])""",
)
"""A text, or a reference whose row moves: column and row."""
FEWEST = 2


class Part(NamedTuple):
    """A cell's part in a formula that several cells share."""

    number: int
    area: str = ""
    """The cells that share it, with the first of them, which has the text."""


def shared_formulas(
    columns: Mapping[int, Iterable[tuple[int, str]]],
) -> dict[tuple[int, int], Part]:
    """Which cells share a formula; ``columns``: for each column its formulas by row, downward.

    Formulas that look at another sheet are left as they are: Excel itself shares none of those.
    """
    found: dict[tuple[int, int], Part] = {}
    number = 0
    for col, cells in columns.items():
        for rows in _alike(cells):
            if len(rows) < FEWEST:
                continue
            area = f"{a1(rows[0], col)}:{a1(rows[-1], col)}"
            for row in rows:
                found[row, col] = Part(number, area if row == rows[0] else "")
            number += 1
    return found


def _alike(cells: Iterable[tuple[int, str]]) -> Iterable[list[int]]:
    """Rows below each other whose formulas differ only as if they had been copied down."""
    rows: list[int] = []
    before = ""
    for row, formula in cells:
        shape = "" if "!" in formula else _moved(formula, row)
        if rows and (row != rows[-1] + 1 or not shape or shape != before):
            yield rows
            rows = []
        rows.append(row)
        before = shape
    yield rows


def _moved(formula: str, row: int) -> str:
    """The formula with the distance of rows in place of their numbers."""
    return _REFERENCE.sub(
        lambda m: m[0] if m[1] is not None else f"{m[2]}[{int(m[3]) - 1 - row}]", formula
    )
