"""The hidden cells behind the driver diagram: `lcxl.practice.tree` as formulas over Drivers.

What is drawn in a cell of the diagram is a number (`Look`); the diagram's conditional formats only
turn numbers into borders.  A format may name cells of its own sheet only, so the looks stand there,
in folded columns; all else stands on a sheet of its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from lcxl.cells import Range
from lcxl.cells.address import absolute
from lcxl.layout import PlacedBlock
from lcxl.practice.tree import (
    ADRIFT,
    COLUMNS,
    IDEA,
    IN_1,
    IN_2,
    METRIC,
    OUT_1,
    OUT_2,
    PRIMARY,
    SECONDARY,
    STUB,
    TEAMS,
    Look,
    Tree,
)
from lcxl.sheets.pages import Rows
from lcxl.xl.live import Live

__all__ = ["DRIVERS_SHEET", "Placed", "cells_behind", "line_cell", "looks"]

DRIVERS_SHEET = "_drivers"
ABOVE, BELOW = 1_000_000, 1_000
"""A line's number is primary * ABOVE + secondary * BELOW + idea, by their positions."""
(
    PRIMARY_KEY, SECONDARY_KEY, SECONDARY_HOME, SECONDARY_LEAF, IDEA_HOME, IDEA_KEY, STACK, SORTED,
    P, S, IDEA_AT, BLOCK, S_FIRST, S_LAST, S_MIDDLE, P_FIRST, P_LAST, P_MIDDLE, J_FIRST, J_LAST,
    LOWEST,
) = range(21)  # fmt: skip
"""Columns of the hidden sheet."""

Cell = tuple[int, int, Live]


class Placed(NamedTuple):
    """The three tables of Drivers, and what stands in them."""

    primary: PlacedBlock
    secondary: PlacedBlock
    ideas: PlacedBlock
    rows: Mapping[str, Rows]

    @property
    def sizes(self) -> tuple[int, int, int]:
        """Rows of each table."""
        first, second, third = (b.last_row - b.first_row + 1 for b in self[:3])
        return first, second, third

    @property
    def lines(self) -> int:
        """The most lines that the diagram can have."""
        return sum(self.sizes)

    def padded(self, name: str) -> list[Mapping[str, object]]:
        """The rows of a table, with the empty ones at its end."""
        size = self.sizes[("primary", "secondary", "ideas").index(name)]
        found = list(self.rows.get(name, ()))[:size]
        return [*found, *({} for _ in range(size - len(found)))]

    @property
    def tree(self) -> Tree:
        """What is drawn."""
        return Tree(self.padded("primary"), self.padded("secondary"), self.padded("ideas"))


def column(col: int, rows: int) -> str:
    """A column of the hidden sheet, as its own formulas write it."""
    return Range.column(DRIVERS_SHEET, col, 0, rows - 1).local


def line_cell(col: int, line: int) -> str:
    """A line's cell (from 1) of the hidden sheet, as other sheets write it."""
    return Range.cell(DRIVERS_SHEET, line - 1, col).reference


def _cell(block: PlacedBlock, field: str, i: int) -> str:
    place = block.range(field)
    return Range.cell(place.sheet, place.first_row + i, place.first_col).reference


def cells_behind(placed: Placed) -> Iterator[Cell]:
    """Row, column and formula of every cell of the hidden sheet."""
    yield from _keys(placed)
    yield from _lines(placed)


def _text(block: PlacedBlock, i: int) -> str:
    return f"TRIM({_cell(block, 'text', i)})"


