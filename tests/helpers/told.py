"""A page that tells what somebody typed and ran, done again: its commands and its tables."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import openpyxl
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

Run = Callable[..., CompletedProcess[str]]

ACROSS = ("Month", "Week, from Monday", "Quarter")
"""First headings of tables whose periods stand across, as on the sheet Data."""

_BLOCK = re.compile(
    r"```(?P<kind>sh|text)\n(?P<code>.*?)```"
    r"|`(?P<book>[\w./-]+\.xlsx)`"
    r"|[Ss]heet \*(?P<sheet>[^*]+)\*"
    r"|^(?P<table>\|.*?)(?:\n\n|\Z)",
    re.S | re.M,
)


@dataclass(frozen=True)
class Ran:
    """A command of the page, what it said, and what the page says that it says."""

    words: tuple[str, ...]
    code: int
    output: str
    told: str


@dataclass(frozen=True)
class Told:
    """All that was done again."""

    ran: tuple[Ran, ...]
    cells: int
    """How many cells were typed into."""


def do_again(page: Path, lcxl: Run, home: Path, heading: Callable[[str], None]) -> Told:
    """Everything from the top of a page to its end, in the collaborative's folder ``home``.

    ``heading`` is called with each heading, before what stands under it is done.  Tables are typed
    into the workbook and sheet that were named last, if that was under the same heading.
    """
    ran: list[Ran] = []
    cells = 0
    book = sheet = ""
    opened = _Opened()
    for title, text in _sections(page):
        opened.save()
        heading(title)
        sheet = ""
        for found in _BLOCK.finditer(text):
            if found["book"] and (home / found["book"]).exists():
                book = found["book"]
            elif found["sheet"]:
                sheet = found["sheet"]
            elif found["table"] and sheet:
                cells += _type(opened.book(home / book)[sheet], _rows(found["table"]))
            elif found["kind"] == "sh":
                opened.save()
                for line in found["code"].splitlines():
                    words = shlex.split(line, comments=True)[1:]
                    done = lcxl(*words)
                    ran.append(Ran(tuple(words), done.returncode, done.stdout + done.stderr, ""))
            elif found["kind"] == "text":
                last = ran.pop()
                ran.append(Ran(last.words, last.code, last.output, found["code"]))
    return Told(tuple(ran), cells)


class _Opened:
    """Workbooks that are typed into, until a command is to read them."""

    def __init__(self) -> None:
        self.books: dict[Path, Workbook] = {}

    def book(self, path: Path) -> Workbook:
        if path not in self.books:
            self.books[path] = openpyxl.load_workbook(path)
        return self.books[path]

    def save(self) -> None:
        for path, book in self.books.items():
            book.save(path)
        self.books.clear()


def _sections(page: Path) -> Iterator[tuple[str, str]]:
    for part in re.split(r"^## ", page.read_text(encoding="utf-8"), flags=re.M)[1:]:
        title, _, text = part.partition("\n")
        yield title, text


def _rows(table: str) -> list[list[str]]:
    lines = [line.strip().strip("|").split("|") for line in table.strip().splitlines()]
    return [[cell.strip() for cell in line] for n, line in enumerate(lines) if n != 1]


def as_typed(text: str) -> Any:
    """What a spreadsheet program makes of it."""
    if re.fullmatch(r"-?\d+(\.\d+)?", text):
        return float(text)
    if re.fullmatch(r"\d+(\.\d+)?%", text):
        return float(text[:-1]) / 100
    if re.fullmatch(r"\d\d:\d\d", text):
        return time.fromisoformat(text)
    if re.fullmatch(r"\d{4}-\d\d(-\d\d)?", text):
        return date.fromisoformat(text if len(text) > 7 else f"{text}-01")
    return text


def _type(page: Worksheet, rows: list[list[str]]) -> int:
    """Type a table of the page into a sheet; how many cells that were."""
    head, *lines = rows
    if head[0] == "Question":
        columns = [2 if name == "Answer" else 2 + int(name) for name in head[1:]]
        places = [[(_line(page, 1, row[0]), column) for column in columns] for row in lines]
        texts = [row[1:] for row in lines]
    elif head[0] in ACROSS:
        top = _line(page, 1, head[0])
        days = {page.cell(top, n).value: n for n in range(2, page.max_column + 1)}
        columns = [days[datetime.combine(as_typed(name), time())] for name in head[1:]]
        places = [[(_line(page, top, row[0]), column) for column in columns] for row in lines]
        texts = [row[1:] for row in lines]
    else:
        top, columns = _headings(page, head)
        free = _free_lines(page, top, columns)
        places = [
            [(line, column) for column in columns] for line, _ in zip(free, lines, strict=False)
        ]
        texts = lines
    typed = 0
    for spots, row in zip(places, texts, strict=True):
        for (line, column), text in zip(spots, row, strict=True):
            if text:
                page.cell(line, column).value = as_typed(text)
                typed += 1
    return typed


def _label(page: Worksheet, line: int, column: int = 1) -> str:
    """What stands in a cell, without the help below it."""
    first = str(page.cell(line, column).value or "").split("\n")[0]
    return " ".join(first.split())


def _line(page: Worksheet, top: int, label: str) -> int:
    """The first line at or below ``top`` whose label it is."""
    for line in range(top, page.max_row + 1):
        if _label(page, line) == label:
            return line
    raise LookupError(f"{page.title}: no line {label}")


def _headings(page: Worksheet, names: list[str]) -> tuple[int, list[int]]:
    """The line in which all these headings stand, and their columns."""
    for line in range(1, page.max_row + 1):
        found = {_label(page, line, n): n for n in range(page.max_column, 0, -1)}
        if all(name in found for name in names):
            return line, [found[name] for name in names]
    raise LookupError(f"{page.title}: no line with {names}")


def _free_lines(page: Worksheet, top: int, columns: list[int]) -> Iterator[int]:
    """The lines below the headings into which nothing was typed, nor is an example there.

    A line that is there already counts as free where its own first cell alone is filled in.
    """
    for line in range(top + 1, page.max_row + 1):
        if all(page.cell(line, column).value is None for column in columns[1:] or columns):
            yield line
