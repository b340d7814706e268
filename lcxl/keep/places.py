"""Where the cells of one of lcxl's sheets stand in the workbook that takes its place."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping

from lcxl.cells import Cell, Cells
from lcxl.keep.frame import DATA, Frame, Table, canonical

__all__ = ["Places"]

HEADS = 3
"""Rows above a table in which a column of a person's own may have its heading."""


class Places:
    """From an old sheet to a new one, by the keys of rows and the anchors of columns.

    Rows of a sheet without tables are told by the words in their first column.
    """

    def __init__(
        self,
        frames: tuple[Frame, Frame],
        names: tuple[str, str],
        cells: tuple[Cells, Cells],
        notes: Collection[tuple[int, int]],
        looks_own: Callable[[Cell], bool],
    ) -> None:
        """Each pair is the old one and the new one; ``notes`` are the old sheet's."""
        before, self.after = frames
        self.old, self.new = names
        self.cells, self.now = cells
        self.notes, self.looks_own = notes, looks_own
        self.tables = before.on(self.old)
        self.forms = {
            (place.first_row, place.first_col): anchor
            for anchor, place in before.forms.items()
            if place.sheet == self.old
        }
        self.pairs = [
            (t, n) for t in self.tables if (n := self.after.table(t.id)) and n.sheet == self.new
        ]
        self._printed = {t.id: self._printed_of(t) for t in self.tables}
        self._in_row: dict[int, list[Table]] = {}
        self.left = min((t.first_col for t in self.tables), default=0)
        """The first column of any table: before it stand titles."""
        self.labels = {} if self.tables else _labels(self.cells)
        self.labels_now = {t: r for r, t in _labels(self.now).items()}
        self.own_cols = self._columns()
        self.is_still = all(
            n.first_row == t.first_row and all(n.rows.get(k) == r for r, k in t.keys.items())
            for t, n in self.pairs
        )
        """Every row stands where it stood."""

    def is_own(self, place: tuple[int, int], cell: Cell) -> bool:
        """A value that stands where lcxl writes none."""
        row, col = place
        table = self._table_at(row, col)
        if table is not None and col >= self.left:
            return table.anchor(col) is None and col not in self.printed(table)
        if place in self.forms:
            return False
        target = self.target(place)
        if target is not None and target in self.now:
            return False
        is_beside = bool(self.tables) and not (target is None and self._is_head(place))
        return self.looks_own(cell) or is_beside

    def _is_head(self, place: tuple[int, int]) -> bool:
        """Whether it stands where one of lcxl's columns has its heading."""
        row, col = place
        return any(t.anchor(col) and t.first_row - HEADS <= row < t.first_row for t in self.tables)

    def printed(self, table: Table) -> frozenset[int]:
        """Columns of a table that lcxl fills without a mark of their own, as results."""
        return self._printed[table.id]

    def _printed_of(self, table: Table) -> frozenset[int]:
        if table.id.partition(".")[0] != DATA:
            return frozenset()
        cols = sorted(table.columns.values())
        first = min((c for k, c in table.columns.items() if k.count(".") > 1), default=0)
        gaps = {c for c in range(cols[0], cols[-1]) if c not in cols}
        heads = (table.first_row - 1, table.first_row - 2)
        return frozenset(
            c for c in gaps if c < first or any(
                (r, c) in self.cells and not self.looks_own(self.cells[r, c])
                for r in heads
            )
        )  # fmt: skip

    def target(self, place: tuple[int, int]) -> tuple[int, int] | None:
        """Where a cell stands in the new workbook; None where its row or column is gone."""
        row, col = place
        if place in self.forms:
            now = self.after.forms.get(self.forms[place])
            return (now.first_row, now.first_col) if now and now.sheet == self.new else None
        if col < self.left:
            return place
        elsewhere = self._in_another_block(row, col)
        if elsewhere is not None:
            return elsewhere
        new_row = self._row(row, col)
        if new_row is None:
            return None
        new_col = self._column(row, col)
        return None if new_col is None else (new_row, new_col)

    def _table_at(self, row: int, col: int) -> Table | None:
        """The table of a row; of those that stand beside each other, the one of the column."""
        here = self._in_row.get(row)
        if here is None:  # asked for each cell of a row, several times
            here = [t for t in self.tables if t.first_row <= row <= t.last_row]
            self._in_row[row] = here
        if not here:
            return None
        return max(here, key=lambda t: (t.first_col <= col, t.first_col), default=None)

    def _in_another_block(self, row: int, col: int) -> tuple[int, int] | None:
        """Where a number of Data stands that is now in the block of its own frequency."""
        table = self._table_at(row, col)
        anchor = table.anchor(col) if table else None
        if table is None or anchor is None or table.id.partition(".")[0] != DATA:
            return None
        for now in self.after.on(self.new):
            if anchor in now.columns and now.id != table.id:
                new_row = now.rows.get(table.keys.get(row, ()))
                return None if new_row is None else (new_row, now.columns[anchor])
        return None

    def _row(self, row: int, col: int) -> int | None:
        at = self._table_at(row, col)
        for table, now in self.pairs:
            if table is at:
                key = table.keys.get(row)
                if key is not None:
                    return now.rows.get(key)
                free = row - table.first_row + now.first_row
                return free if free not in now.keys and free <= now.last_row else None
        if self.pairs:
            first, now = self.pairs[0]
            if row < first.first_row:
                return max(0, row - first.first_row + now.first_row)
            above = [(t, n) for t, n in self.pairs if t.last_row < row]
            last, now = above[-1]
            return row - last.last_row + now.last_row
        label = self.labels.get(row)
        if label is not None:
            return self.labels_now.get(label)
        return row

    def _column(self, row: int, col: int) -> int | None:
        at = self._table_at(row, col)
        pair = next(
            ((t, n) for t, n in self.pairs if t is at), self.pairs[0] if self.pairs else None
        )
        if pair is None:
            return col
        table, now = pair
        anchor = table.anchor(col)
        if anchor is not None:
            return now.columns.get(anchor)
        if not table.first_row - HEADS <= row <= table.last_row:
            return col
        return self.own_cols.get(col, col)

    def _columns(self) -> dict[int, int]:
        """A column of a person's own -> where it stands now, right of all of lcxl's."""
        if not self.pairs:
            return {}
        table = max((t for t, _ in self.pairs), key=lambda t: t.last_row - t.first_row)
        last = max(t.last_col for t, _ in self.pairs)
        last_now = max((col for _, col in self.now), default=last)
        last_now = max(last_now, *(n.last_col for _, n in self.pairs))
        rows = range(table.first_row - 1, table.last_row + 1)
        places = {*self.cells, *self.notes}
        cols = sorted({
            col for row, col in places
            if row in rows
            and col >= self.left
            and all(t.anchor(col) is None and col not in self.printed(t) for t, _ in self.pairs)
        })  # fmt: skip
        last = max(last, *(c for c in (*self.printed(table), last)))
        found, free = {}, last_now + 1
        for col in cols:
            if col > last:
                free = max(free, last_now + col - last)
            found[col] = free
            free += 1
        return found


def _labels(cells: Mapping[tuple[int, int], Cell]) -> dict[int, str]:
    """Row -> the words in its first column, where no other row has the same."""
    found: dict[int, str] = {}
    for (row, col), cell in cells.items():
        if col == 0 and cell.kind == "text" and (text := canonical(cell)):
            found[row] = text
    words = list(found.values())
    return {row: text for row, text in found.items() if words.count(text) == 1}
