"""Which cells of a workbook are not read, because they give a person away.

A single cell that tells by itself (`lcxl.submissions.privacy`), and pasted lists: names
beside dates of birth, columns headed MRN or date of birth.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from lcxl.cells import AnyBook, Cell, Cells, Range, a1
from lcxl.layout import CALCULATION_SHEET, EVENTS_SHEET, ReportingLayout
from lcxl.submissions.places import Places
from lcxl.submissions.privacy import (
    BIRTH,
    CONTACTS,
    NAME,
    RECORD,
    full_date_year,
    head_kind,
    kinds_in,
    looks_like_name,
    may_be_of_list,
    suspects,
    value_of_kind,
)

__all__ = ["PrivateText", "Withheld", "find_in_names", "find_withheld"]

MAX_LOOKED_AT = 400_000
"""Characters of suspect text that are looked at closely."""
MAX_SHEETS = 60
"""Sheets that are looked through."""
LIST_LENGTH = 3
"""So many rows with a name and a date below each other are a list of people, whatever the
years of the dates."""
LAYOUT_SHEETS = ("start", "charts", "definitions", "checks")
"""Sheets without free text of the team: only what is surely a patient's is looked for."""


@dataclass(frozen=True, slots=True)
class PrivateText:
    """Cells below each other that look like details of patients, or like contact details.

    ``sheet`` is "" where it is the name of a sheet itself, which is then not repeated either.
    """

    sheet: str
    first_row: int
    last_row: int
    cell: str
    kinds: tuple[str, ...]
    about_patients: bool


@dataclass
class Withheld:
    """What is not read.  When patients are named anywhere, no text of the file is."""

    cells: dict[str, dict[tuple[int, int], frozenset[str]]] = field(default_factory=dict)
    """Sheet -> (row, column) -> what it gives away."""

    def add(self, sheet: str, place: tuple[int, int], kinds: Collection[str]) -> None:
        """Withhold one cell."""
        here = self.cells.setdefault(sheet, {})
        here[place] = here.get(place, frozenset()) | frozenset(kinds)

    @property
    def about_patients(self) -> bool:
        """At least one cell is about a patient."""
        return any(k - CONTACTS for here in self.cells.values() for k in here.values())

    def texts(self) -> Iterator[PrivateText]:
        """The cells as areas of rows below each other, patients and contacts apart."""
        for sheet, here in sorted(self.cells.items()):
            for about_patients in (True, False):
                rows: defaultdict[int, dict[int, frozenset[str]]] = defaultdict(dict)
                for (row, col), kinds in here.items():
                    if bool(kinds - CONTACTS) == about_patients:
                        rows[row][col] = kinds
                yield from _areas(sheet, rows, about_patients)


def _areas(
    sheet: str, rows: Mapping[int, Mapping[int, frozenset[str]]], about_patients: bool
) -> Iterator[PrivateText]:
    block: list[int] = []
    for row in [*sorted(rows), -1]:
        if block and row != block[-1] + 1:
            kinds = {k for r in block for found in rows[r].values() for k in found}
            yield PrivateText(
                sheet,
                block[0],
                block[-1],
                a1(block[0], min(rows[block[0]])),
                tuple(sorted(kinds - CONTACTS if about_patients else kinds)),
                about_patients,
            )
            block = []
        block.append(row)


def find_in_names(book: AnyBook, first_year: int) -> tuple[PrivateText, ...]:
    """What the names of the sheets give away of patients."""
    kinds = {k for s in book.sheets for k in kinds_in(s.name, first_year)} - CONTACTS
    return (PrivateText("", 0, 0, "", tuple(sorted(kinds)), True),) if kinds else ()


def find_withheld(
    book: AnyBook, layout: ReportingLayout, places: Places, contacts: Collection[str]
) -> Withheld:
    """Look through every sheet.

    ``contacts``: e-mail addresses of the team and the host, which may be named.
    """
    found = Withheld()
    first_year = layout.months[0].year
    areas = _Areas(layout, places)
    texts: dict[str, list[tuple[str, int, int]]] = defaultdict(list)
    shared = set(book.shared_texts)
    telling = _telling(shared, first_year, contacts)
    tells = any(kinds - CONTACTS for kinds in telling.values())
    harmless = shared - telling.keys()
    listed = {text for text in shared if may_be_of_list(text)}
    with_lists = []
    for sheet in _sheets(book):
        is_free = areas.is_free(sheet)
        # What only the host writes is not read at all unless there is something to find.
        if not (is_free or tells or book.may_have_own_texts(sheet)):
            continue
        has_list = False
        for (row, col), (_, value, formula, _) in book.glance(sheet).items():
            if formula is not None or not isinstance(value, str):
                continue
            if value not in harmless:
                texts[value].append((sheet, row, col))
            if is_free and not has_list and (value in listed or value not in shared):
                has_list = may_be_of_list(value) and areas.may_hold_list(sheet, row, col)
        if has_list:
            with_lists.append(sheet)
    telling |= _telling(texts.keys() - shared, first_year, contacts)
    for text, kinds in telling.items():
        for sheet, row, col in texts.get(text, ()):
            kept = kinds if areas.may_hold_words(sheet, row, col) else kinds - CONTACTS
            if kept and not areas.is_reporter(sheet, row, col):
                found.add(sheet, (row, col), kept)
    for sheet in with_lists:
        cells = {
            place: cell
            for place, cell in book.glance(sheet).items()
            if cell.formula is None and areas.may_hold_list(sheet, *place)
        }
        _find_lists(book, sheet, cells, layout.months[0], found)
    return found


