"""A workbook of the folder, as `lcxl build` writes it, and typed into as the host would."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import openpyxl

from lcxl import templates
from lcxl.books.folder import folder_books, rebuild
from lcxl.books.team_tools import file_of
from lcxl.cells import Book
from lcxl.plan import Collaborative
from lcxl.plan.timetable import Timetable

Place = tuple[str, str, Any]
"""Block and field, and the key that a row's first columns have, or its number from 0."""


def written(book_id: str, plan: Collaborative, folder: Path, **moved: Any) -> Path:
    """Build it again; ``moved``: dates of the timetable that the host moved, by key."""
    spec = next(book for book in folder_books() if book.id == book_id)
    done = rebuild(spec, plan, folder, Timetable(plan.calendar, moved))
    path = folder / spec.file
    path.write_bytes(done.data)
    return path


def tools_written(
    plan: Collaborative, folder: Path, team: str = "cedar", sent: Mapping[str, Any] | None = None
) -> Path:
    """One team's own tools, built again; ``sent``: what came back of them."""
    spec = templates.workbook("team-tools")._replace(file=file_of(plan.team(team)))
    done = rebuild(spec, plan, folder, Timetable(plan.calendar), sent or {})
    path = folder / spec.file
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(done.data)
    return path


def column(path: Path, anchor: str) -> list[Any]:
    """What stands in a column (or the one cell) of a block, from its first prepared row."""
    book = Book(path.read_bytes())
    place = book.anchors[anchor.casefold()]
    cells = book.cells(place.sheet)
    rows = range(place.first_row, place.last_row + 1)
    found = [cells.get((row, place.first_col)) for row in rows]
    return [None if cell is None else cell.value for cell in found]


def rows_of(path: Path, block: str, *fields: str) -> list[tuple[Any, ...]]:
    """The rows of a table that have something in one of these fields."""
    columns = [column(path, f"{block}.{field}") for field in fields]
    return [row for row in zip(*columns, strict=True) if any(v is not None for v in row)]


def typed(path: Path, values: Mapping[Place, Any]) -> None:
    """Type into cells, each named by block, field, and the key of its row or its number.

    A key is what stands in the table's fields ``id``, or ``session`` and ``order``.
    """
    marks = Book(path.read_bytes())
    book = openpyxl.load_workbook(path)
    for (block, field, key), value in values.items():
        place = marks.anchors[f"{block}.{field}".casefold()]
        row = place.first_row + (key if isinstance(key, int) else line(path, block, key))
        book[place.sheet].cell(row + 1, place.first_col + 1).value = value
    book.save(path)


def line(path: Path, block: str, key: Any) -> int:
    """The number of the row, from 0, with a key in its first columns."""
    names = [name for name in ("id", "session", "team") if f"{block}.{name}" in _anchors(path)]
    fields = ("session", "order") if block == "agenda" else names[:1]
    columns = [column(path, f"{block}.{field}") for field in fields]
    wanted = key if isinstance(key, tuple) else (key,)
    return list(zip(*columns, strict=True)).index(wanted)


def _anchors(path: Path) -> set[str]:
    return set(Book(path.read_bytes()).anchors)
