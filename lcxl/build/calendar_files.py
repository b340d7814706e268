"""timetable.xlsx and timetable.ics of a collaborative's folder."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from lcxl.build.calendar_file import CALENDAR, build_calendar_file
from lcxl.build.timetable_workbook import rebuild_timetable
from lcxl.files import write_file
from lcxl.findings import Finding
from lcxl.keep.timetable import TIMETABLE, load_timetable, readable
from lcxl.keep.typed import Rebuilt
from lcxl.plan import Collaborative

__all__ = ["write_timetable"]


class Written(NamedTuple):
    """Paths of the two files, what became of the host's own things, and questions to the host."""

    paths: list[Path]
    workbook: Rebuilt
    questions: tuple[Finding, ...]


def write_timetable(folder: Path, plan: Collaborative) -> Written:
    """Write both again, with all that the host typed.

    Raises:
        PlanError: a date that the host moved cannot be met; nothing is written.
        LcxlError: one of them cannot be read or written; it is left as it is.
    """
    timetable, edits, old = load_timetable(folder, plan)
    calendar = build_calendar_file(plan, timetable, edits, folder / CALENDAR)
    with readable(folder / TIMETABLE):
        workbook = rebuild_timetable(plan, timetable, edits, old)
    write_file(folder / TIMETABLE, workbook.data)
    write_file(folder / CALENDAR, calendar)
    return Written([folder / TIMETABLE, folder / CALENDAR], workbook, edits.findings)
