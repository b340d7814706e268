"""Where the rows and columns of a workbook stand, by names that hold when they move.

A workbook of lcxl says in its marks where its blocks are.  Which columns tell the rows of a
block apart is declared in templates_src (``key = true``); rows of other tables are told apart by
what is typed in them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from lcxl import templates
from lcxl.cells import Book, Cell, Range
from lcxl.intake.placing.headings import plain
from lcxl.intake.placing.identity import issued_names
from lcxl.intake.placing.sideways import line_at, upright

__all__ = ["DATA", "Frame", "Table", "canonical"]

Key = tuple[str, ...]
FREE = "typed"
"""A key of this and the contents of a row, where nothing else tells it from others."""
DATA, MONTH = "data", "month"
"""Data's columns depend on the plan, so they are declared in code; its rows are periods, mostly
months."""
METRIC = "metric"
"""The field whose words are names of metrics."""
PRINTED = frozenset({"shown"})


def canonical(cell: Cell | None) -> str:
    """What stands in a cell, in one way of writing; "" for nothing."""
    if cell is None or cell.value is None:
        return ""
    if isinstance(cell.value, bool):
        return str(cell.value).upper()
    if isinstance(cell.value, float):
        return f"{cell.value:.15g}"
    return cell.value.replace("\u00a0", " ").strip()


@dataclass(frozen=True)
class Table:
    """A block of rows: its columns by their anchors, and its rows by their keys.

    One that lies ``across`` is told as if its rows ran down, like all others: its rows are columns
    of the sheet.
    """

    id: str
    sheet: str
    first_row: int
    last_row: int
    columns: Mapping[str, int]
    typed: frozenset[str]
    """Anchors of the columns in which people type."""
    keys: Mapping[int, Key]
    """Row -> what tells it apart, of the rows that have something."""
    across: bool = False

    @cached_property
    def rows(self) -> Mapping[Key, int]:
        """Key -> row."""
        return {key: row for row, key in self.keys.items()}

    @cached_property
    def first_col(self) -> int:
        """The first declared column."""
        return min(self.columns.values())

    @cached_property
    def last_col(self) -> int:
        """The last declared column."""
        return max(self.columns.values())

    @cached_property
    def _anchors(self) -> Mapping[int, str]:
        """Column -> the first anchor that stands there."""
        return {col: key for key, col in reversed([*self.columns.items()])}

    def anchor(self, col: int) -> str | None:
        """The anchor of a column; None for one that is not lcxl's."""
        return self._anchors.get(col)


