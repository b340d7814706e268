"""What people put into a workbook of lcxl is carried into the one that takes its place.

What is typed in declared inputs is carried by whoever knows what it means (the dates of a
timetable, the numbers of a team); this is the piece for everything else, of any declared book:
values beside lcxl's cells, columns and sheets of their own, notes and colours.  It stands where
its row and column are now, and what has no such place is told.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from lcxl import templates
from lcxl.cells import Book, Cell, a1
from lcxl.cells.any_book import MACHINE_SHEET
from lcxl.cells.dates import counted_from_1900
from lcxl.cells.marks import SheetMarks, marks_of, styles_of
from lcxl.intake.placing.sideways import cells_of
from lcxl.keep.content import Content, content_of_book, whole_book
from lcxl.keep.frame import Frame, canonical
from lcxl.keep.places import Places
from lcxl.keep.renamed import SHEETS, sheets_now
from lcxl.words import say
from lcxl.xl.beside import NOTHING_BESIDE, Beside, Mark

__all__ = [
    "COLOURS",
    "Build",
    "Old",
    "Rebuilt",
    "Told",
    "colours_of",
    "colours_of_theme",
    "rebuilt",
]

Build = Callable[[Beside], bytes]
"""Writes the new workbook, with what is put beside lcxl's own cells."""
MAX_NAME = 31
"""Characters of a sheet's name."""
_FIRST_COLOURS = (
    "FFFFFF 003087 005EB8 425563 5B6B76 768692 E8EDEE F4F7F9 212B32 0B3D91 FFF9DB C8B560 E9EEF1 "
    "DCE6F2 006B3A 1E96D9 DE7600 00568F 9A4A00 E3F3EA 7A4A00 FFF3DC 8A1C1C F9D6D5 F7FBFF DEEBF7 "
    "C6DBEF A9CBE8 85B6DE F2A7A3 FFC94D B5D8F2"
)
"""The colours of cells in workbooks of layout 1, which do not tell them."""
COLOURS = "colours"
"""What a workbook's hidden sheet calls lcxl's colours in it."""
_FIRST_SHEETS = {
    "timetable": ("Start", "Timetable", "One page", "Days off", "Lists"),
    "reporting": ("Start", "Data", "Charts", "Changes", "Story", "Definitions", "Checks",
                  "Trial run", "Case log"),
}  # fmt: skip
"""The sheets of workbooks of layout 1."""
_NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_WORD = re.compile(r"[A-Za-z_\\][\w.\\]*(?!\w*\()")


class Told(NamedTuple):
    """Something that a person put into a cell: ``what`` it is, and ``why`` it could not stay.

    Both are ids of sentences in templates_src/messages/typed.toml; ``file`` had it.
    """

    file: str
    sheet: str
    cell: str
    what: str
    why: str = ""

    @property
    def words(self) -> str:
        """For a person to read."""
        place = say("typed.place", sheet=self.sheet, cell=self.cell) if self.cell else self.sheet
        what = say(f"typed.{self.what}")
        if not self.why:
            return say("typed.told", place=place, what=what)
        return say("typed.told_why", place=place, what=what, why=say(f"typed.{self.why}"))


class Rebuilt(NamedTuple):
    """A workbook that takes the place of another.

    ``carried`` names cells of the new one, ``left`` cells of the old one; ``content`` is what it
    holds, where that is known already.
    """

    data: bytes
    carried: tuple[Told, ...] = ()
    left: tuple[Told, ...] = ()
    content: Content | None = None


class Old(NamedTuple):
    """A workbook from which things are carried.

    ``file`` is what sentences call it.  ``is_done``: sheet, row and column of cells whose values
    whoever builds carries.  ``is_private``: whether a cell (sheet, row, column) may tell who a
    patient is, so that it is not repeated.  ``keys``: what a row's key in it is called today;
    ``given``: sheet and row of what has none -> the key that it has from now on.
    """

    book: Book
    file: str
    is_done: Collection[tuple[str, int, int]] = ()
    is_private: Callable[[str, int, int], bool] = lambda *_: False
    keys: Mapping[str, str] = MappingProxyType({})
    given: Mapping[tuple[str, int], str] = MappingProxyType({})


def rebuilt(olds: Sequence[Old], build: Build, *, with_content: bool = False) -> Rebuilt:
    """Write a workbook with what people put beside lcxl's cells in older ones.

    Where two of them have something for one place, the first has it.  ``with_content``: what it
    holds is wanted too, which is quick to say of a workbook that was looked into anyway.

    Raises:
        Unreadable: a part of an old workbook is broken.
    """
    data = build(NOTHING_BESIDE)
    found = _Found(defaultdict(dict), {}, [], [])
    new = whole_book(data)
    for old in olds:
        _Copy(old, new, found).look()
    if not found.marks and not found.sheets:
        content = content_of_book(new) if with_content else None
        return Rebuilt(data, (), tuple(found.left), content)
    data = build(Beside(found.marks, found.sheets))
    content = content_of_book(whole_book(data)) if with_content else None
    return Rebuilt(data, tuple(found.carried), tuple(found.left), content)


