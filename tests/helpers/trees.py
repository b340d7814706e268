"""Random driver diagrams, typed into LibreOffice and drawn in Python.

As a command of its own, for many of them: ``python -m tests.helpers.trees 200 7`` (how many, and
the seed).
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

from lcxl.books import HostValues, build_planning
from lcxl.cells import Book, Range, a1
from lcxl.practice.tree import COLUMNS, IDEA, PRIMARY, SECONDARY, Look, Tree
from lcxl.sheets.planning.diagram import FIRST_ROW, LOOKS
from tests.helpers.office import Office

TABLES = ("primary", "secondary", "ideas")
SIZES = (8, 20, 40)
SEED = 7
MISSING = {
    PRIMARY: "(no primary driver yet)",
    SECONDARY: "(no secondary driver yet)",
    IDEA: "(no idea yet)",
}


class Rows(NamedTuple):
    """What stands on Drivers: id, parent and text of each row, empty ones too."""

    primary: list[dict[str, str]]
    secondary: list[dict[str, str]]
    ideas: list[dict[str, str]]


def trees(n: int, seed: int = SEED) -> Iterator[Rows]:
    """Drivers as people leave them: gaps, parents that are missing, empty or of the wrong kind."""
    rng = Random(seed)
    for _ in range(n):
        some = rng.choice((0.1, 0.4, 0.9))

        def row(
            id_: str, parents: list[str], text: str, rng: Random = rng, some: float = some
        ) -> dict[str, str]:
            has = rng.random() < some
            parent = rng.choice(parents) if has or rng.random() < 0.1 else ""
            return {"id": id_, "parent": parent, "text": text if has else ""}

        above = [f"P{i}" for i in range(1, rng.randint(1, 8) + 1)]
        middle = [f"S{i}" for i in range(1, rng.randint(1, 20) + 1)]
        yield Rows(
            [row(f"P{i}", [""], f"primary {i}") for i in range(1, 9)],
            [row(f"S{i}", [*above, "", "P77"], f"secondary {i}") for i in range(1, 21)],
            [
                row(f"C{i}", [*middle, *middle, *above, "", "s1", "S99"], f"idea {i}")
                for i in range(1, 41)
            ],
        )


class Diagram:
    """A planning.xlsx that is open in LibreOffice."""

    def __init__(self, office: Office, folder: Path) -> None:
        path = folder / "planning.xlsx"
        path.write_bytes(build_planning(None, HostValues()))
        self.office, self.anchors = office, Book(path.read_bytes()).anchors
        office.open(path)

    def type(self, rows: Rows) -> None:
        """Type a tree into Drivers."""
        for name, table in zip(TABLES, rows, strict=True):
            for field in ("text", "parent") if name != "primary" else ("text",):
                self._fill(f"{name}.{field}", [row[field] for row in table])
        self._fill("ideas.id", [row["id"] for row in rows.ideas])
        self.office.recalculate()

    def _fill(self, anchor: str, values: list[str]) -> None:
        place = self.anchors[anchor]
        self.office.fill(place.sheet, _area(place), [[value] for value in values])

    def differences(self, rows: Rows) -> list[str]:
        """What LibreOffice draws otherwise than Python."""
        tree = Tree(*rows)
        lines = sum(SIZES)
        last = FIRST_ROW + 2 * lines - 1
        looks = self.office.read(
            "Driver diagram", f"{a1(FIRST_ROW, LOOKS)}:{a1(last, LOOKS + COLUMNS - 1)}"
        )
        texts = self.office.read("Driver diagram", f"{a1(FIRST_ROW, 0)}:{a1(last, COLUMNS - 1)}")
        found = []
        for line in range(1, lines + 1):
            for half, wanted in enumerate(tree.looks(line)):
                row = 2 * (line - 1) + half
                drawn = [int(look or 0) for look in looks[row]]
                if drawn != [look.value for look in wanted]:
                    found.append(f"line {line}.{half}: {drawn} is not {[*map(int, wanted)]}")
            words = _words(tree, line)
            shown = {col: str(texts[2 * line - 1][col] or "") for col in words}
            if shown != words:
                found.append(f"line {line}: {shown} is not {words}")
        return found


def _words(tree: Tree, line: int) -> dict[int, str]:
    """What stands in the columns of drivers and ideas."""
    found = dict.fromkeys((PRIMARY, SECONDARY, IDEA), "")
    if line > len(tree.leaves):
        return found
    leaf, looks = tree.leaves[line - 1], tree.looks(line)[1]
    places: tuple[tuple[int, Any, int], ...] = (
        (PRIMARY, tree.primary, leaf.primary),
        (SECONDARY, tree.secondary, leaf.secondary),
        (IDEA, tree.ideas, leaf.idea),
    )
    for col, table, at in places:
        if looks[col] == Look.NODE:
            found[col] = table[at - 1]["text"] or MISSING[col]
        elif looks[col] == Look.MISSING:
            found[col] = MISSING[col]
    return found


def _area(place: Range) -> str:
    return f"{a1(place.first_row, place.first_col)}:{a1(place.last_row, place.last_col)}"


def main() -> None:
    """Compare so many, and say which differ."""
    n, seed = int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else SEED
    office = Office()
    with tempfile.TemporaryDirectory() as folder:
        diagram = Diagram(office, Path(folder))
        bad = 0
        for i, rows in enumerate(trees(n, seed)):
            diagram.type(rows)
            found = diagram.differences(rows)
            bad += bool(found)
            if found:
                print(i, *found[:3], sep="\n  ")
        print(f"{n} trees of seed {seed}: {bad} differ")
    office.stop()


if __name__ == "__main__":
    main()
