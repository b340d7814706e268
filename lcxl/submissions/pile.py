"""A pile of files: which there are, and which of a team's is the newer one."""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from lcxl.errors import LcxlError
from lcxl.files import is_in_store, reaching
from lcxl.submissions.submission import Submission

__all__ = ["SUBMISSIONS", "find_files", "newest_last"]

SUBMISSIONS = "submissions"
"""Folder of what came back, in a collaborative's folder."""


def find_files(folder: Path) -> list[Path]:
    """Every file under ``folder``, in the order of their names; none if it does not exist.

    Raises:
        LcxlError: the folder is in a store that cannot be reached.
    """
    if is_in_store(folder):
        return _stored_files(folder)
    found: list[Path] = []
    for base, folders, files in os.walk(folder):
        folders.sort()
        found += [Path(base) / name for name in files]
    return sorted(found, key=lambda p: p.as_posix())


def _stored_files(folder: Path) -> list[Path]:
    root: Any = folder
    start = root.path.rstrip("/") + "/"
    try:
        with reaching(folder):
            names = root.fs.find(root.path)
    except FileNotFoundError:
        return []
    except OSError as e:
        raise LcxlError(
            f"{folder} cannot be opened ({e.strerror or e}).",
            "Check the address, and that you may read there.",
        ) from e
    return [folder / name.removeprefix(start) for name in sorted(names) if name.startswith(start)]


def newest_last(submissions: Sequence[Submission]) -> list[Submission]:
    """The same team's submissions, oldest first, by what they themselves say.

    A file that reaches a later month is the newer one: an old copy that somebody opened and
    saved again does not win.  Among files that reach the same month, the one saved last is
    newer.  Names and the order of the files do not count.
    """
    return sorted(
        submissions, key=lambda s: (s.months[-1:] or (date.min,), s.saved_at, s.sha256, s.file)
    )