def _keys(placed: Placed) -> Iterator[Cell]:
    """The number of each line, where its row of Drivers stands, and all below each other."""
    n_primary, n_secondary, n_ideas = placed.sizes
    above = placed.primary.range("id").reference
    middle = placed.secondary.range("id").reference
    homes = (column(SECONDARY_HOME, n_secondary), column(IDEA_HOME, n_ideas))
    values = _Values(placed)
    for i in range(n_primary):
        own = _cell(placed.primary, "id", i)
        none = f"COUNTIF({homes[0]},{own})+COUNTIF({homes[1]},{own})=0"
        formula = f'IF({_text(placed.primary, i)}="","",IF({none},{(i + 1) * ABOVE},""))'
        yield i, PRIMARY_KEY, Live(formula, values.leaf.get((i + 1) * ABOVE, ""))
    for i in range(n_secondary):
        text, parent = _text(placed.secondary, i), _cell(placed.secondary, "parent", i)
        key = values.secondary[i]
        at = f"IFERROR(MATCH(TRIM({parent}),{above},0),{ADRIFT})*{ABOVE}+{(i + 1) * BELOW}"
        yield i, SECONDARY_KEY, Live(f'IF({text}="","",{at})', key)
        yield i, SECONDARY_HOME, _home(text, parent, placed.padded("secondary")[i])
        own = _cell(placed.secondary, "id", i)
        here = absolute(i, SECONDARY_KEY)
        only = f'IF({here}="","",IF(COUNTIF({homes[1]},{own})=0,{here},""))'
        yield i, SECONDARY_LEAF, Live(only, values.stacked(SECONDARY_LEAF, i))
    for i in range(n_ideas):
        text, parent = _text(placed.ideas, i), _cell(placed.ideas, "parent", i)
        yield i, IDEA_HOME, _home(text, parent, placed.padded("ideas")[i])
        home = absolute(i, IDEA_HOME)
        serves = f"INDEX({column(SECONDARY_KEY, n_secondary)},MATCH({home},{middle},0))+{i + 1}"
        direct = f"IFERROR(MATCH({home},{above},0),{ADRIFT})*{ABOVE}+{i + 1}"
        formula = f'IF({text}="","",IFERROR({serves},{direct}))'
        yield i, IDEA_KEY, Live(formula, values.ideas.get(i + 1, ""))
    line = 0
    for col, rows in ((PRIMARY_KEY, n_primary), (SECONDARY_LEAF, n_secondary), (IDEA_KEY, n_ideas)):
        for i in range(rows):
            yield line, STACK, Live(absolute(i, col), values.stacked(col, i))
            line += 1


def _home(text: str, parent: str, row: Mapping[str, object]) -> Live:
    has_text = bool(str(row.get("text") or "").strip())
    value = str(row.get("parent") or "").strip() if has_text else ""
    return Live(f'IF({text}="","",TRIM({parent}))', value)


class _Values:
    """What the keys come to."""

    def __init__(self, placed: Placed) -> None:
        tree = placed.tree
        keys = [leaf.primary * ABOVE + leaf.secondary * BELOW + leaf.idea for leaf in tree.leaves]
        self.leaf = {key: key for key in keys}
        self.ideas = {leaf.idea: key for leaf, key in zip(tree.leaves, keys, strict=True)}
        above = {leaf.secondary: leaf.primary for leaf in tree.leaves}
        self.secondary: list[int | str] = [
            above[i] * ABOVE + i * BELOW if i in above and i else ""
            for i in range(1, placed.sizes[1] + 1)
        ]

    def stacked(self, col: int, i: int) -> int | str:
        """The value of a key cell."""
        if col == IDEA_KEY:
            return self.ideas.get(i + 1, "")
        key = (i + 1) * ABOVE if col == PRIMARY_KEY else self.secondary[i]
        return self.leaf.get(key, "") if isinstance(key, int) else ""


