"""The coach's desk: the workbook in front, a question for a folder, the clipboard.

Programs are started by their full path with a list of arguments, and what comes from a
workbook goes to their standard input: no shell ever sees a name or a text of a workbook.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from . import findings_sheet
from .excel import OpenSheet, app_in_front, book_in_front, path_of, sheets_of

if TYPE_CHECKING:
    import xlwings as xw

__all__ = ["Desk", "FolderWanted"]


class FolderWanted(Exception):
    """The macro has the box in which a person chooses a folder, and is to show it."""


@dataclass
class Desk:
    """Where a button is pressed.

    ``hwnd`` is the window of the Excel it was pressed in, ``folder`` a folder named on the
    command line, ``may_ask`` whether there is a person who can answer a question, ``chosen`` what
    that person answered, and ``macro_asks`` whether the macro shows the question.
    """

    hwnd: int | None = None
    folder: Path | None = None
    may_ask: bool = True
    chosen: Path | None = None
    macro_asks: bool = False

    @cached_property
    def book(self) -> xw.Book:
        """The workbook in front; LcxlError when there is none."""
        return book_in_front(self.hwnd)

    @cached_property
    def all_sheets(self) -> Sequence[OpenSheet]:
        """The sheets of the workbook in front, as they are when the button is pressed."""
        return sheets_of(self.book)

    @cached_property
    def findings(self) -> OpenSheet | None:
        """The add-in's own sheet in it, if it is there."""
        return findings_sheet.find(self.all_sheets)

    @property
    def sheets(self) -> Sequence[OpenSheet]:
        """The sheets that are the team's."""
        return [sheet for sheet in self.all_sheets if sheet is not self.findings]

    @cached_property
    def path(self) -> Path | None:
        """Where the workbook in front lies on this computer, if anywhere."""
        return path_of(self.book, self.all_sheets)

    def ask_folder(self, question: str) -> Path | None:
        """Let the person choose a folder; None when nothing was chosen or nobody can be asked.

        Raises:
            FolderWanted: the macro shows the question.
        """
        if self.chosen is not None or not self.may_ask:
            return self.chosen
        if self.macro_asks:
            raise FolderWanted
        return _choose_on_mac(question) if sys.platform == "darwin" else None

    def show(self, path: Path) -> bool:
        """Open a workbook in Excel; False where that is not possible."""
        if not self.may_ask:
            return False
        with suppress(Exception):
            app_in_front(self.hwnd).books.open(path)
            return True
        return False

    def copy(self, text: str) -> bool:
        """Put a text on the clipboard; False where that is not possible."""
        program, encoding = CLIPBOARD.get(sys.platform, (Path(), ""))
        if not program.is_file():
            return False
        try:
            subprocess.run(  # noqa: S603 - a fixed program; the text goes to its input
                [program], input=text.encode(encoding), check=True, timeout=20
            )
        except (OSError, subprocess.SubprocessError):
            return False
        return True


CLIPBOARD = {
    "win32": (Path(os.environ.get("SYSTEMROOT", r"C:\Windows"), "System32", "clip.exe"), "utf-16"),
    "darwin": (Path("/usr/bin/pbcopy"), "utf-8"),
}
"""System -> the program that fills the clipboard from its standard input, and its encoding."""
CHOOSE_ON_MAC = """on run arguments
  activate
  return POSIX path of (choose folder with prompt (item 1 of arguments))
end run"""


def _choose_on_mac(question: str) -> Path | None:
    try:
        done = subprocess.run(  # noqa: S603 - no shell, and the question is our own text
            ["/usr/bin/osascript", "-", question],
            input=CHOOSE_ON_MAC,
            capture_output=True,
            text=True,
            check=False,
            timeout=600,
        )
    except (OSError, subprocess.SubprocessError):
        return None
    chosen = done.stdout.rstrip("\n")
    return Path(chosen) if done.returncode == 0 and chosen else None