def _telling(
    texts: Collection[str], first_year: int, contacts: Collection[str]
) -> dict[str, frozenset[str]]:
    """Text -> what it gives away, of those that do.

    Of more suspect text than any report has, the rest is taken for a pasted list.
    """
    found: dict[str, frozenset[str]] = {}
    left = MAX_LOOKED_AT
    for text in suspects(texts):
        left -= len(text)
        kinds = kinds_in(text, first_year, contacts) if left >= 0 else frozenset([RECORD])
        if kinds:
            found[text] = kinds
    return found


def _sheets(book: AnyBook) -> Iterator[str]:
    for sheet in book.sheets[:MAX_SHEETS]:
        if sheet.name not in (CALCULATION_SHEET, EVENTS_SHEET):
            yield sheet.name


class _Areas:
    """Which parts of which sheets are the team's to write into."""

    def __init__(self, layout: ReportingLayout, places: Places) -> None:
        spec = layout.spec
        moved = {spec.sheet(name).name for name in LAYOUT_SHEETS}
        self._fixed = {*moved, "_lcxl", CALCULATION_SHEET, EVENTS_SHEET}
        types = {
            f"{block.block.id}.{f.id}": f.type
            for block in layout.blocks.values()
            for f in block.block.fields
        }
        self._words: defaultdict[str, list[Range]] = defaultdict(list)
        self._known: defaultdict[str, list[Range]] = defaultdict(list)
        self._reporter: list[Range] = []
        for key, place in places.found.items():
            self._known[place.sheet].append(place)
            if key.startswith("reporter."):
                self._reporter.append(place)
            elif types.get(key) in ("text", "long") or key.endswith(".reason"):
                self._words[place.sheet].append(place)
        self._edge = {
            sheet: (max(p.last_row for p in known), max(p.last_col for p in known))
            for sheet, known in self._known.items()
        }
        self._top = {sheet: min(p.first_row for p in known) for sheet, known in self._known.items()}

    def is_free(self, sheet: str) -> bool:
        """People may have pasted a list onto this sheet."""
        return sheet not in self._fixed

    def is_reporter(self, sheet: str, row: int, col: int) -> bool:
        """Who fills the workbook in: a contact by its very purpose."""
        return any(_inside(place, sheet, row, col) for place in self._reporter)

    def may_hold_words(self, sheet: str, row: int, col: int) -> bool:
        """A person may have typed here; what the host printed stands elsewhere."""
        return self.is_free(sheet) and row >= self._top.get(sheet, 0)

    def may_hold_list(self, sheet: str, row: int, col: int) -> bool:
        """A text input, or a place where the workbook has nothing of its own."""
        if sheet not in self._known:
            return True
        last_row, last_col = self._edge[sheet]
        if row > last_row or col > last_col:
            return True
        return any(_inside(place, sheet, row, col) for place in self._words[sheet])


def _inside(place: Range, sheet: str, row: int, col: int) -> bool:
    return (
        place.sheet == sheet
        and place.first_row <= row <= place.last_row
        and place.first_col <= col <= place.last_col
    )


def _find_lists(
    book: AnyBook, sheet: str, cells: Cells, first_month: date, found: Withheld
) -> None:
    """Columns with a telling heading, and names beside dates of birth."""
    for (row, col), cell in cells.items():
        kind = head_kind(cell.value) if isinstance(cell.value, str) else None
        if kind is None:
            continue
        fits = value_of_kind(kind)
        below = row + 1
        while (below, col) in cells and fits(_shown(book, cells[below, col])):
            found.add(sheet, (below, col), {kind})
            below += 1
    rows: defaultdict[int, list[tuple[int, Cell]]] = defaultdict(list)
    for (row, col), cell in cells.items():
        rows[row].append((col, cell))
    run: list[tuple[int, int]] = []
    for row, filled in sorted(rows.items()):
        names = [col for col, cell in filled if _is_name(cell)]
        days = [
            day
            for col, cell in filled
            if col not in names and (day := _day_in(book, cell, first_month.year))
        ]
        if not names or not days:
            continue
        if any(day.year <= first_month.year - 5 for day in days):
            found.add(sheet, (row, names[0]), {BIRTH})
        if run and run[-1][0] != row - 1:
            run = []
        run.append((row, names[0]))
        if len(run) >= LIST_LENGTH and all(day < first_month for day in days):
            for place in run:
                found.add(sheet, place, {NAME})


def _is_name(cell: Cell) -> bool:
    return isinstance(cell.value, str) and looks_like_name(cell.value)


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