class Frame:
    """The tables and forms of one workbook.

    ``keys``: what a key in it is called today, where that is something else.  ``given``: sheet
    and row of what has no key in it -> the key that it has from now on.
    """

    def __init__(
        self,
        book: Book,
        keys: Mapping[str, str] | None = None,
        given: Mapping[tuple[str, int], str] | None = None,
    ) -> None:
        self.book, self.todays, self.given = book, keys or {}, given or {}
        self.names = issued_names(book)
        """Names of metrics as the workbook has them -> their ids: they may be re-worded."""
        self.tables: list[Table] = []
        self.forms: dict[str, Range] = {}
        """Anchor of each single input -> its cell."""
        blocks: dict[str, dict[str, Range]] = {}
        for name, place in book.anchors.items():
            anchor = name.casefold()  # a metric's id is the same in other capital letters
            block = anchor.partition(".")[0]
            if place.first_row == place.last_row and place.first_col == place.last_col:
                self.forms[anchor] = place
            if place.first_col == place.last_col or place.first_row == place.last_row:
                blocks.setdefault(block, {})[anchor] = place
        declared = _declared(str(book.machine.get("workbook", "")))
        if DATA in blocks:
            blocks |= _by_axis(blocks.pop(DATA))
        for block, places in blocks.items():
            table = self._table(block, places, declared.get(block))
            if table is not None:
                self.tables.append(table)
                for anchor in places:
                    self.forms.pop(anchor, None)

    def is_across(self, sheet: str) -> bool:
        """Whether the rows of a sheet's tables run across."""
        return any(table.across for table in self.tables if table.sheet == sheet)

    def table(self, block: str) -> Table | None:
        """The table of a block."""
        return next((t for t in self.tables if t.id == block), None)

    def on(self, sheet: str) -> list[Table]:
        """The tables of a sheet, from the top down."""
        return sorted((t for t in self.tables if t.sheet == sheet), key=lambda t: t.first_row)

    def _table(
        self, block: str, places: Mapping[str, Range], declared: templates.Block | None
    ) -> Table | None:
        is_data = block.partition(".")[0] == DATA
        if not is_data and (declared is None or declared.kind != "table"):
            return None
        sheet = next(iter(places.values())).sheet
        places = {anchor: place for anchor, place in places.items() if place.sheet == sheet}
        across = any(place.last_col > place.first_col for place in places.values())
        if across:
            places = {anchor: place.turned for anchor, place in places.items()}
        if is_data:
            keyed = [anchor for anchor in places if anchor.count(".") == 1]
            typed = {anchor for anchor in places if anchor not in keyed}
        else:
            fields = declared.fields if declared else ()
            keyed = [f"{block}.{f.id}" for f in fields if f.key]
            typed = {f"{block}.{f.id}" for f in fields if f.type not in PRINTED} & places.keys()
        columns = {
            anchor: {
                row: canonical(cell)
                for row, cell in line_at(self.book, upright(place, across), across).items()
            }
            for anchor, place in places.items()
        }
        return Table(
            block,
            sheet,
            min(place.first_row for place in places.values()),
            max(place.last_row for place in places.values()),
            {anchor: place.first_col for anchor, place in places.items()},
            frozenset(typed),
            dict(self._keys(sheet, columns, [k for k in keyed if k in places], sorted(typed))),
            across,
        )

    def _line(self, place: Range, across: bool) -> dict[int, Cell]:
        return line_at(self.book, upright(place, across), across)

    def _keys(
        self,
        sheet: str,
        columns: Mapping[str, Mapping[int, str]],
        keyed: list[str],
        typed: list[str],
    ) -> Iterator[tuple[int, Key]]:
        seen: set[Key] = set()
        for row in sorted({row for column in columns.values() for row in column}):
            words = [columns[anchor].get(row, "") for anchor in keyed]
            words = [self.todays.get(word, word) for word in words]
            key: Key = tuple(self.names.get(plain(word), word) for word in words)
            if (sheet, row) in self.given:
                key, words = (self.given[sheet, row],), [self.given[sheet, row]]
            if not keyed or not all(words) or key in seen:
                key = (FREE, *self._contents(columns, typed, row))
                if len(key) == 1:
                    continue
                number, free = 1, key
                while key in seen:
                    number += 1
                    key = (*free, str(number))
            seen.add(key)
            yield row, key

    def _contents(
        self, columns: Mapping[str, Mapping[int, str]], typed: list[str], row: int
    ) -> Iterator[str]:
        """What is typed in a row, each with the name of its field."""
        for anchor in typed:
            word = columns[anchor].get(row, "")
            if word:
                field = anchor.partition(".")[2]
                yield f"{field}={self.names.get(plain(word), word) if field == METRIC else word}"


def _by_axis(places: Mapping[str, Range]) -> dict[str, dict[str, Range]]:
    """The lines of Data by their frequency: those below its periods, and above the next ones."""
    heads = {key: p for key, p in places.items() if key.count(".") == 1}
    if len(heads) < 2:
        return {DATA: dict(places)}
    found: dict[str, dict[str, Range]] = {}
    for key, place in places.items():
        above = [h for h, p in heads.items() if p.first_row <= place.first_row]
        head = max(above, key=lambda h: heads[h].first_row, default=next(iter(heads)))
        block = DATA if head == f"{DATA}.{MONTH}" else head
        found.setdefault(block, {})[key] = place
    return found


def _declared(workbook: str) -> dict[str, templates.Block]:
    """Id -> block, of a kind of workbook; none of one that is not declared."""
    if workbook not in templates.workbook_names():
        return {}
    spec = templates.workbook(workbook)
    return {block.id: block for sheet in spec.sheets for block in sheet.blocks}
