"""Attach to the Excel that is running, and read the workbook in front.

Of xlwings only what behaves alike on Windows and Mac is used, and never ``.api``.
"""

from __future__ import annotations

import atexit
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

from lcxl.cells import Book, Range, Unreadable
from lcxl.cells.book import SheetInfo
from lcxl.errors import LcxlError

from .live import FileFacts, LiveBook, SheetContent, within_bounds

if TYPE_CHECKING:
    import xlwings as xw

__all__ = [
    "app_in_front",
    "block_of",
    "book_in_front",
    "content_of",
    "is_visible",
    "load_xlwings",
    "names_of",
    "path_of",
    "read_cells",
    "sheet_named",
]

XLWINGS_SETTINGS = "xlwings.conf"
"""A sheet from which xlwings would take folders; a stranger's workbook may carry one."""


def load_xlwings() -> ModuleType:
    """The library that talks to Excel.

    Raises:
        LcxlError: it is not installed.
    """
    try:
        import xlwings
    except ImportError as e:
        raise LcxlError(
            "The part that talks to Excel is not installed.",
            'Install it beside lcxl: pip install "xlwings<0.38"  (or pipx inject lcxl ...)',
        ) from e
    return xlwings


def app_in_front(hwnd: int | None = None) -> xw.App:
    """The running Excel whose window is ``hwnd``; the foremost one if None or if it is gone.

    Raises:
        LcxlError: xlwings is not installed, or Excel is not running.
    """
    xlwings = load_xlwings()
    _leave_other_excels_alone()
    if xlwings.engines.active is None:
        raise LcxlError(
            "Excel does not run on this computer.",
            "The add-in works on Windows and Mac. Everywhere: lcxl validate FILE",
        )
    app: xw.App | None = next(
        (a for a in xlwings.apps if hwnd is not None and a.hwnd == hwnd), None
    )
    app = app or xlwings.apps.active
    if app is None:
        raise LcxlError("Excel is not running.", "Open the team's workbook in Excel first.")
    return app


def _leave_other_excels_alone() -> None:
    """On Windows xlwings would end every Excel that it does not know when this Python ends."""
    windows = sys.modules.get("xlwings._xlwindows")
    if windows is not None:
        atexit.unregister(windows.cleanup)


def book_in_front(hwnd: int | None = None) -> xw.Book:
    """The active workbook of that Excel.

    Raises:
        LcxlError: as `app_in_front`, or nothing is open.
    """
    app = app_in_front(hwnd)
    if len(app.books) == 0:
        raise _nothing_open()
    book = app.books.active
    try:
        book.name  # noqa: B018 - fails where only a workbook in Protected View is open
    except Exception as e:
        raise _nothing_open() from e
    return book


def _nothing_open() -> LcxlError:
    return LcxlError(
        "No workbook is open in Excel.",
        "Open the team's workbook. If a yellow bar says Protected View, click Enable Editing.",
    )


def path_of(book: xw.Book) -> Path | None:
    """Where the workbook lies on this computer; None when it was never saved or is elsewhere.

    For a workbook on OneDrive or SharePoint xlwings finds the synchronised copy, but looks
    for folders in a sheet of the workbook first.  Nothing in a workbook may choose a folder,
    so a workbook with such a sheet has no path.
    """
    if sheet_named(book, XLWINGS_SETTINGS) is not None:
        return None
    try:
        path = Path(book.fullname)
    except Exception:  # OneDrive and SharePoint: no synchronised copy is known
        return None
    try:
        return path if path.is_absolute() and path.is_file() else None
    except (OSError, ValueError):
        return None


def is_visible(sheet: xw.Sheet) -> bool:
    """A person can see the sheet; on Windows 2 means that it is hidden very well."""
    return sheet.visible in (True, -1)


def sheet_named(book: xw.Book, name: str) -> xw.Sheet | None:
    """The sheet of that name; a missing one raises differently on each platform."""
    return next((s for s in book.sheets if s.name.casefold() == name.casefold()), None)


def read_cells(book: xw.Book, without: xw.Sheet | None = None) -> LiveBook:
    """The cells of an open workbook, unsaved changes included; sheets are fetched when needed.

    ``without`` is a sheet that is not the team's.
    """
    left_out = without.name if without is not None else None
    sheets = {sheet.name: sheet for sheet in book.sheets if sheet.name != left_out}
    return LiveBook(
        [SheetInfo(name, "", is_visible(sheet)) for name, sheet in sheets.items()],
        dict(names_of(book)),
        lambda name: _content(sheets[name]),
        _file_facts(path_of(book)),
    )


def names_of(book: xw.Book) -> Iterator[tuple[str, str]]:
    """Defined names, and what they refer to."""
    for name in book.names:
        try:
            yield name.name, name.refers_to or ""
        except Exception:  # noqa: S112 - a broken name refers to nothing
            continue


def _content(sheet: xw.Sheet) -> SheetContent:
    block = block_of(sheet)
    return content_of(block, block.formula)


def block_of(sheet: xw.Sheet) -> xw.Range:
    """The used cells of a sheet, as far as they are read."""
    used = sheet.used_range
    row, col = used.row, used.column
    rows, cols = within_bounds(*used.shape)
    return sheet.range((row, col), (row + rows - 1, col + cols - 1))


def content_of(block: xw.Range, formulas: Any) -> SheetContent:
    """The values of a block, with its formulas as the program gave them."""
    values = block.options(ndim=2, err_to_str=True).value
    return SheetContent(values, _grid(formulas, len(values)), block.row - 1, block.column - 1)


def _grid(formulas: Any, rows: int) -> list[list[Any]]:
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
        file.modified, file.properties, file.has_macros, file.has_external_links, merged
    )
