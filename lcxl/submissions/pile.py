"""A pile of files: which there are, and which of a team's is the newer one."""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from lcxl.submissions.submission import Submission

__all__ = ["SUBMISSIONS", "find_files", "newest_last"]

SUBMISSIONS = "submissions"
"""Folder of what came back, in a collaborative's folder."""


def find_files(folder: Path) -> list[Path]:
    """Every file under ``folder``, in the order of their names; none if it does not exist."""
    found: list[Path] = []
    for base, folders, files in os.walk(folder):
        folders.sort()
        found += [Path(base) / name for name in files]
    return sorted(found, key=lambda p: p.as_posix())


def newest_last(submissions: Sequence[Submission]) -> list[Submission]:
    """The same team's submissions, oldest first, by what they themselves say.

    A file that reaches a later month is the newer one: an old copy that somebody opened and
    saved again does not win.  Among files that reach the same month, the one saved last is
    newer.  Names and the order of the files do not count.
    """
    return sorted(
        submissions, key=lambda s: (s.months[-1:] or (date.min,), s.saved_at, s.sha256, s.file)
    )