def _lines(placed: Placed) -> Iterator[Cell]:
    """For each line its driver and idea, and the first, last and middle line of its blocks."""
    n, tree = placed.lines, placed.tree
    stack, blocks = column(STACK, n), column(BLOCK, n)
    leaves = tree.leaves

    def live(line: int, col: int, formula: str, value: int | str) -> Cell:
        is_there = line <= len(leaves)
        sorted_ = absolute(line - 1, SORTED)
        whole = f'IF({sorted_}="","",{formula})'
        return line - 1, col, Live(whole, value if is_there else "")

    for line in range(1, n + 1):
        leaf = leaves[line - 1] if line <= len(leaves) else None
        key = leaf.primary * ABOVE + leaf.secondary * BELOW + leaf.idea if leaf else ""
        small = f'IF({line}>COUNT({stack}),"",SMALL({stack},{line}))'
        yield line - 1, SORTED, Live(small, key)
        at = {c: absolute(line - 1, c) for c in (SORTED, P, S, BLOCK, S_FIRST, S_LAST, P_FIRST)}
        at[P_LAST] = absolute(line - 1, P_LAST)
        p, s, i = leaf or (0, 0, 0)
        own = tree.secondary_blocks[line - 1] if leaf else None
        top = tree.primary_blocks[line - 1] if leaf else None
        joined = [tree.secondary_blocks[k - 1].middle for k in top[:2]] if top else [0, 0]
        middle = column(S_MIDDLE, n)
        for col, formula, value in (
            (P, f"INT({at[SORTED]}/{ABOVE})", p),
            (S, f"INT(MOD({at[SORTED]},{ABOVE})/{BELOW})", s),
            (IDEA_AT, f"MOD({at[SORTED]},{BELOW})", i),
            (BLOCK, f"{at[P]}*{BELOW}+{at[S]}", p * BELOW + s),
            (S_FIRST, f"MATCH({at[BLOCK]},{blocks},0)", own.first if own else 0),
            (
                S_LAST,
                f"{at[S_FIRST]}+COUNTIF({blocks},{at[BLOCK]})-1",
                own.last if own else 0,
            ),
            (S_MIDDLE, f"INT(({at[S_FIRST]}+{at[S_LAST]})/2)", own.middle if own else 0),
            (P_FIRST, f"MATCH({at[P]},{column(P, n)},0)", top.first if top else 0),
            (
                P_LAST,
                f"{at[P_FIRST]}+COUNTIF({column(P, n)},{at[P]})-1",
                top.last if top else 0,
            ),
            (J_FIRST, f"INDEX({middle},{at[P_FIRST]})", joined[0]),
            (J_LAST, f"INDEX({middle},{at[P_LAST]})", joined[1]),
            (
                P_MIDDLE,
                f"INT(({absolute(line - 1, J_FIRST)}+{absolute(line - 1, J_LAST)})/2)",
                top.middle if top else 0,
            ),
        ):
            yield live(line, col, formula, value)
    lowest = max((block.middle for block in tree.primary_blocks), default=0)
    yield 0, LOWEST, Live(f"MAX({column(P_MIDDLE, n)})", lowest)


def looks(placed: Placed) -> Iterator[Cell]:
    """The look of each cell of the diagram, gap and line in turn, counted from its first."""
    lowest = line_cell(LOWEST, 1)
    tree = placed.tree
    for line in range(1, placed.lines + 1):
        at = {
            c: line_cell(c, line)
            for c in (SORTED, P, S, IDEA_AT, S_FIRST, S_LAST, S_MIDDLE, P_MIDDLE, J_FIRST, J_LAST)
        }
        trunk = f"{line}<={lowest}"
        down = f"AND({line}>{at[J_FIRST]},{line}<={at[J_LAST]})"
        inside = f"AND({line}>{at[S_FIRST]},{line}<={at[S_LAST]})"
        own, mid = f"{at[P_MIDDLE]}={line}", f"{at[S_MIDDLE]}={line}"
        more = f"{at[S]}+{at[IDEA_AT]}>0"
        left, bottom, corner = Look.LEFT.value, Look.BOTTOM.value, Look.CORNER.value
        node, missing = Look.NODE.value, Look.MISSING.value
        gaps = {
            STUB: f"IF({trunk},{left},0)",
            IN_1: f"IF({down},{left},0)",
            IN_2: f"IF({inside},{left},0)",
        }
        texts = {
            STUB: f"IF({own},{corner},IF({trunk},{left},0))",
            PRIMARY: f"IF({own},IF({at[P]}={ADRIFT},{missing},{node}),0)",
            OUT_1: f"IF({own},{bottom},0)",
            IN_1: f"IF({mid},IF({down},{corner},{bottom}),IF({down},{left},0))",
            SECONDARY: f"IF({mid},IF({at[S]}>0,{node},IF({at[IDEA_AT]}>0,{bottom},{missing})),0)",
            OUT_2: f"IF(AND({mid},{more}),{bottom},0)",
            IN_2: f"IF({more},IF({inside},{corner},{bottom}),0)",
            IDEA: f"IF({at[IDEA_AT]}>0,{node},IF({at[S]}>0,{missing},0))",
            METRIC: f"IF({at[IDEA_AT]}>0,{node},0)",
            TEAMS: f"IF({at[IDEA_AT]}>0,{node},0)",
        }
        values = tree.looks(line)
        for half, formulas in enumerate((gaps, texts)):
            for col in range(COLUMNS):
                formula = formulas.get(col)
                if formula is not None:
                    whole = f'IF({at[SORTED]}="",0,{formula})'
                    yield 2 * (line - 1) + half, col, Live(whole, values[half][col].value)
