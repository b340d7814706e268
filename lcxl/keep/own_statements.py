"""The host's own statements of an assessment, in the place of lcxl's."""

from __future__ import annotations

from pathlib import Path

from lcxl.errors import LcxlError
from lcxl.files import content_of
from lcxl.templates.team_tools import Prompt
from lcxl.words import Text

__all__ = ["own_statements"]

FILE = Path("templates") / "assessment.csv"
"""A row for each statement, with its area and its words; no head."""


def own_statements(folder: Path) -> tuple[Prompt, ...]:
    """Those of a collaborative's folder; none where it has no such file, or nothing in it.

    Raises:
        LcxlError: it cannot be read, or no row of it has an area and a statement.
    """
    file = FILE.as_posix()
    try:
        text = content_of(folder / FILE).decode("utf-8-sig")
    except FileNotFoundError:
        return ()
    except (OSError, UnicodeDecodeError) as e:
        why = e.strerror if isinstance(e, OSError) else Text("files.no_utf8")
        raise LcxlError(Text("keep.not_csv", file=file, why=why), Text("keep.not_csv_fix")) from e
    if not text.strip():
        return ()
    from lcxl.intake.values.lines import lines_in

    delimiter = next((sign for sign in text if sign in ",;"), ",")  # behind the first area
    rows = [
        (row[0].strip(), delimiter.join(row[1:]).strip(" ,;"))
        for _, row in lines_in(text, file, delimiter)
        if row
    ]
    rows = [row for row in rows if row[1]]
    if not rows:
        raise LcxlError(Text("keep.no_statement", file=file), Text("keep.no_statement_fix"))
    return tuple(Prompt(f"Q{n}", said, area) for n, (area, said) in enumerate(rows, 1))
