"""Where the plan lies: the host's workbooks in a collaborative's folder."""

from __future__ import annotations

import os
from pathlib import Path
from typing import NamedTuple

__all__ = [
    "METRIC_DEFINITIONS",
    "PLANNING_WORKBOOK",
    "RECRUITING_TRACKER",
    "HostWorkbooks",
    "find_folder",
]

METRIC_DEFINITIONS = "metric-definitions.xlsx"
RECRUITING_TRACKER = "recruiting-tracker.xlsx"
PLANNING_WORKBOOK = "planning.xlsx"
"""The one that a host may do without."""


class HostWorkbooks(NamedTuple):
    """What the host's workbooks hold, or why one cannot be read; ``planning`` may be missing."""

    definitions: bytes | OSError
    tracker: bytes | OSError
    planning: bytes | OSError | None = None


def find_folder(path: str | Path) -> Path | None:
    """The collaborative's folder that a file lies in, at any depth; None when it lies in none.

    By its name first: one of the folder's own folders may be a link to another place.
    """
    for here in (Path(os.path.abspath(path)), Path(path).resolve()):
        for folder in (here, *here.parents):
            if (folder / METRIC_DEFINITIONS).exists():
                return folder
    return None
