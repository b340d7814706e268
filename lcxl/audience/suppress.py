"""Small numbers: what may be shown outside the collaborative, and what must be hidden with it.

Three rules, chosen by the host:

- "CMS 1-10": no count of 1 to 10, and none that can be derived (CMS cell size suppression
  policy, ResDAC).  Read strictly: the patients in the numerator, those in the denominator and
  those of the denominator who are not in the numerator are three counts.
- "under 5": the same for counts of 1 to 4.
- "NHS rounding": 1 to 7 shown as 5, other counts rounded to the nearest 5, percentages from
  the rounded counts, 0 stays (NHS England, HES disclosure control).

Tables are *one-way*: cells that add up to a total that is shown too, by month, team or group.
When a cell is hidden, what all hidden cells come to together is total minus shown; so further
cells are hidden until that, too, is a count that may be shown and stands for at least two
cells.  Tables of the same metric share only their total, so nothing else can be subtracted.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Literal

__all__ = [
    "LIMITS",
    "Cell",
    "Rule",
    "Shown",
    "before_rounding",
    "may_be_shown",
    "rounded",
    "shown_cells",
]

Rule = Literal["none", "CMS 1-10", "under 5", "NHS rounding"]

LIMITS: dict[Rule, int] = {"none": 0, "CMS 1-10": 10, "under 5": 4, "NHS rounding": 0}
"""Largest count that may not be shown."""


@dataclass(frozen=True, slots=True)
class Cell:
    """Patients in a numerator and a denominator; the denominator is None for a plain count."""

    numerator: float
    denominator: float | None = None

    def __add__(self, other: Cell) -> Cell:
        both = self.denominator is not None and other.denominator is not None
        size = (self.denominator or 0) + (other.denominator or 0) if both else None
        return Cell(self.numerator + other.numerator, size)

    def __sub__(self, other: Cell) -> Cell:
        both = self.denominator is not None and other.denominator is not None
        size = (self.denominator or 0) - (other.denominator or 0) if both else None
        return Cell(self.numerator - other.numerator, size)

    @property
    def counts(self) -> tuple[float, ...]:
        """Every count of people that the cell tells."""
        if self.denominator is None:
            return (self.numerator,)
        return (self.numerator, self.denominator, self.denominator - self.numerator)


Shown = Cell | None
"""A cell as it is shown; None where it is hidden."""


def may_be_shown(cell: Cell, rule: Rule) -> bool:
    """Whether none of the cell's counts is small.  A rate may exceed its denominator."""
    limit = LIMITS[rule]
    return not any(0 < abs(count) <= limit for count in cell.counts)


def rounded(cell: Cell) -> Cell:
    """Counts as NHS rounding shows them."""
    size = None if cell.denominator is None else _round5(cell.denominator)
    return Cell(_round5(cell.numerator), size)


def _round5(count: float) -> float:
    if count <= 0:
        return count
    return 5.0 if count <= 7 else 5.0 * int((count + 2.5) // 5)


def shown_cells(
    cells: Sequence[Cell],
    rule: Rule,
    total_shown: bool = True,
    also: Collection[int] = (),
    known: Collection[int] = (),
) -> list[Shown]:
    """The cells of a one-way table as they may be shown beside their total.

    Args:
        cells: they add up to the total.
        rule: what is small.
        total_shown: whether the total stands beside them; hidden cells then cannot be found
            by subtraction.
        also: positions of cells to be hidden because another table would give them away.
        known: positions of cells that readers know already: hiding them covers no other.
    """
    if rule == "NHS rounding":
        together = [rounded(_sum(cells))] if cells and total_shown else []
        shown = [rounded(cell) for cell in cells]
        return [None] * len(cells) if _exposed(shown, together) else list(shown)
    hidden = {i for i, cell in enumerate(cells) if i in also or not may_be_shown(cell, rule)}
    if not hidden or not total_shown:
        return [None if i in hidden else cell for i, cell in enumerate(cells)]
    # The smallest first: hiding them loses least.
    order = sorted(range(len(cells)), key=lambda i: (min(cells[i].counts), i))
    while not _covered([cells[i] for i in hidden if i not in known], rule):
        further = next((i for i in order if i not in hidden and i not in known), None)
        if further is None:
            break
        hidden.add(further)
    return [None if i in hidden else cell for i, cell in enumerate(cells)]


def _sum(cells: Sequence[Cell]) -> Cell:
    together = cells[0]
    for cell in cells[1:]:
        together = together + cell
    return together


def _exposed(shown: Sequence[Cell], total: Sequence[Cell]) -> bool:
    """Whether rounded cells and their rounded total leave only one number for a small one.

    Such as seven cells of 5 with a total of 5: each is 1.
    """
    if not total:
        return False
    for part in ("numerator", "denominator"):
        counts = [getattr(cell, part) for cell in shown]
        whole = getattr(total[0], part)
        if whole is None or any(c is None for c in counts) or 5.0 not in counts:
            continue
        ends = [before_rounding(count) for count in counts]
        low, high = before_rounding(whole)
        lowest, highest = sum(e[0] for e in ends), sum(e[1] for e in ends)
        if high <= lowest or low >= highest:
            return True
    return False


def before_rounding(count: float) -> tuple[float, float]:
    """The lowest and highest whole number that is shown as ``count``."""
    if count <= 0:
        return count, count
    return (1.0, 7.0) if count == 5 else (count - 2, count + 2)


def _covered(hidden: Sequence[Cell], rule: Rule) -> bool:
    """The hidden cells cannot be told from their sum: two or more that hold people.

    Of cells in which one holds everybody and the rest nobody, the sum would be that cell.
    """
    if not hidden:
        return True
    together = _sum(hidden)
    holding = [cell for cell in hidden if any(cell.counts)]
    return len(holding) >= 2 and may_be_shown(together, rule)
