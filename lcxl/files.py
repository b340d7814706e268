"""Bytes to disk: a file is either the old one or the new one, never half of each."""

from __future__ import annotations

import os
from pathlib import Path

from lcxl.errors import LcxlError

__all__ = ["make_folder", "printable", "write_file"]


def printable(name: str) -> str:
    """A file's name as it can be printed and written anywhere.

    Names may hold bytes that are no text, line breaks, or marks that turn the direction of
    writing; these are shown by their codes.
    """
    text = name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
    return "".join(
        c if c.isprintable() or c == "\u00a0" else c.encode("unicode_escape").decode() for c in text
    )


def write_file(path: Path, data: bytes) -> None:
    """Put ``data`` into the place of ``path`` in one step.

    The new content is written beside it first, under a fixed name, so that a run that was
    killed leaves at most one such file, which the next run replaces.

    Raises:
        LcxlError: the workbook is open in Excel, or the place may not be written.
    """
    if path.with_name("~$" + path.name).exists():
        raise _is_open(path)
    beside = path.with_name(f".{path.name}.new")
    try:
        with beside.open("wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        os.replace(beside, path)
    except PermissionError as e:
        beside.unlink(missing_ok=True)
        if path.exists() and os.access(path.parent, os.W_OK):
            raise _is_open(path) from e
        raise LcxlError(
            f"{path} may not be written.", "Choose a folder in which you may save files."
        ) from e
    except OSError as e:
        beside.unlink(missing_ok=True)
        raise LcxlError(
            f"{path} cannot be written: {e.strerror or e}.",
            "Check that the disk has room and the folder exists.",
        ) from e


def _is_open(path: Path) -> LcxlError:
    return LcxlError(
        f"{path} is open in Excel, so it was left as it is.",
        "Close it there and run the command again.",
    )


def make_folder(path: Path) -> None:
    """Make a folder, and those above it.

    Raises:
        LcxlError: there is a file of that name, or the place may not be written.
    """
    try:
        path.mkdir(parents=True, exist_ok=True)
    except FileExistsError:
        raise LcxlError(f"{path} is a file, not a folder.", "Choose another name.") from None
    except OSError as e:
        raise LcxlError(
            f"The folder {path} cannot be made: {e.strerror or e}.",
            "Choose a place in which you may save files.",
        ) from e
