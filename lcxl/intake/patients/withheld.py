"""Which cells of a workbook are not read, because they give a person away.

A single cell that tells by itself (`lcxl.intake.patients.privacy`), and pasted lists: names
beside dates of birth, columns headed MRN or date of birth.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from string import ascii_uppercase
from typing import Protocol

from lcxl.cells import AnyBook, Range, a1
from lcxl.cells.any_book import MACHINE_SHEET
from lcxl.intake.patients.evidence import CONTACTS, NOTHING, RECORD, SURE, Evidence
from lcxl.intake.patients.people import find_people
from lcxl.intake.patients.privacy import evidence_in, may_be_of_list, suspects
from lcxl.intake.placing.places import Places
from lcxl.layout import CALCULATION_SHEET, EVENTS_SHEET, ReportingLayout
from lcxl.words import Text

__all__ = ["PrivateText", "Withheld", "find_in_names", "find_withheld", "find_withheld_anywhere"]

MAX_LOOKED_AT = 400_000
"""Characters of suspect text that are looked at closely."""
MAX_SHEETS = 1_000
"""Sheets that are looked through."""
MANY = 3
"""So many cells of one sheet that may each be about a patient surely are, together."""
LAYOUT_SHEETS = ("start", "charts", "definitions", "checks")
"""Sheets without free text of the team: only what is surely a patient's is looked for."""


@dataclass(frozen=True, slots=True)
class PrivateText:
    """Cells below each other that look like details of patients, or like contact details.

    ``about_patients``: so surely that the file is set aside.  ``sheet`` is "" where it is the name
    of a sheet itself, which is then not repeated either.  ``place``: the kind of place, where it
    is no cell.
    """

    sheet: str
    first_row: int
    last_row: int
    cell: str
    kinds: tuple[str, ...]
    about_patients: bool
    place: str = ""

    @property
    def what(self) -> list[Text]:
        """What it looks like."""
        return [Text(f"privacy.{kind}") for kind in self.kinds]

    @property
    def where(self) -> Text:
        """Where on its sheet, or in its table."""
        if self.place == "comment" and self.cell:
            return Text("privacy.comment_in", cell=self.cell)
        if self.place:
            return Text(f"privacy.{self.place}")
        which = "row" if self.first_row == self.last_row else "rows"
        return Text(f"privacy.{which}", first=self.first_row + 1, last=self.last_row + 1)


@dataclass
class Withheld:
    """What is not read.  When patients are named anywhere, no text of the file is."""

    cells: dict[str, dict[tuple[int, int], Evidence]] = field(default_factory=dict)
    """Sheet -> (row, column) -> what it gives away."""
    loose: list[PrivateText] = field(default_factory=list)
    """What stands in no cell."""

    def add(self, sheet: str, place: tuple[int, int], evidence: Evidence) -> None:
        """Withhold one cell."""
        here = self.cells.setdefault(sheet, {})
        here[place] = here.get(place, NOTHING) | evidence

    def add_up(self) -> None:
        """Take many cells of a sheet that may be about patients for surely about them."""
        for here in self.cells.values():
            doubted = [p for p, e in here.items() if e.kinds - CONTACTS and not e.is_sure]
            if len({row for row, _ in doubted}) >= MANY:
                here.update({place: here[place]._replace(points=SURE) for place in doubted})

    @property
    def about_patients(self) -> bool:
        """At least one text is surely about a patient."""
        cells = (e for here in self.cells.values() for e in here.values())
        return any(e.is_sure for e in cells) or any(t.about_patients for t in self.loose)

    def texts(self) -> Iterator[PrivateText]:
        """The cells as areas of rows below each other: sure ones, doubtful ones, contacts."""
        for sheet, here in sorted(self.cells.items()):
            for level in range(3):
                rows: defaultdict[int, dict[int, frozenset[str]]] = defaultdict(dict)
                for (row, col), evidence in here.items():
                    patients = evidence.kinds - CONTACTS
                    if level == (0 if evidence.is_sure else 1 if patients else 2):
                        rows[row][col] = patients or evidence.kinds
                yield from _areas(sheet, rows, about_patients=level == 0)
        yield from self.loose


def _areas(
    sheet: str, rows: Mapping[int, Mapping[int, frozenset[str]]], about_patients: bool
) -> Iterator[PrivateText]:
    block: list[int] = []
    for row in [*sorted(rows), -1]:
        if block and row != block[-1] + 1:
            kinds = {k for r in block for found in rows[r].values() for k in found}
            cell = a1(block[0], min(rows[block[0]]))
            told = tuple(sorted(kinds))
            yield PrivateText(sheet, block[0], block[-1], cell, told, about_patients)
            block = []
        block.append(row)


def find_in_names(book: AnyBook, first_year: int) -> tuple[PrivateText, ...]:
    """What the names of the sheets give away of patients."""
    found = NOTHING
    for sheet in book.sheets:
        found |= evidence_in(sheet.name.replace("_", " "), first_year)
    kinds = tuple(sorted(found.kinds - CONTACTS))
    return (PrivateText("", 0, 0, "", kinds, True, "sheet_name"),) if kinds else ()


