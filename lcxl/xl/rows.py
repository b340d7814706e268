"""Long tables: rows that are kept as columns of plain values, and written all at once.

XlsxWriter keeps an object for each cell and writes cell after cell.  For a table of many
thousand rows the same XML is made here column by column, many times as fast.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from itertools import zip_longest
from math import isfinite
from typing import NamedTuple, TypeAlias

from xlsxwriter.format import Format

from lcxl.cells.address import column_letters

__all__ = ["Block", "Column", "Link", "Plain", "Styles", "digits"]

Plain = str | float | int | date | None
"""What a cell of a long table may hold; a text is never taken for a formula or a link."""
Look: TypeAlias = Format
"""A format of XlsxWriter."""

NOTHING = type(None)
AT_ONCE = 4096
"""Rows written at once: enough to be quick, few enough to need little memory."""
SPAN = 16
"""Rows that share one note of their first and last column."""


def digits(number: float) -> str:
    """The fewest digits that read back as the same number, as spreadsheets write them."""
    return repr(float(number)).removesuffix(".0").replace("e", "E")


class Link(NamedTuple):
    """A place in another file."""

    path: str
    place: str
    """Such as ``Data!D8``."""


class Styles(NamedTuple):
    """What a workbook knows of looks and dates."""

    number_of: Callable[[Look], int]
    serial_of: Callable[[date], float]


@dataclass(frozen=True)
class Column:
    """One column of a long table: its values from the first row to the last, and their look."""

    values: Sequence[Plain]
    look: Look
    text: Look = None
    """The look of texts, if it is another."""
    date: Look = None
    """The look of dates, if it is another."""
    blanks: bool = False
    """Whether empty cells have a look; otherwise there is no cell."""
    links: Sequence[Link | None] = ()
    """Where texts lead to, for each row or only for the first ones."""
    link: Look = None
    """The look of texts that lead somewhere."""

    def __post_init__(self) -> None:
        has_numbers = any(issubclass(kind, float) for kind in self.types)
        if has_numbers and not all(isfinite(v) for v in self.values if isinstance(v, float)):
            raise ValueError("A cell holds no infinite number, and none that is not a number.")

    @cached_property
    def types(self) -> frozenset[type]:
        """Types of its values."""
        return frozenset(map(type, self.values))

    @cached_property
    def is_full(self) -> bool:
        """Whether there is a cell in every row."""
        return self.blanks or not (None in self.values or "" in self.values)

    @cached_property
    def n_texts(self) -> int:
        """Cells with a text."""
        if not any(issubclass(kind, str) for kind in self.types):
            return 0
        if self.types <= {str, NOTHING}:
            return len(self.values) - self.values.count("") - self.values.count(None)
        return sum(isinstance(value, str) and value != "" for value in self.values)

    def texts(self) -> dict[str, int]:
        """Each text -> the first row that has it."""
        if not self.n_texts:
            return {}
        backwards = zip(reversed(self.values), range(len(self.values) - 1, -1, -1), strict=True)
        return {t: row for t, row in dict(backwards).items() if isinstance(t, str) and t}

    def link_of(self, row: int) -> Link | None:
        """Where a cell leads to."""
        value = self.values[row]
        if row < len(self.links) and isinstance(value, str) and value:
            return self.links[row]
        return None

    def look_of(self, row: int) -> Look:
        """The look of a cell; None where there is no cell."""
        return self.look_of_value(self.values[row], self.link_of(row) is not None)

    def look_of_value(self, value: Plain, is_linked: bool = False) -> Look:
        """The look of a value; None where there is no cell."""
        if value is None or value == "":
            if not self.blanks:
                return None
        elif is_linked and isinstance(value, str):
            return self.link
        return self._look_of_type(type(value))

    def _look_of_type(self, kind: type) -> Look:
        if issubclass(kind, str):
            return self.text or self.look
        return (self.date if issubclass(kind, date) else None) or self.look

    def looks(self) -> dict[Look, int]:
        """Each look -> the first row that has it."""
        possible = {self.link} if any(self.links) else set()
        for kind in self.types:
            may_be_empty = kind is NOTHING or (issubclass(kind, str) and not self.n_texts)
            if self.blanks or not may_be_empty:
                possible.add(self._look_of_type(kind))
        found: dict[Look, int] = {}
        for row in range(len(self.values)):
            if len(found) == len(possible):
                break
            look = self.look_of(row)
            if look is not None:
                found.setdefault(look, row)
        return found


@dataclass
class Block:
    """A long table on its sheet: columns side by side, from a first row and column on."""

    first_row: int
    first_col: int
    columns: Sequence[Column]
    numbers: dict[str, int] = field(default_factory=dict)
    """The number of each text among the texts of the workbook."""
    is_written: bool = False

    @property
    def rows(self) -> range:
        """Its rows on the sheet."""
        return range(self.first_row, self.first_row + len(self.columns[0].values))

    @property
    def cols(self) -> range:
        """Its columns on the sheet."""
        return range(self.first_col, self.first_col + len(self.columns))

    def __iter__(self) -> Iterator[tuple[int, Column]]:
        return zip(self.cols, self.columns, strict=True)

    def texts(self) -> list[tuple[int, int, str]]:
        """Each text once, with the row and column where it comes first, row by row."""
        found: dict[str, tuple[int, int]] = {}
        for col, column in self:
            for text, row in column.texts().items():
                place = (self.first_row + row, col)
                found[text] = min(place, found.get(text, place))
        return sorted((*place, text) for text, place in found.items())

    def looks(self) -> list[tuple[int, int, Look]]:
        """Row and column where each look comes first in its column."""
        return [
            (self.first_row + row, col, look)
            for col, column in self
            for look, row in column.looks().items()
        ]

    def corners(self) -> Iterator[tuple[int, int]]:
        """The first and the last cell of each column."""
        for col, column in self:
            for order in (range(len(self.rows)), reversed(range(len(self.rows)))):
                row = next((row for row in order if column.look_of(row) is not None), None)
                if row is not None:
                    yield self.first_row + row, col

    def spans(self) -> Iterator[tuple[int, int, int]]:
        """Number, first and last column of every group of rows that share them."""
        groups = range(self.rows[0] // SPAN, self.rows[-1] // SPAN + 1)
        firsts, lasts = self._edges(groups, list(self)), self._edges(groups, list(self)[::-1])
        for group, first in firsts.items():
            yield group, first, lasts[group]

    def _edges(
        self, groups: Iterable[int], columns: Iterable[tuple[int, Column]]
    ) -> dict[int, int]:
        """For each group of rows the first of the columns with a cell in it."""
        found: dict[int, int] = {}
        waiting = list(groups)
        for col, column in columns:
            without = []
            for group in waiting:
                start = max(0, group * SPAN - self.first_row)
                values = column.values[start : (group + 1) * SPAN - self.first_row]
                if column.is_full or any(v is not None and v != "" for v in values):
                    found[group] = col
                else:
                    without.append(group)
            waiting = without
        return found

    def links(self) -> list[tuple[int, int, Link]]:
        """Row and column of each cell that leads somewhere, and where it leads to."""
        found = [
            (self.first_row + row, col, link)
            for col, column in self
            for row in range(len(column.links))
            if (link := column.link_of(row)) is not None
        ]
        return sorted(found, key=lambda one: one[:2])

    def cells(self, styles: Styles) -> Iterator[str]:
        """The cells of each row; "" where a row has none."""
        writers = [_Writer(column, column_letters(c), self.numbers, styles) for c, column in self]
        for start in range(0, len(self.rows), AT_ONCE):
            stop = min(start + AT_ONCE, len(self.rows))
            names = [str(row + 1) for row in self.rows[start:stop]]
            parts = [writer.cells(names, start, stop) for writer in writers]
            yield from map("".join, zip(*parts, strict=True))


class _Known(dict[Plain, str]):
    """What is written for each value; made when it is first asked for."""

    def __init__(self, make: Callable[[Plain], str]) -> None:
        super().__init__()
        self._make = make

    def __missing__(self, value: Plain) -> str:
        self[value] = made = self._make(value)
        return made


class _Writer:
    """Writes the cells of a column."""

    def __init__(
        self, column: Column, letters: str, numbers: Mapping[str, int], styles: Styles
    ) -> None:
        self.column, self.numbers, self.styles = column, numbers, styles
        self.head = f'<c r="{letters}'
        self.plain = _Known(lambda value: self.rest(value, column.look_of_value(value)))
        self.linked = _Known(
            lambda value: self.rest(value, column.look_of_value(value, is_linked=True))
        )

    def rest(self, value: Plain, look: Look) -> str:
        """A cell after the name of its row; "" where there is no cell."""
        if look is None:
            return ""
        style = f'" s="{self.styles.number_of(look)}"'
        if value is None or value == "":
            return f"{style}/>"
        if isinstance(value, str):
            return f'{style} t="s"><v>{self.numbers[value]}</v></c>'
        number = self.styles.serial_of(value) if isinstance(value, date) else value
        return f"{style}><v>{digits(number)}</v></c>"

    def cells(self, names: list[str], start: int, stop: int) -> list[str]:
        """The cells from one row to before another, of which the names are given."""
        column, head = self.column, self.head
        values, links = column.values[start:stop], column.links[start:stop]
        if column.types <= {float, NOTHING}:
            return self._numbers(names, values)
        if not column.types <= {str, date, NOTHING}:
            # Values of several types may be equal, such as 1 and True, or 0.0 and -0.0.
            rests = [self.rest(column.values[r], column.look_of(r)) for r in range(start, stop)]
        elif links:
            both = zip_longest(values, links)
            rests = [(self.linked if link else self.plain)[v] for v, link in both]
        else:
            rests = [self.plain[value] for value in values]
        if column.is_full:
            return [f"{head}{name}{rest}" for name, rest in zip(names, rests, strict=True)]
        return [f"{head}{n}{rest}" if rest else "" for n, rest in zip(names, rests, strict=True)]

    def _numbers(self, names: list[str], values: Sequence[Plain]) -> list[str]:
        """As `cells` does, for nothing but numbers and empty cells."""
        head, look = self.head, self.column.look
        style = f'" s="{self.styles.number_of(look)}"><v>' if float in self.column.types else ""
        blank = self.rest(None, self.column.look_of_value(None))
        cells = [
            f"{head}{name}{style}{value!r}</v></c>"
            if value is not None
            else f"{head}{name}{blank}"
            if blank
            else ""
            for name, value in zip(names, values, strict=True)
        ]
        # As in `digits`: in a cell of a number, only an exponent has a small "e".
        return "\n".join(cells).replace(".0<", "<").replace("e", "E").split("\n")
