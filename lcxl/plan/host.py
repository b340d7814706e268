"""The host's two workbooks: raw values, and where each of them stands."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, time
from pathlib import Path

from lcxl import templates
from lcxl.cells import Book, Cell, Unreadable, a1
from lcxl.cells.numbers import number_in
from lcxl.errors import LcxlError
from lcxl.files import is_in_store, is_named_like
from lcxl.findings import Finding
from lcxl.periods import EARLIEST, LATEST, month_of, parse_month
from lcxl.plan import rules
from lcxl.plan.assemble import assemble
from lcxl.plan.beyond import beyond_tables
from lcxl.plan.folder import HostWorkbooks, find_folder
from lcxl.plan.model import Collaborative
from lcxl.plan.organisations import TEAM_STAGES
from lcxl.plan.raw import BLOCKS, FORMS, LENIENT, PLANNING, RETIRED, TABLES, Heading, Place, RawPlan
from lcxl.words import LANGUAGE, SOURCE_LANGUAGE, Argument, Choices, Text, code_of, in_language_of

__all__ = ["read_workbooks"]

Content = bytes | OSError
"""What a workbook holds, or why it cannot be read."""


def read_workbooks(folder: Path, given: HostWorkbooks) -> Collaborative:
    """The plan in the host's workbooks of a collaborative's folder.

    Raises:
        PlanError: the workbooks do not make a plan.
        LcxlError: a workbook is missing or cannot be opened.
    """
    books = {
        name: _open(folder / f"{name}.xlsx", content, name)
        for name, content in (
            ("metric-definitions", given.definitions),
            ("recruiting-tracker", given.tracker),
            (PLANNING, given.planning),
        )
        if content is not None
    }
    reader = _HostReader(folder)
    collaborative = reader.form(
        books["metric-definitions"], "metric-definitions.xlsx", "collaborative", "collaborative"
    )
    told = code_of(str(books["metric-definitions"].machine.get(LANGUAGE, "")))
    if told != SOURCE_LANGUAGE:
        collaborative.setdefault("language", told)
    tables = {
        table: [reader.form(books[book], f"{book}.xlsx", sheet, table)]
        if table in FORMS
        else reader.table(
            books[book],
            f"{book}.xlsx",
            sheet,
            table,
            BLOCKS.get(table, table),
        )
        for table, (book, sheet) in TABLES.items()
        if table != "prospects" and book in books
    }
    organisations = tables["teams"]
    parts: dict[str, list[int]] = {"teams": [], "prospects": []}
    for i, row in enumerate(organisations):
        parts["teams" if _is_team(row) else "prospects"].append(i)
    tables |= {table: [organisations[i] for i in rows] for table, rows in parts.items()}

    def place(table: str, index: int, name: str) -> Place:
        if index < len(parts.get(table, ())):
            index = parts[table][index]
        return reader.place("teams" if table == "prospects" else table, index, name)

    bad: set[tuple[str, int, str]] = set()
    for table, i, name in reader.bad:
        if table == "teams":
            table = "teams" if i in parts["teams"] else "prospects"
            i = parts[table].index(i)
        bad.add((table, i, name))
    with _readable(folder):
        reader.findings.extend(beyond_tables(books))
    return assemble(RawPlan(collaborative, tables, place, reader.findings, bad))


def _is_team(row: Mapping[str, object]) -> bool:
    """An organisation that enrolled; one that withdrew before it had an id never was a team."""
    stage = row.get("stage")
    return stage in TEAM_STAGES and (stage != "withdrew" or bool(row.get("id")))


def _where_else(path: Path) -> Text:
    """What to do about a workbook that is not there: by what lies there, or around it."""
    if path.is_symlink():
        return Text("files.dead_link", file=path)
    here = sorted(path.parent.iterdir()) if path.parent.is_dir() else []
    like = [str(other) for other in here if is_named_like(other.name, path.name)]
    if like:
        key = "files.wrong_name" if len(like) == 1 else "files.wrong_names"
        return Text(key, files=Choices(like), known=path.name)
    around = find_folder(path.parent)
    if around is not None and around != path.parent.resolve():
        return Text("files.name_folder_around", folder=Argument(os.path.relpath(around)))
    return Text("files.name_folder_or_new", folder=Argument(path.parent))


def _named(folder: Path) -> Path:
    """As a sentence can end with it: "in .." would be another folder."""
    return (
        folder if folder.name.strip(".") or is_in_store(folder) else Path(os.path.abspath(folder))
    )


def _open(path: Path, content: Content, expected: str) -> Book:
    try:
        if isinstance(content, OSError):
            raise content
        with _readable(path):
            book = Book(content)
    except FileNotFoundError:
        missing = Text("files.not_in", file=path.name, folder=_named(path.parent))
        if is_in_store(path):
            raise LcxlError(missing, Text("files.name_folder")) from None
        raise LcxlError(missing, _where_else(path)) from None
    except OSError as e:
        why = e.strerror or str(e)
        if is_in_store(path):
            raise LcxlError(
                Text("commands.store_unreachable", place=path, why=why),
                Text("commands.store_unreachable_fix"),
            ) from e
        raise LcxlError(
            Text("files.cannot_open", file=path, why=why), Text("files.cannot_open_fix")
        ) from e
    if book.machine.get("workbook") != expected:
        raise LcxlError(Text("files.not_of_new", file=path), Text("files.not_of_new_fix"))
    return book


@contextmanager
def _readable(path: Path) -> Iterator[None]:
    """A workbook's sheets are read when they are asked for, so that each may be the broken one."""
    try:
        yield
    except Unreadable as e:
        raise LcxlError(
            Text("files.broken", file=path, what=e.message), Text("files.broken_fix")
        ) from e


