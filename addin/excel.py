"""Attach to the Excel that is running, and read the workbook in front.

Of xlwings only what behaves alike on Windows and Mac is used, and never ``.api``.  Each question
to Excel costs time, so the sheets of a workbook are asked for their names once.
"""

from __future__ import annotations

import atexit
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, NoReturn

from lcxl.cells import Book, Range, Unreadable
from lcxl.cells.address import column_number
from lcxl.cells.any_book import SheetInfo
from lcxl.words import this_python

from .busy import limit_tries, unless_busy
from .live import FileFacts, LiveBook, SheetContent, within_bounds
from .words import error

if TYPE_CHECKING:
    import xlwings as xw

__all__ = [
    "OpenSheet",
    "app_in_front",
    "book_in_front",
    "load_xlwings",
    "missing_bridges",
    "path_of",
    "read_cells",
    "sheets_of",
]

XLWINGS_SETTINGS = "xlwings.conf"
"""A sheet from which xlwings would take folders; a stranger's workbook may carry one."""
NOT_NEEDED = ("pandas", "numpy", "polars", "matplotlib", "PIL")
"""What xlwings loads if it is installed; pandas alone takes half a second of each click."""
BRIDGES = {
    "win32": {"pywintypes": "pywin32", "win32com": "pywin32"},
    "darwin": {"appscript": "appscript", "psutil": "psutil"},
}
"""System -> modules that xlwings talks to Excel with -> the packages they are in."""
_ADDRESS = re.compile(
    r"^\$(?P<col>[A-Z]{1,3})\$(?P<row>\d+)(:\$(?P<to_col>[A-Z]{1,3})\$(?P<to_row>\d+))?$"
)
_LOCKED = re.compile(rb"<sheetProtection\b[^>]*\ssheet=[\"'](1|true)")
_LOCKS_STRUCTURE = re.compile(rb"<workbookProtection\b[^>]*\slockStructure=[\"'](1|true)")


@dataclass
class OpenSheet:
    """A sheet of an open workbook: its name and whether a person can see it, asked once."""

    sheet: xw.Sheet
    name: str

    @cached_property
    def visible(self) -> bool:
        """A person can see it; on Windows 2 means that it is hidden very well."""
        return self.sheet.visible in (True, -1)

    @cached_property
    def used(self) -> xw.Range:
        """The cells that are used."""
        return self.sheet.used_range


def load_xlwings() -> ModuleType:
    """The library that talks to Excel, with the habits taken off that do not suit us.

    Raises:
        LcxlError: it is not installed.
    """
    try:
        with _without(NOT_NEEDED):
            import xlwings
    except ImportError as e:
        raise error("no_xlwings", python=this_python()) from e
    for name in ("xlwings._xlwindows", "xlwings._xlmac"):
        engine = sys.modules.get(name)
        if engine is not None:
            vars(engine)["fullname_url_to_local_path"] = _no_guess
    windows = sys.modules.get("xlwings._xlwindows")
    if windows is not None:
        # It would end every Excel that it does not know when this Python ends.
        atexit.unregister(windows.cleanup)
        limit_tries(windows)
    return xlwings


@contextmanager
def _without(modules: Iterable[str]) -> Iterator[None]:
    """While this lasts, an import of one of the modules fails, unless it is loaded already."""
    hidden = [name for name in modules if name not in sys.modules]
    for name in hidden:
        sys.modules[name] = None  # type: ignore[assignment] # what Python takes for "not there"
    try:
        yield
    finally:
        for name in hidden:
            del sys.modules[name]


def _no_guess(*_: object, **__: object) -> NoReturn:
    """In place of xlwings' search for a synchronised copy of a workbook in the cloud.

    It takes a file of the same name from the wrong folder where only part of a library is
    synchronised (issues 2017, 2396 and 2635 of xlwings), and looks for folders in a sheet of the
    workbook first.
    """
    raise FileNotFoundError


def missing_bridges() -> list[str]:
    """Packages that xlwings needs on this system and cannot find; it says nothing itself.

    (``__init__.py`` of xlwings passes over the error; issue 2128 is what a user sees then.)
    """
    found = []
    for module, package in BRIDGES.get(sys.platform, {}).items():
        try:
            is_there = module in sys.modules or find_spec(module) is not None
        except (ImportError, ValueError):
            is_there = False
        if not is_there:
            found.append(package)
    return list(dict.fromkeys(found))


def app_in_front(hwnd: int | None = None) -> xw.App:
    """The running Excel whose window is ``hwnd``; the foremost one if None or if it is gone.

    Raises:
        LcxlError: xlwings is not installed, or Excel is not running.
    """
    xlwings = load_xlwings()
    missing = missing_bridges()
    if missing:
        raise error("no_bridge", python=this_python(), names=" ".join(missing))
    if xlwings.engines.active is None:
        raise error("no_excel_here")
    app: xw.App | None = next(
        (a for a in xlwings.apps if hwnd is not None and a.hwnd == hwnd), None
    )
    app = app or xlwings.apps.active
    if app is None:
        raise error("no_excel")
    return app


