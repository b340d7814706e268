"""The driver diagram: which line of it holds which driver and idea, and how they are joined.

Positions count from 1 in the rows of the sheet Drivers, empty rows included; 0 is none.
`lcxl.sheets.planning.diagram_formulas` says the same as formulas.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from enum import IntEnum
from functools import cached_property
from typing import NamedTuple

__all__ = ["ADRIFT", "COLUMNS", "Block", "Leaf", "Look", "Tree"]

Rows = Sequence[Mapping[str, object]]
ADRIFT = 99
"""The position of a primary driver that is none."""
COLUMNS = 11
"""Columns of the diagram: trunk, stub, primary, two stubs, secondary, two stubs, idea, metric,
teams."""
TRUNK, STUB, PRIMARY, OUT_1, IN_1, SECONDARY, OUT_2, IN_2, IDEA, METRIC, TEAMS = range(COLUMNS)


class Look(IntEnum):
    """What is drawn around a cell."""

    NONE = 0
    LEFT = 1
    BOTTOM = 2
    CORNER = 3
    NODE = 4
    MISSING = 5


class Leaf(NamedTuple):
    """One line: an idea, a secondary driver without one, or a primary driver without any."""

    primary: int
    secondary: int
    idea: int


class Block(NamedTuple):
    """The lines from ``first`` to ``last`` (from 1) that one driver has, and its own."""

    first: int
    last: int
    middle: int


class Tree:
    """Drivers and ideas as typed rows with id, parent and text, in the order of the diagram."""

    def __init__(self, primary: Rows, secondary: Rows, ideas: Rows) -> None:
        self.primary, self.secondary, self.ideas = primary, secondary, ideas

    @cached_property
    def leaves(self) -> tuple[Leaf, ...]:
        """The lines, from the top down."""
        return tuple(sorted(self._leaves()))

    def _leaves(self) -> Iterator[Leaf]:
        above = _positions(self.primary)
        middle = _positions(self.secondary)
        homes = [_id(row, "parent") for row in self.secondary if _has_text(row)]
        homes += [_id(row, "parent") for row in self.ideas if _has_text(row)]
        for i, row in enumerate(self.primary, 1):
            if _has_text(row) and _id(row) not in homes:
                yield Leaf(i, 0, 0)
        of_secondary: dict[int, int] = {}
        for i, row in enumerate(self.secondary, 1):
            if _has_text(row):
                of_secondary[i] = above.get(_id(row, "parent"), ADRIFT)
        served = [_id(row, "parent") for row in self.ideas if _has_text(row)]
        for i, home in of_secondary.items():
            if _id(self.secondary[i - 1]) not in served:
                yield Leaf(home, i, 0)
        for i, row in enumerate(self.ideas, 1):
            if not _has_text(row):
                continue
            parent = _id(row, "parent")
            if middle.get(parent) in of_secondary:
                yield Leaf(of_secondary[middle[parent]], middle[parent], i)
            else:
                yield Leaf(above.get(parent, ADRIFT), 0, i)

    @cached_property
    def secondary_blocks(self) -> tuple[Block, ...]:
        """For each line the block of its secondary driver."""
        keys = [leaf[:2] for leaf in self.leaves]
        return tuple(Block(first, last, (first + last) // 2) for first, last in _ranges(keys))

    @cached_property
    def primary_blocks(self) -> tuple[Block, ...]:
        """For each line the block of its primary driver, in the middle of what it joins."""
        middles = [block.middle for block in self.secondary_blocks]
        return tuple(
            Block(first, last, (middles[first - 1] + middles[last - 1]) // 2)
            for first, last in _ranges([leaf[:1] for leaf in self.leaves])
        )

    def looks(self, line: int) -> tuple[tuple[Look, ...], tuple[Look, ...]]:
        """What is drawn in each column of the gap above a line (from 1), and of the line."""
        gap, text = [Look.NONE] * COLUMNS, [Look.NONE] * COLUMNS
        if line > len(self.leaves):
            return tuple(gap), tuple(text)
        leaf = self.leaves[line - 1]
        above, block = self.primary_blocks[line - 1], self.secondary_blocks[line - 1]
        if line <= max(one.middle for one in self.primary_blocks):
            gap[STUB] = text[STUB] = Look.LEFT
        if above.middle == line:
            text[STUB], text[OUT_1] = Look.CORNER, Look.BOTTOM
            text[PRIMARY] = Look.MISSING if leaf.primary == ADRIFT else Look.NODE
        joined = (self.secondary_blocks[above.first - 1], self.secondary_blocks[above.last - 1])
        is_down = joined[0].middle < line <= joined[1].middle
        if is_down:
            gap[IN_1] = text[IN_1] = Look.LEFT
        if block.middle == line:
            text[IN_1] = Look.CORNER if is_down else Look.BOTTOM
            text[SECONDARY] = (
                Look.NODE if leaf.secondary else Look.BOTTOM if leaf.idea else Look.MISSING
            )
            if leaf.secondary or leaf.idea:
                text[OUT_2] = Look.BOTTOM
        is_in = block.first < line <= block.last
        if is_in:
            gap[IN_2] = Look.LEFT
        if leaf.secondary or leaf.idea:
            text[IN_2] = Look.CORNER if is_in else Look.BOTTOM
        if leaf.idea:
            text[IDEA] = text[METRIC] = text[TEAMS] = Look.NODE
        elif leaf.secondary:
            text[IDEA] = Look.MISSING
        return tuple(gap), tuple(text)


def _ranges(keys: Sequence[tuple[int, ...]]) -> Iterator[tuple[int, int]]:
    """For each place the first and last place (from 1) of its key; equal keys stand together."""
    for key in keys:
        first = keys.index(key) + 1
        yield first, first + keys.count(key) - 1


def _positions(rows: Rows) -> dict[str, int]:
    """Id -> position of the first row that has it."""
    found: dict[str, int] = {}
    for i, row in enumerate(rows, 1):
        if _id(row):
            found.setdefault(_id(row), i)
    return found


def _id(row: Mapping[str, object], name: str = "id") -> str:
    return str(row.get(name) or "").strip().casefold()


def _has_text(row: Mapping[str, object]) -> bool:
    return bool(str(row.get("text") or "").strip())