class _Found(NamedTuple):
    marks: defaultdict[str, dict[tuple[int, int], Mark]]
    sheets: dict[str, dict[tuple[int, int], Mark]]
    carried: list[Told]
    left: list[Told]


class _Copy:
    """Finds out what goes where."""

    def __init__(self, old: Old, new: Book, found: _Found) -> None:
        self.source, self.old, self.new = old, old.book, new
        self.frames = Frame(old.book, old.keys, old.given), Frame(new)
        self.styles, self.styles_now = styles_of(old.book), styles_of(new)
        self.palette = colours_of(old.book)
        fills = enumerate(self.styles.fills)
        self.usual = {style for style, fill in fills if not fill or fill in self.palette}
        """Styles of the old workbook that colour no cell, or as lcxl does."""
        self.marks, self.sheets = found.marks, found.sheets
        self.found = found

    def carry(self, sheet: str, place: tuple[int, int] | None, what: str) -> None:
        """Note what is carried, with its new place."""
        cell = a1(*place) if place else ""
        self.found.carried.append(Told(self.source.file, sheet, cell, what))

    def leave(self, sheet: str, place: tuple[int, int] | None, what: str, why: str) -> None:
        """Note what is not, with its old place."""
        cell = a1(*place) if place else ""
        self.found.left.append(Told(self.source.file, sheet, cell, what, why))

    def look(self) -> None:
        """Every sheet of the old workbook."""
        moved = sheets_now(self.old, self.new)
        kind = str(self.old.machine.get("workbook", ""))
        known = str(self.old.machine.get(SHEETS, "")).split("/")
        before = {*known, *_FIRST_SHEETS.get(kind, ())}
        now = {sheet.name for sheet in self.new.sheets}
        for sheet in self.old.sheets:
            name = moved.get(sheet.name, sheet.name)
            if name.startswith("_") or name == MACHINE_SHEET:
                continue
            if name in now:
                _Sheet(self, sheet.name, name).look()
            elif name in before:
                self._gone(sheet.name)
            else:
                self._own_sheet(sheet.name)

    def _gone(self, name: str) -> None:
        """A sheet that the new workbook does without: notes on it are told."""
        for place in marks_of(self.old, name).notes:
            self.leave(name, place, "note", "sheet_gone")

    def _own_sheet(self, name: str) -> None:
        there = marks_of(self.old, name)
        found: dict[tuple[int, int], Mark] = {}
        cells = self.old.cells(name)
        for place in sorted(cells.keys() | there.notes.keys() | there.styles.keys()):
            mark = self.mark_of(name, place, cells.get(place), there, may_compute=True)
            if mark is None:
                continue
            if self.source.is_private(name, *place):
                self.leave(name, place, "text", "private")
            else:
                found[place] = mark
        if found not in self.sheets.values():
            taken = {s.name.casefold() for s in self.new.sheets}
            title = free_name(name, taken | {n.casefold() for n in self.sheets})
            self.sheets[title] = found
            self.carry(title, None, "sheet")
        if there.has_drawings:
            self.leave(name, None, "drawing", "cannot")
        if there.addresses:
            self.leave(name, None, "link", "cannot")

    def mark_of(
        self,
        sheet: str,
        place: tuple[int, int],
        cell: Cell | None,
        there: SheetMarks,
        *,
        may_compute: bool,
    ) -> Mark | None:
        """A cell of a person's own; None when there is nothing in it."""
        style = there.styles.get(place, 0)
        fill = self.styles.fill(style)
        note = there.notes.get(place, "")
        if cell is None or (cell.value is None and cell.formula is None):
            return Mark(fill=fill, note=note) if fill or note else None
        value = "" if cell.value is None else cell.value
        form = self.styles.number_format(style)
        if isinstance(value, float) and self.old.shows_date(cell):
            value = counted_from_1900(value, self.old.date1904)
        formula = ""
        if cell.formula is not None:
            if may_compute and self._stands_alone(cell.formula):
                formula = cell.formula
            else:
                self.leave(sheet, place, "formula", "value_kept")
        return Mark(value, formula, form, fill, note)

    def looks_own(self, cell: Cell) -> bool:
        """Its letters have a colour that lcxl gives to none."""
        return self.styles.ink(cell.style) not in self.palette

    def _stands_alone(self, formula: str) -> bool:
        """A formula that means the same in the new workbook: it names no other sheet or file."""
        if not formula or "!" in formula or "[" in formula:
            return False
        known = {name.casefold() for name in self.new.names}
        own = {name.casefold() for name in self.old.names} - known
        return not any(word.casefold() in own for word in _WORD.findall(formula))


