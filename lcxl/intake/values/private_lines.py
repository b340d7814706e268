"""What the lines of a table that is kept as text (CSV) give away."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import NamedTuple

from lcxl.cells import AnyBook, Cell
from lcxl.cells.flat import FlatBook, FlatSheet, number_cell, text_cell
from lcxl.cells.sheet import Cells
from lcxl.intake.patients.contacts import may_be_named
from lcxl.intake.patients.withheld import PrivateText, find_withheld_anywhere
from lcxl.intake.submission import WITHHELD
from lcxl.intake.values.lines import POINT
from lcxl.plan import Collaborative

__all__ = ["PrivateLines", "find_in_lines", "find_in_sheets"]

SHEET = "table"
"""What the table is called while it is looked through as a sheet."""


class PrivateLines(NamedTuple):
    """What is not repeated of a table."""

    told: tuple[PrivateText, ...] = ()
    texts: frozenset[str] = frozenset()
    """The cells as they stand there, without blanks around them."""
    team_id: str = WITHHELD
    """The team that all lines are of, where that may be told."""

    @property
    def are_about_patients(self) -> bool:
        """So surely that nothing of the table is used."""
        return any(text.about_patients for text in self.told)


def find_in_lines(lines: Iterable[tuple[int, Sequence[str]]], plan: Collaborative) -> PrivateLines:
    """Look through all cells of a table, those too of columns that nobody asked for.

    ``lines``: the number of each, from 1, and its cells.  Ids of the plan are no names.
    """
    ids = [team.id for team in plan.teams] + [metric.id for metric in plan.metrics]
    known = {one.casefold() for one in ids}
    cells: Cells = {}
    for number, row in lines:
        for col, typed in enumerate(row):
            text = typed.strip()
            if text and text.casefold() not in known:
                cells[number - 1, col] = _cell(text)
    found = find_in_sheets(FlatBook([FlatSheet(SHEET, cells)], "text"), plan)
    return found._replace(told=tuple(replace(text, sheet="", cell="") for text in found.told))


def find_in_sheets(book: AnyBook, plan: Collaborative) -> PrivateLines:
    """The same of a table in a workbook: all of its sheets are looked through."""
    named = may_be_named(plan, None, *(team.contact_email for team in plan.teams))
    found = find_withheld_anywhere(book, plan.calendar.reported[0], named)
    texts = {
        str(cell.value).strip()
        for sheet, places in found.cells.items()
        for place, cell in book.glance(sheet).items()
        if place in places
    }
    return PrivateLines(tuple(found.texts()), frozenset(texts))


def _cell(text: str) -> Cell:
    return number_cell(float(text), text) if POINT.match(text) else text_cell(text)
