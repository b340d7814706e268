"""Formulas below each other that are the same but for their row: written once (ECMA-376 18.3.1.40).

Each reference that changes from row to row costs bytes in a compressed file, and there are tens of
thousands of them behind the charts of a reporting workbook.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from lcxl.cells.address import column_letters
from lcxl.xl.formula_cells import escaped

__all__ = ["Alike", "may_share"]


def may_share(formula: str, value: float | str | bool) -> bool:
    """Whether a cell may take its formula from the one above.

    LibreOffice (7.4) waits with a shared formula whose value is an empty text until somebody looks
    at it, and then tells the cells that depend on it of no change: they go on showing what they
    showed.  Excel shares no formula that looks at another sheet.
    """
    return value != "" and "!" not in formula


@dataclass(slots=True)
class _Group:
    """Cells of one column below each other."""

    alike: str
    last: int
    rows: list[int] = field(default_factory=list)
    """Those that share the formula of the first."""
    number: int = -1


class Alike:
    """Which cells of a sheet share their formula; cells are put from the top down."""

    def __init__(self) -> None:
        self._open: dict[int, _Group] = {}
        self.groups: defaultdict[int, dict[int, _Group]] = defaultdict(dict)
        """Row and column of a cell that may share its formula -> those it would share it with."""
        self._numbered = 0

    def put(self, row: int, col: int, alike: str, may_share: bool) -> None:
        """A cell; ``alike`` as in `lcxl.xl.live.Live`.

        Called for most cells of a workbook.
        """
        group = self._open.get(col)
        if group is None or group.alike != alike or group.last != row - 1:
            group = self._open[col] = _Group(alike, row)
        group.last = row
        if may_share:
            group.rows.append(row)
            self.groups[row][col] = group

    def written(self, group: _Group, row: int, col: int, formula: str) -> str:
        """The element of the formula of a cell in a group; called row by row."""
        if row != group.rows[0]:
            return f'<f t="shared" si="{group.number}"/>'
        formula = escaped(formula)
        if len(group.rows) == 1:
            return f"<f>{formula}</f>"
        group.number, self._numbered = self._numbered, self._numbered + 1
        name = column_letters(col)
        area = f"{name}{row + 1}:{name}{group.rows[-1] + 1}"
        return f'<f t="shared" ref="{area}" si="{group.number}">{formula}</f>'