class _Sheet:
    """One of lcxl's sheets that both workbooks have."""

    def __init__(self, copy: _Copy, old: str, new: str) -> None:
        self.copy, self.old, self.new = copy, old, new
        self.cells, self.now = copy.old.cells(old), copy.new.cells(new)
        self.there, self.there_now = marks_of(copy.old, old), marks_of(copy.new, new)
        before, after = copy.frames
        self.across = before.is_across(old), after.is_across(new)
        notes = [_turned(place, self.across[0]) for place in self.there.notes]
        cells = cells_of(copy.old, old, self.across[0]), cells_of(copy.new, new, self.across[1])
        self.places = Places(copy.frames, (old, new), cells, notes, copy.looks_own)

    def _is_own(self, place: tuple[int, int], cell: Cell) -> bool:
        return self.places.is_own(_turned(place, self.across[0]), cell)

    def _target(self, place: tuple[int, int]) -> tuple[int, int] | None:
        target = self.places.target(_turned(place, self.across[0]))
        return None if target is None else _turned(target, self.across[1])

    def look(self) -> None:
        """Every cell that has something, or looks like something."""
        looks, usual = self.there.styles, self.copy.usual
        coloured = {place for place, style in looks.items() if style not in usual}
        for place in sorted(self.cells.keys() | self.there.notes.keys() | coloured):
            self._look_at(place)
        if self.there.has_drawings and not self.there_now.has_drawings:
            self.copy.leave(self.old, None, "drawing", "cannot")
        if self.there.addresses - self.there_now.addresses:
            self.copy.leave(self.old, None, "link", "cannot")

    def _look_at(self, place: tuple[int, int]) -> None:
        cell, copy = self.cells.get(place), self.copy
        note, fill = self.there.notes.get(place, ""), self._own_fill(place)
        is_done = (self.old, *place) in copy.source.is_done
        value = cell is not None and not is_done and self._is_own(place, cell)
        if not (note or fill or value):
            return
        if (value or note) and copy.source.is_private(self.old, *place):
            copy.leave(self.old, place, "text", "private")
            value, note = False, ""
        target = self._target(place)
        if target is None:
            self._leave(place, value, bool(note), bool(fill), "row_gone")
            return
        before = copy.marks[self.new].get(target, Mark())
        there = self.now.get(target)
        if value and there and canonical(there) != canonical(cell):
            self._leave(place, value, False, False, "taken")
            value = False
        may_compute = self.places.is_still and target == place and self.across[0] == self.across[1]
        mark = copy.mark_of(
            self.old, place, cell if value else None, self.there, may_compute=may_compute
        )
        mark = (mark or Mark())._replace(fill=fill, note=note)
        taken = mark.value is not None and before.value not in (None, mark.value)
        other = bool(note) and before.note not in ("", note)
        self._leave(place, taken, other, False, "taken")
        new = Mark(
            *(before[:3] if before.value is not None else mark[:3]),
            before.fill or fill,
            before.note or note,
        )
        if new == before:
            return
        copy.marks[self.new][target] = new
        for what, is_there in (("value", value), ("note", note), ("fill", fill)):
            if is_there:
                copy.carry(self.new, target, what)

    def _leave(self, place: tuple[int, int], value: bool, note: bool, fill: bool, why: str) -> None:
        for what, is_there in (("value", value), ("note", note), ("fill", fill)):
            if is_there:
                self.copy.leave(self.old, place, what, why)

    def _own_fill(self, place: tuple[int, int]) -> str:
        """A colour that lcxl gave to no cell."""
        style = self.there.styles.get(place, 0)
        fill = self.copy.styles.fill(style)
        if not fill or style in self.copy.usual:
            return ""
        target = self._target(place)
        now = self.there_now.styles.get(target, 0) if target else 0
        return "" if target and self.copy.styles_now.fill(now) == fill else fill


def _turned(place: tuple[int, int], across: bool) -> tuple[int, int]:
    """A cell of a sheet read sideways; and back."""
    return (place[1], place[0]) if across else place


def free_name(name: str, taken: set[str]) -> str:
    """A sheet's name that no other one has and that a workbook can hold."""
    clean = _NOT_IN_NAMES.sub(" ", name).strip().strip("'")[:MAX_NAME] or say("typed.sheet_name")
    number, found = 1, clean
    while found.casefold() in taken or found.casefold() == "history":
        number += 1
        ending = f" ({number})"
        found = clean[: MAX_NAME - len(ending)] + ending
    return found


def colours_of(old: Book) -> set[str]:
    """The colours that lcxl gives to cells, in an old workbook or now."""
    return {*colours_of_theme(), *str(old.machine.get(COLOURS, _FIRST_COLOURS)).split()}


def colours_of_theme() -> list[str]:
    """The colours that lcxl gives to cells now."""
    colours = templates.theme().colours.values()
    return sorted({str(colour).lstrip("#").upper() for colour in colours})
