"""What people typed into the declared inputs of a workbook, row by row, and those rows again.

For any book that lcxl writes anew with its own part filled in: the rows that it gives are told by
their key (the fields declared with ``key = true``), and what a person typed in one goes with it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from lcxl import templates
from lcxl.cells import Book, Cell
from lcxl.cells.dates import from_serial
from lcxl.keep.dated import as_seen
from lcxl.keep.frame import Frame

__all__ = ["TypedRows", "key_of", "still_offered", "typed_rows", "with_sent", "with_typed"]

Row = dict[str, object]
DAYS = ("date", "month")
"""Types of field whose numbers are days."""
WORDS = ("text", "long", "list", "email", "words")
"""Types of what is typed in words."""


class TypedRows(NamedTuple):
    """Block id -> its rows as they stand in a workbook; ``cells``: sheet, row, column of each."""

    rows: Mapping[str, Sequence[Row]]
    cells: frozenset[tuple[str, int, int]]


def typed_rows(book: Book, spec: templates.Workbook) -> TypedRows:
    """What stands in every declared input of a workbook.

    Raises:
        Unreadable: a part of it is broken.
    """
    frame = Frame(book)
    rows: dict[str, list[Row]] = {}
    cells: set[tuple[str, int, int]] = set()
    for sheet in spec.sheets:
        for block in sheet.blocks:
            if block.kind == "form":
                places = {f.id: frame.forms.get(f"{block.id}.{f.id}") for f in block.fields}
                spots = {f: (p.sheet, p.first_row, p.first_col) for f, p in places.items() if p}
                rows[block.id] = [_row(book, block, spots)]
                cells.update(spots.values())
            elif block.kind == "table" and (table := frame.table(block.id)) is not None:
                found = []
                for row in range(table.first_row, table.last_row + 1):
                    spots = {
                        anchor.partition(".")[2]: (table.sheet, row, col)
                        for anchor, col in table.columns.items()
                    }
                    found.append(_row(book, block, spots))
                    cells.update(spots.values())
                while found and not any(v is not None for v in found[-1].values()):
                    found.pop()
                rows[block.id] = found
    return TypedRows(rows, frozenset(cells))


def _row(book: Book, block: templates.Block, spots: Mapping[str, tuple[str, int, int]]) -> Row:
    return {
        field.id: _value(book, field, book.cells(spots[field.id][0]).get(spots[field.id][1:]))
        for field in block.fields
        if field.id in spots
    }


def _value(book: Book, field: templates.Field, cell: Cell | None) -> float | str | date | None:
    if cell is None or cell.value is None or cell.value == "":
        return None
    if isinstance(cell.value, float):
        if field.type in WORDS:
            return as_seen(book, cell)
        is_day = field.type in DAYS or (field.type == "shown" and book.shows_date(cell))
        day = from_serial(cell.value, book.date1904) if is_day else None
        return cell.value if day is None else day
    return cell.value if isinstance(cell.value, str) else str(cell.value).upper()


def with_typed(
    block: templates.Block, given: Sequence[Mapping[str, object]], typed: Sequence[Row]
) -> list[Row]:
    """The rows that lcxl gives, with what was typed into them, and then a person's own rows.

    A row that was there before has what stands in it, emptied cells too; only what nobody types
    (``shown``) is given anew.  Of a row that lcxl gives no more, what a person typed stays, and
    so does a second row with the key of another, as one that was copied.
    """
    keys = [field.id for field in block.fields if field.key]
    shown = {field.id for field in block.fields if field.type == "shown"}
    if len(shown) == len(block.fields):
        return [dict(row) for row in given]
    if not keys:
        return [dict(row) for row in (typed or given)]
    before = {_key(keys, row): row for row in reversed(typed) if all(_key(keys, row))}
    rows: list[Row] = []
    taken: set[int] = set()
    for row in given:
        old = before.pop(_key(keys, row), None)
        taken.add(id(old))
        kept = {} if old is None else {k: v for k, v in old.items() if k not in shown}
        rows.append({**row, **kept} if old is None else {**{k: row.get(k) for k in shown}, **kept})
    own = [row for row in typed if id(row) not in taken]
    return [*rows, *(row for row in own if any(row.get(k) is not None for k in row.keys() - shown))]


def still_offered(
    block: templates.Block,
    given: Sequence[Mapping[str, object]],
    typed: Sequence[Row],
    before: Collection[str],
) -> list[Mapping[str, object]]:
    """The rows that lcxl proposes, without those that it proposed before and a person took out.

    ``before``: the keys (`key_of`) of all that were ever proposed.
    """
    there = {key_of(block, row) for row in typed}
    return [row for row in given if (key := key_of(block, row)) in there or key not in before]


def with_sent(
    block: templates.Block,
    rows: Sequence[Mapping[str, object]],
    sent: Sequence[Mapping[str, object]],
) -> list[Mapping[str, object]]:
    """The rows of a workbook with what a copy of it that came back has in them.

    A cell that is filled in the copy wins.  Rows of a table without keys are about the same if
    their first text is; the others follow those of the copy.  Of a table with keys what the copy
    has more, as a line added to it, follows the rest.
    """
    if block.kind == "form":
        return [{**(rows[0] if rows else {}), **(sent[0] if sent else {})}]
    if not any(field.key for field in block.fields):
        about = next((f.id for f in block.fields if f.type == "text"), "")
        told = {_plain(row.get(about)) for row in sent}
        others = [row for row in rows if sent and _plain(row.get(about)) not in told]
        return [*sent, *others] if sent else list(rows)
    keys = [field.id for field in block.fields if field.key]
    by_key = {_key(keys, row): row for row in reversed(sent) if all(_key(keys, row))}
    found: list[Mapping[str, object]] = []
    there: set[tuple[tuple[str, str], ...]] = set()
    for row in rows:
        same = by_key.pop(_key(keys, row), {})
        there.add(_content(block, same))
        found.append({**row, **same})
    there |= {_content(block, row) for row in found}
    more = [row for row in sent if (added := _content(block, row)) and added not in there]
    return [*found, *more]


def _content(block: templates.Block, row: Mapping[str, object]) -> tuple[tuple[str, str], ...]:
    """What is typed in a row beside its key."""
    typed = [field.id for field in block.fields if field.type != "shown" and not field.key]
    return tuple((name, text) for name in typed if (text := _plain(row.get(name))))


def key_of(block: templates.Block, row: Mapping[str, object]) -> str:
    """What tells a row from others of its table, as one text."""
    return "|".join(_key([field.id for field in block.fields if field.key], row))


def _key(keys: Sequence[str], row: Mapping[str, object]) -> tuple[str, ...]:
    return tuple(_plain(row.get(k)) for k in keys)


def _plain(value: object) -> str:
    """A value in one way of writing; 2 and 2.0 are the same."""
    if isinstance(value, float | int):
        return f"{value:.15g}"
    return "" if value is None else str(value).strip().casefold()
