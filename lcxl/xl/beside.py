"""What people put beside lcxl's own cells: values, notes and colours in places that it names."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

__all__ = ["NOTHING_BESIDE", "Beside", "Mark"]


class Mark(NamedTuple):
    """What is put into one cell.

    ``value`` is None where the cell keeps what lcxl wrote into it; ``fill`` is a colour such as
    FFC000, "" for none; ``number_format`` one of Excel's numbers or a code, as in the old cell.
    """

    value: float | str | bool | None = None
    formula: str = ""
    number_format: int | str = 0
    fill: str = ""
    note: str = ""


class Beside(NamedTuple):
    """Sheet -> (row, column) -> what is put there."""

    marks: Mapping[str, Mapping[tuple[int, int], Mark]]
    """On lcxl's own sheets."""
    sheets: Mapping[str, Mapping[tuple[int, int], Mark]]
    """Whole sheets that stand behind lcxl's."""


NOTHING_BESIDE = Beside({}, {})
