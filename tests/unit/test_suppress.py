"""What is hidden from outsiders cannot be derived from what they are shown."""

from __future__ import annotations

from itertools import combinations
from random import Random

import pytest

from lcxl.audience.suppress import LIMITS, Cell, Rule, may_be_shown, rounded, shown_cells

SUPPRESSING: tuple[Rule, ...] = ("CMS 1-10", "under 5")


@pytest.mark.parametrize(
    ("cell", "rule", "shown"),
    [
        (Cell(0, 20), "CMS 1-10", True),
        (Cell(20, 20), "CMS 1-10", True),
        (Cell(13, 20), "CMS 1-10", False),  # 7 who are not in the numerator
        (Cell(13, 24), "CMS 1-10", True),
        (Cell(3, 400), "CMS 1-10", False),
        (Cell(0, 9), "CMS 1-10", False),
        (Cell(5, 20), "under 5", True),
        (Cell(4, 20), "under 5", False),
        (Cell(17), "CMS 1-10", True),
        (Cell(7), "CMS 1-10", False),
        (Cell(3, 9), "none", True),
    ],
)
def test_what_is_small(cell: Cell, rule: Rule, shown: bool) -> None:
    assert may_be_shown(cell, rule) == shown


def test_a_20_chart_sample_shows_only_none_and_all() -> None:
    """The strict reading of the CMS policy."""
    assert [n for n in range(21) if may_be_shown(Cell(n, 20), "CMS 1-10")] == [0, 20]


@pytest.mark.parametrize(
    ("count", "shown"), [(0, 0), (1, 5), (7, 5), (8, 10), (12, 10), (13, 15), (102, 100)]
)
def test_nhs_rounding(count: float, shown: float) -> None:
    assert rounded(Cell(count, 1000)).numerator == shown


def test_one_hidden_cell_takes_another_with_it() -> None:
    cells = [Cell(3, 400), Cell(50, 400), Cell(90, 400), Cell(120, 400)]
    assert [c is None for c in shown_cells(cells, "CMS 1-10")] == [True, True, False, False]


def test_without_a_total_nothing_more_is_hidden() -> None:
    cells = [Cell(3, 400), Cell(50, 400)]
    assert shown_cells(cells, "CMS 1-10", total_shown=False) == [None, cells[1]]


def test_a_table_of_small_cells_is_hidden_altogether() -> None:
    assert shown_cells([Cell(3, 20), Cell(4, 20)], "CMS 1-10") == [None, None]


def derivable(cells: list[Cell], shown: list[Cell | None], rule: Rule) -> list[str]:
    """What an outsider finds who knows the total, the rule and every shown cell.

    Total minus shown gives what the hidden cells come to together; a single hidden cell, or
    hidden cells of which all but one are known to be empty, is thereby found.  Cells are
    non-negative whole numbers, so a sum of 0 gives every hidden count.
    """
    total = cells[0]
    for cell in cells[1:]:
        total = total + cell
    hidden = [i for i, cell in enumerate(shown) if cell is None]
    if not hidden:
        return []
    rest = total
    for cell in shown:
        if cell is not None:
            rest = rest - cell
    found = []
    if len(hidden) == 1:
        found.append(f"the only hidden cell is {rest}")
    small = [count for count in rest.counts if 0 < abs(count) <= LIMITS[rule]]
    if small and len(hidden) < len(cells):
        found.append(f"together the hidden cells have {small}")
    # Could each hidden cell take more than one value?  Try to move one patient between two.
    if len(hidden) > 1:
        for i, j in combinations(hidden, 2):
            if any(cells[i].counts) and any(cells[j].counts):
                break
        else:
            found.append("all but one hidden cell are empty")
    return found


@pytest.mark.parametrize("rule", SUPPRESSING)
def test_nothing_hidden_can_be_derived_by_subtraction(rule: Rule) -> None:
    rng = Random(11)
    hidden_some = 0
    for _ in range(3_000):
        cells = []
        for _ in range(rng.randint(1, 12)):
            size = rng.choice([0, 5, 12, 20, 40, 150, 900])
            cells.append(Cell(float(rng.randint(0, size)), float(size)))
        total = sum(cells[1:], cells[0])
        shows_total = may_be_shown(total, rule)
        shown = shown_cells(cells, rule, total_shown=shows_total)
        assert all(cell is None or may_be_shown(cell, rule) for cell in shown)
        if shows_total and len(cells) > 1 and any(c is not None for c in shown):
            assert derivable(cells, shown, rule) == []
            hidden_some += None in shown
    assert hidden_some > 300
