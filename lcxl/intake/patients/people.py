"""Lists of people on a sheet: by their headings and labels, or as names beside birth dates."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from itertools import pairwise

from lcxl.cells import AnyBook, Cell, Cells
from lcxl.intake.patients.births import full_date_year, looks_like_name
from lcxl.intake.patients.evidence import BIRTH, NAME, SURE, WEAK, Evidence
from lcxl.intake.patients.privacy import head_kind, is_single_name, says_since, value_of_kind

__all__ = ["find_people"]

LIST_LENGTH = 3
"""So many rows with a name and a date below each other are a list of people, whatever the
years of the dates."""
MAX_GAP = 2
"""Blank rows between a heading and what stands below it."""
MAX_BESIDE = 2
"""Columns from a label to its value."""
OLD = 5
"""Years before the collaborative from which a date beside a name may be one of birth."""

Add = Callable[[tuple[int, int], Evidence], None]
Where = tuple[int, int]


def find_people(book: AnyBook, cells: Cells, first_month: date, add: Add) -> None:
    """Call ``add`` with each cell that is part of a list of people, and what that gives away."""
    heads = {
        place: kind
        for place, cell in cells.items()
        if isinstance(cell.value, str) and (kind := head_kind(cell.value)) is not None
    }
    for place, kind in heads.items():
        for found in _told_by(book, cells, place, heads):
            add(found, Evidence(frozenset([kind]), SURE))
    _find_rows(book, cells, first_month, add)


def _told_by(
    book: AnyBook, cells: Cells, head: Where, heads: Mapping[Where, str]
) -> Iterator[Where]:
    """The cells below a heading, or right of it, that are what it says."""
    fits = value_of_kind(heads[head])

    def is_told(place: Where) -> bool:
        return place in cells and place not in heads and fits(_shown(book, cells[place]))

    row, col = head
    below, gap = row + 1, 0
    while gap <= MAX_GAP:
        if is_told((below, col)):
            yield below, col
            gap = 0
        elif (below, col) in cells:
            break
        else:
            gap += 1
        below += 1
    for beside in range(col + 1, col + 1 + MAX_BESIDE):
        if (row, beside) in cells:
            if is_told((row, beside)):
                yield row, beside
            break


def _find_rows(book: AnyBook, cells: Cells, first_month: date, add: Add) -> None:
    """Names beside dates, in one cell or in two."""
    rows: defaultdict[int, list[tuple[int, Cell]]] = defaultdict(list)
    since = {
        col for (_, col), c in cells.items() if isinstance(c.value, str) and says_since(c.value)
    }
    for (row, col), cell in cells.items():
        rows[row].append((col, cell))
    run: list[tuple[Where, list[Where]]] = []
    for row, filled in sorted(rows.items()):
        filled.sort(key=lambda one: one[0])
        names = _names(filled)
        dated = [
            (col, day)
            for col, cell in filled
            if col not in names and col not in since
            if (day := _day_in(book, cell, first_month.year)) is not None
        ]
        if not names or not dated:
            continue
        days = [day for _, day in dated]
        if run and run[-1][0][0] < row - 1 - MAX_GAP:
            run = []
        if any(1890 <= day.year <= first_month.year - OLD for day in days):
            add((row, names[0]), Evidence(frozenset([BIRTH]), WEAK))
            for col in [*names[1:], *(col for col, _ in dated)]:
                add((row, col), Evidence(frozenset([BIRTH]), WEAK))
        elif not all(looks_like_name(str(c.value)) for col, c in filled if col == names[0]):
            continue
        if all(day < first_month for day in days):
            here = [(row, col) for col in (*names, *(col for col, _ in dated))]
            run.append(((row, names[0]), here))
        if len(run) >= LIST_LENGTH:
            for _, places in run:
                for place in places:
                    add(place, Evidence(frozenset([NAME]), SURE))


def _names(filled: list[tuple[int, Cell]]) -> list[int]:
    """Columns of a row in which a name stands: a whole one, or its parts beside each other."""
    texts = [(col, cell.value) for col, cell in filled if isinstance(cell.value, str)]
    whole = [col for col, text in texts if looks_like_name(text)]
    if whole:
        return whole
    parts = [col for col, text in texts if is_single_name(text)]
    for one, other in pairwise(parts):
        if other == one + 1:
            return [one, other]
    return []


def _day(book: AnyBook, cell: Cell) -> date | None:
    if cell.kind == "number" and not book.shows_date(cell):
        return None
    return book.as_date(cell)


def _day_in(book: AnyBook, cell: Cell, first_year: int) -> date | None:
    """The day in a cell; of one written in any other way only the year is told."""
    day = _day(book, cell)
    if day is None and isinstance(cell.value, str):
        year = full_date_year(cell.value, first_year)
        return date(year, 1, 1) if year else None
    return day


def _shown(book: AnyBook, cell: Cell) -> str:
    """A cell as a person sees it, as far as that matters here."""
    day = _day(book, cell)
    if day is not None:
        return day.isoformat()
    return f"{cell.value:.15g}" if isinstance(cell.value, float) else str(cell.value or "")
