"""What a person sees of a number in a cell for words: a day, a time, a percentage, a sum."""

from __future__ import annotations

from datetime import date

from lcxl.cells import Book, Cell
from lcxl.cells.units import with_unit
from lcxl.intake.values.entries import hours_and_minutes

__all__ = ["as_seen"]

A_YEAR = 366
"""Days up to which a number is a span of hours, not a day of the year 1900."""


def as_seen(book: Book, cell: Cell) -> float | str | date:
    """The day; the time, or a number with its sign, as a text; of any other cell its value.

    Excel makes a day of 3/4 that is typed, and its number would say nothing to anybody.
    """
    value = cell.value
    if not isinstance(value, float):
        return value or ""
    if value < 0 or not book.shows_date(cell):
        return with_unit(book, cell) or value
    if value < A_YEAR:
        return value if value == int(value) else hours_and_minutes(value)
    day = book.as_date(cell)
    if day is None or value == int(value):
        return day or value
    minutes = round(value * 1440) % 1440
    return f"{day.isoformat()} {hours_and_minutes(minutes / 1440)}"
