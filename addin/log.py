"""The add-in's log: when it was installed, each start of it, and every fault.

What stands in a workbook is not written down, except in an answer that could not be shown.
"""

from __future__ import annotations

import sys
from contextlib import suppress
from datetime import datetime
from importlib.metadata import version
from pathlib import Path

from lcxl.errors import LcxlError
from lcxl.files import make_folder, write_file

__all__ = ["log_file", "note"]

MOST_BYTES, LAST_LINES = 200_000, 400
"""From that size on, only so many lines are kept."""


def log_file() -> Path:
    """Where it lies."""
    import platformdirs

    return Path(platformdirs.user_log_dir("lcxl", appauthor=False)) / "addin.log"


def note(what: str) -> None:
    """Write down what happened; where nothing can be written, nothing is."""
    now = datetime.now().astimezone().isoformat(" ", "seconds")
    line = f"{now}  lcxl {version('lcxl')}, {sys.executable}: {what.rstrip()}\n"
    path = log_file()
    with suppress(OSError, LcxlError):
        make_folder(path.parent)
        if path.exists() and path.stat().st_size > MOST_BYTES:
            lines = path.read_text(encoding="utf-8", errors="replace").splitlines(keepends=True)
            write_file(path, "".join(lines[-LAST_LINES:]).encode())
        with path.open("a", encoding="utf-8") as file:  # the script on Mac writes into it too
            file.write(line)
