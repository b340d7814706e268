"""Which period a line of Data or Story is about: from its label, or from its neighbours.

A period is told by the first day of its report (`lcxl.periods.Period.report`).
"""

from __future__ import annotations

import contextlib
from collections.abc import Container, Mapping, Sequence
from datetime import date

from lcxl.cells import AnyBook, Cell
from lcxl.cells.texts import seen
from lcxl.lazy import late_pattern
from lcxl.periods import Frequency, Origin, month_of
from lcxl.words import in_language, language, languages, locale, per_language

__all__ = ["label_day", "label_month", "months_of_rows"]

_WORD_FIRST = late_pattern(r"^([^\W\d_]{3,12})\.?[\s,/-]*(\d{4}|'?\d{2})$")
_WORD_AMID = late_pattern(r"^\d{1,2}\.?[\s/-]*([^\W\d_]{3,12})\.?[\s,/-]*(\d{4}|'?\d{2})$")
_YEAR_FIRST = late_pattern(r"^(\d{4})[-/.](\d{1,2})(?:[-/.]\d{1,2})?$")
_MONTH_FIRST = late_pattern(r"^(\d{1,2})[-/.](\d{4})$")
_FULL = late_pattern(r"^(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})$")
_DAY_YEAR_FIRST = late_pattern(r"^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})$")
_DAY_WORD = late_pattern(
    r"^(\d{1,2})\.?[\s/-]*(?:de\s)?([^\W\d_]{3,12})\.?[\s,/-]*(?:de\s)?(\d{4}|'?\d{2})$"
)
_WORD_DAY = late_pattern(r"^([^\W\d_]{3,12})\.?\s*(\d{1,2}),?\s*(\d{4})$")


def label_day(
    book: AnyBook, cell: Cell, kind: Frequency, origin: Origin, expected: Container[date]
) -> date | None:
    """The first day of the report that a label names: a month, or a day of a shorter period.

    ``expected``: the first days that the calendar has; they settle which number of a text such
    as "06/10/2026" is the month.
    """
    if kind.of_months:
        return label_month(book, cell)
    day = book.as_date(cell)
    if day is None and cell.kind == "text" and isinstance(cell.value, str):
        days = _days_in(" ".join(seen(cell.value).split()))
        if len(days) > 1:
            days = {d for d in days if d in expected}
        day = days.pop() if len(days) == 1 else None
    return None if day is None else kind.start(day, origin)


def _days_in(text: str) -> set[date]:
    """The days that a text may name, such as a program writes when it saves a sheet as text."""
    if match := _DAY_YEAR_FIRST.match(text):
        ways = [(match[1], match[2], match[3])]
    elif match := _FULL.match(text):
        ways = [(match[3], match[1], match[2]), (match[3], match[2], match[1])]
    elif match := _DAY_WORD.match(text):
        ways = [(match[3], _named(match[2]), match[1])]
    elif match := _WORD_DAY.match(text):
        ways = [(match[3], _named(match[1]), match[2])]
    else:
        return set()
    found = set()
    for year, month, day in ways:
        with contextlib.suppress(ValueError):
            found.add(date(_year(str(year)), int(month or 0), int(day)))
    return found


def _year(text: str) -> int:
    year = int(text.lstrip("'"))
    return year if year > 99 else 2000 + year


def label_month(book: AnyBook, cell: Cell) -> date | None:
    """The month a label names: a date, or a text such as "Mar 2026" or "01/03/2026"."""
    day = book.as_date(cell)
    if day is not None:
        return month_of(day)
    if cell.kind != "text" or not isinstance(cell.value, str):
        return None
    return _month_in(" ".join(seen(cell.value).split()))


@per_language
def _names() -> tuple[tuple[str, int], ...]:
    """The months of the current language and of all others, long and short, and their numbers."""
    names: dict[tuple[str, int], None] = {}
    for code in (language(), *languages()):
        with in_language(code):
            for of in (locale().months, locale().months_short):
                names |= {(name.casefold().rstrip("."), i): None for i, name in enumerate(of, 1)}
    return tuple(names)


def _named(text: str) -> int | None:
    """The number of the one month whose name begins so; "Sept" is one too."""
    stem = text.casefold().removesuffix("t")
    numbers = {number for name, number in _names() if name.startswith(stem)}
    return numbers.pop() if len(numbers) == 1 else None


def _month_in(text: str) -> date | None:
    match = _WORD_FIRST.match(text) or _WORD_AMID.match(text)
    if match:
        number = _named(match[1])
        return _month(_year(match[2]), number) if number else None
    match = _YEAR_FIRST.match(text)
    if match:
        return _month(int(match[1]), int(match[2]))
    match = _MONTH_FIRST.match(text)
    if match:
        return _month(int(match[2]), int(match[1]))
    match = _FULL.match(text)
    if match and "1" in (match[1].lstrip("0"), match[2].lstrip("0")):
        # Labels are first days, so the 1 is the day, in whichever order it was written.
        one, other = sorted((int(match[1]), int(match[2])))
        return _month(int(match[3]), other) if one == 1 else None
    _, dash, last = text.rpartition("–")  # a quarter is named by its last month, as "Oct–Dec 26"
    return _month_in(last.strip()) if dash else None


def _month(year: int, number: int) -> date | None:
    return date(year, number, 1) if 1 <= number <= 12 and 1900 <= year <= 9998 else None


def months_of_rows(
    labels: Mapping[int, date],
    first_row: int,
    last_row: int,
    expected: Sequence[date],
    kind: Frequency,
) -> dict[int, date]:
    """Row -> month, for rows whose label is lost, where the neighbours leave no doubt.

    ``labels``: the rows whose label can be read.  ``expected``: the months as they were
    printed, used where the rows are still as many.  ``kind``: which periods they are.
    """
    if last_row - first_row > 10 * len(expected):  # not the block any more
        return {}
    intact = last_row - first_row + 1 == len(expected)
    found: dict[int, date] = {}
    for row in range(first_row, last_row + 1):
        if row in labels:
            continue
        above = next((r for r in range(row - 1, first_row - 1, -1) if r in labels), None)
        below = next((r for r in range(row + 1, last_row + 1) if r in labels), None)
        guesses = {kind.step(labels[r], row - r) for r in (above, below) if r is not None}
        if intact:
            guesses.add(expected[row - first_row])
        if len(guesses) == 1 and (intact or (above is not None and below is not None)):
            found[row] = guesses.pop()
    return found
