"""What the host typed into timetable.xlsx, so that building it again keeps everything."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import NamedTuple

from lcxl import templates
from lcxl.cells import Book, Cell, Unreadable, a1
from lcxl.cells.address import parse_range
from lcxl.cells.marks import styles_of
from lcxl.errors import LcxlError, PlanError
from lcxl.files import content_of
from lcxl.findings import Finding, RuleInfo, in_order
from lcxl.intake.values.entries import day_text
from lcxl.keep.dated import as_seen
from lcxl.keep.dates_sent import todays_keys
from lcxl.keep.typed import colours_of
from lcxl.periods import EARLIEST, LATEST
from lcxl.plan import Collaborative, rules
from lcxl.plan.conflicts import conflicts
from lcxl.plan.timetable import Item, Timetable
from lcxl.words import Text, in_language_of, locale

__all__ = [
    "DAYS_OFF",
    "NOT_NEEDED",
    "STATUS",
    "TIMETABLE",
    "YEARS_AFTER",
    "YEARS_BEFORE",
    "AddedDay",
    "Line",
    "Loaded",
    "TimetableEdits",
    "listed_days",
    "load_timetable",
    "readable",
]

TIMETABLE = "timetable.xlsx"
TYPED = ("status", "owner", "notes")
DAYS_OFF = "days_off"
"""The name that formulas have for the column of days off."""
YEARS_BEFORE, YEARS_AFTER = 2, 4
"""For how long before and after the collaborative days off are listed, so that a kickoff may
be tried out two years away."""
STATUS, NOT_NEEDED = "timetable_status", "not needed"
OWN = "H"
"""Keys of the host's own lines begin with this; a number follows that is never used again."""


@dataclass(frozen=True, slots=True)
class Line:
    """What the host typed on one line; ``what`` counts on lines of the host's own only."""

    key: str = ""
    what: str = ""
    moved: date | str | None = None
    """Another date; a text if what was typed is no date."""
    last: date | None = None
    """The last date of a line that the plan no longer has."""
    status: str = ""
    owner: str = ""
    notes: str = ""

    @property
    def is_empty(self) -> bool:
        """Nothing was typed."""
        return not (self.moved or self.status or self.owner or self.notes)


class AddedDay(NamedTuple):
    """A row that the host added to the sheet Days off; ``day`` is a text if it is no date."""

    row: int
    day: date | str | None
    weekday: str
    name: str


@dataclass(frozen=True)
class TimetableEdits:
    """The host's lines: those beside lines of the plan by key, the others in their order."""

    lines: Mapping[str, Line] = field(default_factory=dict)
    own: tuple[Line, ...] = ()
    as_of: date | None = None
    own_lines: int = 0
    """The last number that a line of the host's own was given."""
    days: tuple[AddedDay, ...] = ()
    """Rows that the host added to the sheet Days off."""
    findings: tuple[Finding, ...] = ()
    given: Mapping[tuple[str, int], str] = field(default_factory=dict)
    """Sheet and row of lines that had no key of their own -> the key that they are given."""

    def line(self, item: Item) -> Line:
        """What stands beside an item of the plan."""
        return self.lines.get(item.key, Line(item.key))

    @property
    def moved(self) -> dict[str, date]:
        """The dates that the host moved, by key."""
        return {k: line.moved for k, line in self.lines.items() if isinstance(line.moved, date)}

    @property
    def dropped(self) -> frozenset[str]:
        """Keys of what the host marked as not needed."""
        return frozenset(k for k, line in self.lines.items() if line.status == NOT_NEEDED)


class Loaded(NamedTuple):
    """A timetable with what the host typed into its workbook, which is None if there is none."""

    timetable: Timetable
    edits: TimetableEdits
    book: Book | None


def load_timetable(folder: Path, plan: Collaborative) -> Loaded:
    """The timetable of a plan with what the host changed in timetable.xlsx, if there is one.

    Raises:
        PlanError: a moved date cannot be met, such as two sessions on one day.
        LcxlError: there is such a file, but it cannot be read; it is left as it is.
    """
    path = folder / TIMETABLE
    planned = Timetable(plan.calendar)
    if not path.exists():
        return Loaded(planned, TimetableEdits(), None)
    with readable(path):
        book = _open(path)
        reader = _Reader(book, planned)
        edits = reader.edits(plan)
    timetable = Timetable(plan.calendar, edits.moved)
    faults = [
        reader.finding(c.rule, c.key, c.text, c.places) for c in conflicts(timetable) if edits.moved
    ]
    if faults:
        raise PlanError(in_order(faults))
    return Loaded(timetable, edits, book)