def find_withheld(
    book: AnyBook, layout: ReportingLayout, places: Places, contacts: Collection[str]
) -> Withheld:
    """Look through every sheet.

    ``contacts``: e-mail addresses of the team and the host, which may be named.
    """
    return _find(book, layout.months[0], _Areas(layout, places), contacts)


def find_withheld_anywhere(book: AnyBook, first_month: date, contacts: Collection[str]) -> Withheld:
    """The same in a workbook of which every cell may hold what a person typed."""
    return _find(book, first_month, _Everywhere(), contacts)


def _find(book: AnyBook, first_month: date, areas: _Where, contacts: Collection[str]) -> Withheld:
    found, first_year = Withheld(), first_month.year
    texts: dict[str, list[tuple[str, int, int]]] = defaultdict(list)
    shared = set(book.shared_texts)
    telling = _telling(shared, first_year, contacts)
    tells = any(evidence.kinds - CONTACTS for evidence in telling.values())
    harmless = shared - telling.keys()
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
            if is_free and not has_list and areas.may_hold_list(sheet, row, col):
                has_list = may_be_of_list(value)
        if has_list:
            with_lists.append(sheet)
    telling |= _telling(texts.keys() - shared, first_year, contacts)
    for text, evidence in telling.items():
        for sheet, row, col in texts.get(text, ()):
            if areas.is_reporter(sheet, row, col):
                continue
            kinds = evidence.kinds
            if not areas.may_hold_words(sheet, row, col):
                kinds -= CONTACTS
            if kinds:
                found.add(sheet, (row, col), evidence._replace(kinds=kinds))
    for sheet in with_lists:
        cells = {
            place: cell
            for place, cell in book.glance(sheet).items()
            if cell.formula is None and areas.may_hold_list(sheet, *place)
        }
        find_people(book, cells, first_month, partial(found.add, sheet))
    lost = {text: one for text, one in telling.items() if text not in texts} if tells else {}
    _find_loose(book, first_year, lost, found)
    found.add_up()
    return found


def _find_loose(
    book: AnyBook, first_year: int, lost: Mapping[str, Evidence], found: Withheld
) -> None:
    """What stands in no cell, or in one too far away to be read (``lost``)."""
    unread = {MACHINE_SHEET, *(sheet.name for sheet in book.sheets if _is_reckoned(sheet.name))}
    if lost:
        printed = {cell.value for name in unread for cell in book.glance(name).values()}
        for text, evidence in lost.items():
            kinds = tuple(sorted(evidence.kinds - CONTACTS))
            if kinds and text not in printed:
                found.loose.append(PrivateText("", 0, 0, "", kinds, evidence.is_sure, "far"))
    sheets = [sheet for sheet in _sheets(book) if sheet not in unread]
    where = {loose.text: loose for loose in book.loose_texts(sheets)}
    for text, evidence in _telling(where.keys(), first_year, ()).items():
        loose = where[text]
        kinds = tuple(sorted(evidence.kinds - CONTACTS))
        if not kinds:
            continue
        row = int(loose.cell.lstrip(ascii_uppercase) or 1) - 1
        sheet, cell = book.sheet_of(loose), loose.cell
        told = PrivateText(sheet, row, row, cell, kinds, evidence.is_sure, loose.place)
        if told not in found.loose:
            found.loose.append(told)


def _telling(
    texts: Collection[str], first_year: int, contacts: Collection[str]
) -> dict[str, Evidence]:
    """Text -> what it gives away, of those that do.

    Of more suspect text than any report has, the rest is taken for a pasted list.
    """
    found: dict[str, Evidence] = {}
    left = MAX_LOOKED_AT
    for text in suspects(texts):
        left -= len(text)
        pasted = Evidence(frozenset([RECORD]), SURE)
        evidence = evidence_in(text, first_year, contacts) if left >= 0 else pasted
        if evidence.kinds:
            found[text] = evidence
    return found


def _sheets(book: AnyBook) -> Iterator[str]:
    for sheet in book.sheets[:MAX_SHEETS]:
        if not _is_reckoned(sheet.name):
            yield sheet.name


def _is_reckoned(sheet: str) -> bool:
    """A hidden sheet of formulas: `_charts`, `_charts_week`."""
    return sheet == EVENTS_SHEET or sheet.startswith(CALCULATION_SHEET)


class _Where(Protocol):
    """Where in a workbook what a person typed may stand."""

    def is_free(self, sheet: str) -> bool: ...
    def is_reporter(self, sheet: str, row: int, col: int) -> bool: ...
    def may_hold_words(self, sheet: str, row: int, col: int) -> bool: ...
    def may_hold_list(self, sheet: str, row: int, col: int) -> bool: ...


class _Everywhere:
    def is_free(self, sheet: str) -> bool:
        return not sheet.startswith("_")

    def is_reporter(self, sheet: str, row: int, col: int) -> bool:
        return False

    def may_hold_words(self, sheet: str, row: int, col: int) -> bool:
        return True

    def may_hold_list(self, sheet: str, row: int, col: int) -> bool:
        return True


class _Areas:
    """Which parts of which sheets are the team's to write into."""

    def __init__(self, layout: ReportingLayout, places: Places) -> None:
        spec = layout.spec
        moved = {spec.sheet(name).name for name in LAYOUT_SHEETS}
        self._fixed = {*moved, "_lcxl"}
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
        return sheet not in self._fixed and not _is_reckoned(sheet)

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
