"""Workbooks of other formats (.ods, .xls, .xlsb), read by python-calamine in a process of its own.

A broken or hostile file can take all memory, or the whole process, of whoever reads it; so it is
read by another process that may have only so much of either.  Formulas and error values are not
seen there, which is why no workbook of Excel (.xlsx) is read so.
"""

from __future__ import annotations

import sys
from importlib.util import find_spec

from lcxl.cells.flat import FlatBook, FlatSheet, number_cell
from lcxl.cells.mended import mended
from lcxl.cells.package import Unreadable
from lcxl.cells.sheet import LAST_ROW, MAX_CELLS, Cell, Cells

__all__ = ["OTHER_FORMATS", "read_other"]

OTHER_FORMATS = ("ods", "xls", "xlsb")
"""As `lcxl.cells.kinds` calls them."""
MEMORY = 300_000_000
"""Bytes of address space that the process may have; a workbook of a team takes 60 million."""
SECONDS = 20
"""The process may take so long, where others are at work too, and a quarter of the processor."""
MAX_OUTPUT = 64_000_000
"""Most bytes of what it says."""
MAX_SHEETS = 60
"""Sheets that are read."""


def read_other(data: bytes, kind: str) -> FlatBook:
    """A workbook of one of `OTHER_FORMATS`.

    Raises:
        Unreadable: it is broken or too large; or nothing here can read it.
    """
    if not sys.executable or find_spec("python_calamine") is None:
        raise Unreadable(kind)
    import subprocess  # hardly a file is one of these

    try:
        done = subprocess.run(  # noqa: S603
            [sys.executable, "-m", __name__, kind],
            input=data,
            capture_output=True,
            timeout=SECONDS,
        )
    except (OSError, subprocess.SubprocessError) as e:
        raise Unreadable(kind) from e
    if done.returncode or len(done.stdout) > MAX_OUTPUT:
        raise Unreadable(kind)
    import json

    sheets = [
        FlatSheet(name, {(r, c): Cell(k, v, None, 0) for r, c, k, v in cells}, visible)
        for name, visible, cells in json.loads(done.stdout)
    ]
    return FlatBook(sheets, kind)


def _read(kind: str) -> None:
    """In the other process: the workbook from standard input, its cells to standard output."""
    _bound()
    import json
    from io import BytesIO

    from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

    book = CalamineWorkbook.from_filelike(BytesIO(mended(sys.stdin.buffer.read(), kind)))
    room, found = MAX_CELLS, []
    for about in book.sheets_metadata[:MAX_SHEETS]:
        if about.typ != SheetTypeEnum.WorkSheet:
            continue
        cells: Cells = {}
        rows = book.get_sheet_by_name(about.name).iter_rows()
        for r, row in zip(range(LAST_ROW), rows, strict=False):
            for c, value in enumerate(row):
                cell = _cell(value)
                if cell is not None and len(cells) < room:
                    cells[r, c] = cell
        room -= len(cells)
        listed = [(r, c, cell.kind, cell.value) for (r, c), cell in cells.items()]
        found.append((about.name, about.visible == SheetVisibleEnum.Visible, listed))
    json.dump(found, sys.stdout)


def _bound() -> None:
    """Take no more memory and time than is granted, where the system can see to it."""
    try:
        import resource
    except ImportError:  # Windows, where only the time is bounded, by whoever waits
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS // 4, SECONDS // 4))


def _cell(value: object) -> Cell | None:
    if value is None or value == "":
        return None
    if isinstance(value, bool):
        return Cell("boolean", value, None, 0)
    if isinstance(value, int | float):
        return number_cell(float(value), str(value))
    if isinstance(value, str):
        return Cell("text", value, None, 0)
    shown = getattr(value, "isoformat", None)
    kind = "date" if hasattr(value, "year") else "text"
    return Cell(kind, str(shown() if shown else value), None, 0)


if __name__ == "__main__":
    _read(sys.argv[1])