def listed_days(plan: Collaborative) -> dict[date, str]:
    """The days that the sheet Days off lists: all but weekends, for some years."""
    calendar = plan.calendar
    first = calendar.kickoff.year - YEARS_BEFORE
    days = calendar.working.closed(first, calendar.end.year + YEARS_AFTER)
    return {day: name for day, name in days.items() if day.weekday() < 5}


@contextmanager
def readable(path: Path) -> Iterator[None]:
    """A sheet is read when it is asked for, so that it may be found broken at any time."""
    try:
        yield
    except (OSError, Unreadable) as e:
        why = (isinstance(e, OSError) and e.strerror) or str(e)
        raise LcxlError(
            Text("timetable.cannot_read", file=path, why=why), Text("timetable.cannot_read_fix")
        ) from e


def _open(path: Path) -> Book:
    book = Book(content_of(path))
    if book.machine.get("workbook") != "timetable":
        raise LcxlError(Text("timetable.not_ours", file=path), Text("timetable.not_ours_fix"))
    place = book.anchors.get("lines.key")
    if place is None or not any(sheet.name == place.sheet for sheet in book.sheets):
        raise LcxlError(Text("timetable.no_ids", file=path), Text("timetable.no_ids_fix"))
    return book


class _Reader:
    """One timetable workbook as the host saved it."""

    def __init__(self, book: Book, planned: Timetable) -> None:
        self.book, self.planned = book, planned
        self.rows: dict[str, int] = {}
        self.found: list[Finding] = []
        self.keys = todays_keys(book, planned)
        with in_language_of(book.machine):
            self.weekdays = locale().weekdays
            self.none = templates.workbook("timetable").sheet("days_off").texts["none"]

    def edits(self, plan: Collaborative) -> TimetableEdits:
        """Every line with something typed."""
        lines: dict[str, Line] = {}
        own: list[Line] = []
        rows: list[int] = []
        columns = {
            name: self.book.column(f"lines.{name}")
            for name in ("key", "what", "planned", "moved", *TYPED)
        }
        for row in sorted({row for column in columns.values() for row in column}):
            cells = {name: column.get(row) for name, column in columns.items()}
            line = self._line(cells)
            if line.key and line.key not in self.rows:
                self.rows[line.key] = row
            else:
                line = replace(line, key="")
            if line.key in self.planned.by_key:
                if not line.is_empty:
                    lines[line.key] = replace(line, what="")
                    self._check(line)
            elif not line.is_empty or (line.what and _is_own(line.key)):
                own.append(self._kept(line, cells["planned"]))
                rows.append(row)
        self._check_kickoff(plan)
        as_of = self._day("dates.as_of")
        days = tuple(self._added_days(plan))
        last = int(self.book.machine.get("own_lines", 0))
        given: dict[tuple[str, int], str] = {}
        sheet = self.book.anchors["lines.key"].sheet
        for i, line in enumerate(own):
            if not line.key:
                last += 1
                own[i] = replace(line, key=f"{OWN}{last}")
                given[sheet, rows[i]] = own[i].key
        return TimetableEdits(lines, tuple(own), as_of, last, days, tuple(self.found), given)

    def _added_days(self, plan: Collaborative) -> Iterator[AddedDay]:
        """Rows of Days off that lcxl did not write; each is asked about."""
        book = self.book
        place = book.anchors.get("days.day") or parse_range(book.names.get(DAYS_OFF, ""))
        if place is None or not any(sheet.name == place.sheet for sheet in book.sheets):
            return
        sheet, col = place.sheet, place.first_col
        texts = templates.workbook("timetable").sheet("days_off").texts
        cells, closed = book.cells(sheet), listed_days(plan)
        styles, colours = styles_of(book), colours_of(book)
        passed = self._moved_rows(sheet, col, texts["moved_heading"])
        for row in sorted({r for r, c in cells if r >= place.first_row and c - col in range(3)}):
            first, second, third = (cells.get((row, col + i)) for i in range(3))
            day = book.as_date(first) if first else None
            typed = AddedDay(row, day or _text(first) or None, _text(second), _text(third))
            if (
                row in passed
                or day in closed
                or typed[1:] in ((None, "", ""), (None, "", self.none))
            ):
                continue
            is_plain = any(c and styles.ink(c.style) not in colours for c in (first, second, third))
            in_list = place.first_row <= row <= place.last_row and not is_plain
            if in_list and day and typed.weekday == self.weekdays[day.weekday()]:
                continue
            if row not in self._added_rows(sheet) and not is_plain and day is None:
                continue
            yield typed
            shown = day or str(typed.day or typed.name or typed.weekday)
            self.found.append(
                _finding(
                    rules.TIMETABLE_EDIT,
                    "day_added",
                    {"day": shown},
                    sheet,
                    a1(row, col),
                )
            )

    def _added_rows(self, sheet: str) -> range:
        place = self.book.anchors.get("added.day")
        if place is None or place.sheet != sheet:
            return range(0)
        return range(place.first_row, place.last_row + 1)

    def _moved_rows(self, sheet: str, col: int, heading: str) -> range:
        """Rows about due dates that were moved in metric-definitions.xlsx."""
        place = self.book.anchors.get("moved.month")
        if place is not None and place.sheet == sheet:
            return range(place.first_row - 2, place.last_row + 1)
        cells = self.book.cells(sheet)
        at = next((r for (r, c), v in cells.items() if c == col and v.value == heading), None)
        if at is None:
            return range(0)
        last = at + 1
        while {(last + 1, col), (last + 1, col + 1)} <= cells.keys():  # month and due date
            last += 1
        return range(at, last + 1)

    def _line(self, cells: Mapping[str, Cell | None]) -> Line:
        texts = {name: self._words(cells[name]) for name in ("key", "what", *TYPED)}
        cell = cells["moved"]
        day = self.book.as_date(cell) if cell else None
        usable = day is not None and EARLIEST <= day <= LATEST
        return Line(
            self.keys.get(texts["key"], texts["key"]),
            texts["what"],
            day if usable else _text(cell) or None,
            status=self._status(texts["status"]),
            owner=texts["owner"],
            notes=texts["notes"],
        )

    def _words(self, cell: Cell | None) -> str:
        """A cell for words; a day or a time as its format shows it."""
        seen = as_seen(self.book, cell) if cell and cell.kind == "number" else 0.0
        if isinstance(seen, date):
            return day_text(seen)
        return seen if isinstance(seen, str) else _text(cell)

    def _status(self, text: str) -> str:
        """What was chosen there, by its id; another text as it is."""
        with in_language_of(self.book.machine):
            return templates.chosen(STATUS, text) or text

    def _kept(self, line: Line, shown: Cell | None) -> Line:
        """A line that the plan does not have; one it no longer has keeps its last date."""
        return replace(line, last=self.book.as_date(shown)) if line.key and shown else line

    def _check(self, line: Line) -> None:
        item = self.planned.by_key[line.key]
        if isinstance(line.moved, str):
            self.found.append(
                self.finding(
                    rules.TIMETABLE_EDIT,
                    line.key,
                    "not_a_date",
                    {"what": self.planned.words(item), "given": line.moved},
                )
            )
        elif line.moved and item.is_fixed:
            self.found.append(
                self.finding(
                    rules.TIMETABLE_EDIT,
                    line.key,
                    "kickoff_fixed" if item.kind == "session" else "due_fixed",
                    {"what": self.planned.words(item)},
                )
            )

    def _check_kickoff(self, plan: Collaborative) -> None:
        tried, built = self._day("dates.kickoff"), str(self.book.machine.get("kickoff", ""))
        if tried and tried.isoformat() != built and tried != plan.calendar.kickoff:
            place = self.book.anchors["dates.kickoff"]
            self.found.append(
                _finding(
                    rules.TIMETABLE_EDIT,
                    "kickoff_tried",
                    {"tried": tried, "kickoff": plan.calendar.kickoff},
                    place.sheet,
                    a1(place.first_row, place.first_col),
                )
            )

    def _day(self, key: str) -> date | None:
        cell = next(iter(self.book.column(key).values()), None)
        return self.book.as_date(cell) if cell else None

    def finding(self, rule: RuleInfo, key: str, text: str, places: Mapping[str, object]) -> Finding:
        """A finding at the cell in which the date of a line was moved."""
        place = self.book.anchors.get("lines.moved")
        row = self.rows.get(key)
        cell = a1(row, place.first_col) if place and row is not None else None
        return _finding(rule, text, places, place.sheet if place else None, cell)


def _finding(
    rule: RuleInfo, text: str, places: Mapping[str, object], sheet: str | None, cell: str | None
) -> Finding:
    return Finding(rule.code, rule.severity, text, places, TIMETABLE, None, sheet, cell, None, None)


def _is_own(key: str) -> bool:
    return not key or (key.startswith(OWN) and key[1:].isdecimal())


def _text(cell: Cell | None) -> str:
    if cell is None or cell.value is None or cell.kind == "error":
        return ""
    if isinstance(cell.value, float):
        return f"{cell.value:.15g}"
    return str(cell.value).replace("\u00a0", " ").strip()