class _HostReader:
    """Reads forms and tables of the host's workbooks, and remembers where each value stood."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.findings: list[Finding] = []
        self.bad: set[tuple[str, int, str]] = set()
        self._lines: dict[str, list[int]] = {}
        """Table -> the row of each of its lines; the column, where they stand side by side."""
        self._source: dict[str, tuple[Book, str, str]] = {}

    def place(self, table: str, index: int, name: str) -> Place:
        """The cell of a value; the first free one where a row is missing."""
        book, file, sheet_id = self._source[table]
        sheet = templates.workbook(file.removesuffix(".xlsx")).sheet(sheet_id)
        own = BLOCKS.get(table, table)
        blocks = sorted(sheet.blocks, key=lambda b: b.id != own)
        block = next((b for b in blocks if any(f.id == name for f in b.fields)), None)
        keys = [f"{block.id}.{name}"] if block else [f"{b.id}.{name}" for b in sheet.blocks]
        anchor = next((book.anchors[key] for key in keys if key in book.anchors), None)
        if anchor is None:
            return Place(file, None, None)
        lines = self._lines[table]
        across = self._is_across(book, block)
        first = anchor.first_col if across else anchor.first_row
        if table != "collaborative":
            first = lines[index] if index < len(lines) else (lines[-1] + 1 if lines else first)
        cell = a1(anchor.first_row, first) if across else a1(first, anchor.first_col)
        return Place(file, anchor.sheet, cell)

    @staticmethod
    def _is_across(book: Book, block: templates.Block | None) -> bool:
        """Whether each line of a table is a column: not yet in workbooks of layout 1."""
        is_old = str(book.machine.get("layout_version", "")) == "1"
        return block is not None and block.kind == "columns" and not is_old

    def form(self, book: Book, file: str, sheet_id: str, table: str) -> dict[str, object]:
        """The answers of a form; empty ones are left out."""
        self._source[table] = (book, file, sheet_id)
        self._lines[table] = []
        values = {}
        for block in templates.workbook(file.removesuffix(".xlsx")).sheet(sheet_id).blocks:
            if block.kind != "form":
                continue
            for column in block.fields:
                for cell in self._cells(book, file, f"{block.id}.{column.id}").values():
                    value = self._value(book, cell, column, table, 0)
                    if value not in (None, ""):
                        values[column.id] = value
        return values

    def table(
        self, book: Book, file: str, sheet_id: str, table: str, block_id: str
    ) -> list[dict[str, object]]:
        """The filled rows of a table, each as field -> value; empty cells are left out."""
        self._source[table] = (book, file, sheet_id)
        block = templates.workbook(file.removesuffix(".xlsx")).sheet(sheet_id).block(block_id)
        across = self._is_across(book, block)
        if across:
            self._find_by_headings(book, file, sheet_id, block_id)
        inputs = [c for c in block.fields if c.type != "shown" or (c.key and table in LENIENT)]
        cells = {c.id: self._cells(book, file, f"{block_id}.{c.id}", across) for c in inputs}
        offered = {c.id for c in inputs if c.key and table in LENIENT}
        filled = {
            line
            for name, one in cells.items()
            if name not in offered
            for line, cell in one.items()
            if not (isinstance(cell.value, str) and not cell.value.strip())
        }
        self._lines[table] = lines = sorted(filled)
        found: list[dict[str, object]] = []
        for i, line in enumerate(lines):
            values = {}
            for column in inputs:
                cell = cells[column.id].get(line)
                if cell is None:
                    continue
                value = self._value(book, cell, column, table, i)
                if value not in (None, ""):
                    values[column.id] = value
            found.append(values)
        for name in RETIRED.get(table, ()):
            for line, cell in self._cells(book, file, f"{block_id}.{name}", across).items():
                if line in filled:
                    found[lines.index(line)][name] = cell.value
        return found

    def _cells(self, book: Book, file: str, key: str, across: bool = False) -> dict[int, Cell]:
        """Row -> filled cell of a field; column -> cell, where the lines are columns."""
        with _readable(self.folder / file):
            if not across:
                return book.column(key)
            place = book.anchors.get(key)
            if place is None:
                return {}
            cells = book.cells(place.sheet)
            cols = range(place.first_col, place.last_col + 1)
            return {c: cells[place.first_row, c] for c in cols if (place.first_row, c) in cells}

    def _find_by_headings(self, book: Book, file: str, sheet_id: str, block_id: str) -> None:
        """Give questions whose place is lost the row of their heading in the first column."""
        with in_language_of(book.machine):
            block = templates.workbook(file.removesuffix(".xlsx")).sheet(sheet_id).block(block_id)
        keys = {f.heading: f"{block.id}.{f.id}" for f in block.fields}
        known = [book.anchors[key] for key in keys.values() if key in book.anchors]
        if not known or len(known) == len(keys):
            return
        with _readable(self.folder / file):
            cells = book.cells(known[0].sheet)
        for (row, col), cell in cells.items():
            key = keys.get(str(cell.value).partition("\n")[0].strip()) if col == 0 else None
            if key is not None:
                place = known[0]._replace(first_row=row, last_row=row)
                book.anchors.setdefault(key, place)

    def _value(
        self, book: Book, cell: Cell, column: templates.Field, table: str, index: int
    ) -> object:
        try:
            return _understood(book, cell, column)
        except _NotUnderstood as e:
            self.bad.add((table, index, column.id))
            place = self.place(table, index, column.id)
            rule = rules.NOT_UNDERSTOOD
            self.findings.append(
                Finding(
                    rule.code,
                    "question" if table in LENIENT else rule.severity,
                    e.text,
                    {"heading": Heading(table, column.id), **e.places},
                    place.file,
                    None,
                    place.sheet,
                    place.cell,
                )
            )
            return None


class _NotUnderstood(Exception):
    def __init__(self, text: str, **places: object) -> None:
        super().__init__(text)
        self.text, self.places = text, places


def _understood(book: Book, cell: Cell, column: templates.Field) -> object:
    """A cell's value as its column's type asks for."""
    if cell.kind == "error":
        raise _NotUnderstood("error_cell", shown=str(cell.value))
    if cell.value is None:
        return None
    text = _as_text(cell)
    if not text:
        return None
    if column.type in ("date", "month"):
        return _as_day(book, cell, text, column)
    if column.type in ("whole", "decimal"):
        return _as_number(cell, text, column)
    if column.type == "time":
        return _as_time(cell, text)
    if column.type == "words":
        return _words(text)
    if column.type == "months":
        if book.as_date(cell):
            return [_as_day(book, cell, text, column)]
        return [_as_month(word) for word in _words(text.replace(",", ";"))]
    if column.type == "list" and column.list in templates.lists():
        with in_language_of(book.machine):
            word = templates.chosen(column.list, text)
        if word is not None or column.optional_list:
            return word or text
        known = Choices(templates.words_of(column.list))
        raise _NotUnderstood("not_offered", given=text, known=known)
    if column.type == "email" and ("@" not in text or " " in text):
        raise _NotUnderstood("not_email", given=text)
    return text


def _as_text(cell: Cell) -> str:
    if isinstance(cell.value, float):
        return f"{cell.value:.15g}"
    return str(cell.value).replace("\u00a0", " ").strip()


def _words(text: str) -> list[str]:
    return [word.strip() for word in text.replace("\n", ";").split(";") if word.strip()]


def _as_month(text: str) -> date:
    try:
        return parse_month(text)
    except ValueError:
        raise _NotUnderstood("month_cell", given=text) from None


def _as_day(book: Book, cell: Cell, text: str, column: templates.Field) -> date:
    day = book.as_date(cell)
    if day is None and column.type == "month":
        return _as_month(text)
    if day is None or not EARLIEST <= day <= LATEST:
        is_date = column.type == "date"
        raise _NotUnderstood("date_cell" if is_date else "month_day_cell", given=text)
    return day if column.type == "date" else month_of(day)


def _as_time(cell: Cell, text: str) -> time:
    """A time of day: a part of a day, as a spreadsheet keeps it, or text such as 9:30."""
    if isinstance(cell.value, float) and 0 <= cell.value < 1:
        minutes = min(round(cell.value * 24 * 60), 24 * 60 - 1)
        return time(minutes // 60, minutes % 60)
    hours, _, minutes_text = text.replace(".", ":").partition(":")
    try:
        return time(int(hours), int(minutes_text or 0))
    except ValueError:
        raise _NotUnderstood("time_cell", given=text) from None


_COMPUTED = re.compile(r"[+-]?(\d+(\.\d*)?[eE][+-]?\d{1,3}|\d+\.|\.\d+)$")
"""What a program writes, and nobody means otherwise: 1e-4, 5., .5"""


def _as_number(cell: Cell, text: str, column: templates.Field) -> float | int:
    typed: float | None = None
    if isinstance(cell.value, float):
        typed = cell.value if cell.kind == "number" else None
    else:
        plain = text.removesuffix("%").strip()
        typed = float(plain) if _COMPUTED.match(plain) else number_in(plain, column.type == "whole")
    if typed is None or cell.kind == "boolean" or abs(typed) == float("inf"):
        raise _NotUnderstood("number_cell", given=text)
    number: float | int = typed * (0.01 if text.endswith("%") else 1.0)
    if column.type == "whole":
        if number != int(number):
            raise _NotUnderstood("whole_cell", given=text)
        number = int(number)
    for bound, wrong, fault in (
        (column.min, number < (column.min or 0), "below_cell"),
        (column.max, number > (column.max or 0), "above_cell"),
    ):
        if bound is not None and wrong:
            raise _NotUnderstood(fault, given=text, bound=bound)
    return number
