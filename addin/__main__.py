"""What the ribbon starts: ``python -P -m lcxl_addin ACTION --hwnd WINDOW``.

The answer is shown in Excel.  The code tells the macro whether the person has seen it.
"""

from __future__ import annotations

import argparse
import os
import sys
import traceback
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from lcxl.console import text_of
from lcxl.errors import LcxlError, PlanError

from . import log
from .busy import ExcelBusy, is_busy
from .buttons import BUTTONS
from .desk import Desk, FolderWanted
from .excel import app_in_front
from .press import press
from .words import tab

__all__ = ["BUSY", "FOLDER_WANTED", "NOT_SHOWN", "SHOWN", "main"]

SHOWN, BUSY, FOLDER_WANTED, NOT_SHOWN = 0, 3, 4, 6
"""Codes for the macro, which has words for the last three; 1 and 2 are Python's own."""
FOLDER = "LCXL_FOLDER"
"""Variable in which the macro hands over the folder that was chosen; no command line has it."""
AFTER = "'lcxl.xlam'!ThisWorkbook.LcxlAfter"
"""What the macro on Windows does itself when Python has ended."""
MOST_FAULTS = 10
"""Of a plan, that one message lists."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Press one button in the Excel whose window is named."""
    parser = argparse.ArgumentParser(prog="lcxl_addin")
    parser.add_argument("action", choices=list(BUTTONS))
    parser.add_argument("--hwnd", type=int, default=0)
    given = parser.parse_args(arguments)
    chosen = os.environ.get(FOLDER)
    desk = Desk(
        hwnd=given.hwnd or None,
        chosen=Path(chosen) if chosen else None,
        macro_asks=sys.platform == "win32",
    )
    try:
        return _show(desk, given.action, _answer(given.action, desk))
    except FolderWanted:
        return FOLDER_WANTED
    except ExcelBusy:
        return BUSY


def _answer(action: str, desk: Desk) -> str:
    try:
        return press(action, desk).text
    except ExcelBusy:
        raise
    except PlanError as e:
        faults = list(text_of(e.findings[:MOST_FAULTS]))
        return "\n".join([e.message, *faults, e.fix])
    except LcxlError as e:
        return f"{e.message}\n{e.fix}".strip()


def _show(desk: Desk, action: str, text: str) -> int:
    try:
        app = app_in_front(desk.hwnd)
        if sys.platform == "darwin":  # where the macro does not wait for Python
            with suppress(Exception):
                app.macro(AFTER)(action)
        app.status_bar = False
        app.alert(text, tab())
    except Exception as e:
        log.note(f"{text}\n{traceback.format_exc()}")
        return BUSY if is_busy(e) else NOT_SHOWN
    return SHOWN


if __name__ == "__main__":
    sys.exit(main())