def book_in_front(hwnd: int | None = None) -> xw.Book:
    """The active workbook of that Excel.

    Raises:
        LcxlError: as `app_in_front`, or nothing is open that may be touched: a workbook in
            Protected View is shown to nobody else.
    """
    app = app_in_front(hwnd)
    try:
        book = app.books.active if len(app.books) else None
        if book is not None:
            book.name  # noqa: B018 - fails where only a workbook in Protected View is open
            return book
    except Exception as e:
        unless_busy(e)
        raise error("nothing_open") from e
    raise error("nothing_open")


def path_of(book: xw.Book, sheets: Iterable[OpenSheet]) -> Path | None:
    """Where the workbook lies on this computer; None when it was never saved or is elsewhere.

    A workbook that Excel has from OneDrive or SharePoint has an address and no path: a file of
    the same name on this computer may be another one.
    """
    if any(sheet.name.casefold() == XLWINGS_SETTINGS for sheet in sheets):
        return None
    try:
        path = Path(book.fullname)
    except Exception as e:  # it has an address
        unless_busy(e)
        return None
    try:
        return path if path.is_absolute() and path.is_file() else None
    except (OSError, ValueError):
        return None


def sheets_of(book: xw.Book) -> list[OpenSheet]:
    """The sheets of an open workbook, in their order."""
    return [OpenSheet(sheet, sheet.name) for sheet in book.sheets]


def read_cells(book: xw.Book, sheets: Iterable[OpenSheet], path: Path | None) -> LiveBook:
    """The cells of an open workbook, unsaved changes included; sheets are fetched when needed.

    ``sheets`` are those of the team, ``path`` is where the workbook lies.
    """
    by_name = {sheet.name: sheet for sheet in sheets}
    return LiveBook(
        [SheetInfo(name, "", sheet.visible) for name, sheet in by_name.items()],
        _Names(book),
        lambda name: _content(by_name[name]),
        _file_facts(path),
    )


class _Names(Mapping[str, str]):
    """Defined names; what one refers to is asked for only where a block has no other mark."""

    def __init__(self, book: xw.Book) -> None:
        self._names = dict(_named(book))

    def __getitem__(self, name: str) -> str:
        try:
            return self._names[name].refers_to or ""
        except Exception as e:  # a broken name refers to nothing
            unless_busy(e)
            return ""

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)


def _named(book: xw.Book) -> Iterator[tuple[str, xw.Name]]:
    for name in book.names:
        try:
            yield name.name, name
        except Exception as e:  # a broken name has none
            unless_busy(e)


def _content(sheet: OpenSheet) -> SheetContent:
    """The values and formulas of a sheet, as far as they are read."""
    block = sheet.used
    row, col, rows, cols = _area(block)
    if within_bounds(rows, cols) != (rows, cols):
        rows, cols = within_bounds(rows, cols)
        block = sheet.sheet.range((row, col), (row + rows - 1, col + cols - 1))
    formulas = block.formula
    values = block.options(ndim=2, err_to_str=True).value
    return SheetContent(values, _grid(formulas, len(values)), row - 1, col - 1)


def _area(block: xw.Range) -> tuple[int, int, int, int]:
    """First row and column (from 1), rows and columns; of its address, which is one question."""
    match = _ADDRESS.match(block.address)
    if match is None:  # whole columns or rows
        return (block.row, block.column, *block.shape)
    row, col = int(match["row"]), column_number(match["col"]) + 1
    if match["to_row"] is None:
        return row, col, 1, 1
    return row, col, int(match["to_row"]) - row + 1, column_number(match["to_col"]) + 2 - col


def _grid(formulas: object, rows: int) -> list[list[object]]:
    """One cell comes as a text, one row or column in some places as a flat list."""
    if not isinstance(formulas, list | tuple):
        return [[formulas]]
    if not isinstance(formulas[0], list | tuple):
        return [list(formulas)] if rows == 1 else [[f] for f in formulas]
    return [list(row) for row in formulas]


def _file_facts(path: Path | None) -> FileFacts:
    if path is None:
        return FileFacts()
    try:
        file = Book(path.read_bytes())
    except (OSError, Unreadable):
        return FileFacts()

    def merged(sheet: str) -> tuple[Range, ...]:
        try:
            return file.merged(sheet)
        except Unreadable:
            return ()

    return FileFacts(
        file.modified,
        file.properties,
        file.has_macros,
        file.has_external_links,
        merged,
        lambda sheet: any(s.name == sheet and _says(file, s.part, _LOCKED) for s in file.sheets),
        _says(file, "xl/workbook.xml", _LOCKS_STRUCTURE),
    )


def _says(file: Book, part: str, pattern: re.Pattern[bytes]) -> bool:
    try:
        return pattern.search(file.package.read(part)) is not None
    except (KeyError, Unreadable):
        return False
