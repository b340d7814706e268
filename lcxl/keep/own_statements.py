"""The host's own statements of an assessment, in the place of lcxl's."""

from __future__ import annotations

from pathlib import Path

from lcxl.files import content_of
from lcxl.templates.team_tools import Prompt

__all__ = ["own_statements"]

FILE = Path("templates") / "assessment.csv"
"""A row for each statement, with its area and its words; no head."""


def own_statements(folder: Path) -> tuple[Prompt, ...]:
    """Those of a collaborative's folder; none where it has no such file, or nothing in it."""
    try:
        text = content_of(folder / FILE).decode("utf-8-sig")
    except (OSError, UnicodeDecodeError):
        return ()
    import csv
    from io import StringIO

    rows = [row for row in csv.reader(StringIO(text)) if len(row) > 1 and row[1].strip()]
    return tuple(Prompt(f"Q{n}", row[1].strip(), row[0].strip()) for n, row in enumerate(rows, 1))
