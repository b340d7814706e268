"""timetable.xlsx, timetable.ics and timetable-teams.ics of a collaborative's folder."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from lcxl.books.timetable import rebuild_timetable
from lcxl.documents.calendar_file import CALENDAR, TEAMS_CALENDAR, build_calendar_file
from lcxl.findings import Finding
from lcxl.keep.dates_sent import changed_dates
from lcxl.keep.timetable import TIMETABLE, load_timetable, readable
from lcxl.keep.typed import Rebuilt
from lcxl.plan import Collaborative
from lcxl.plan.timetable import Timetable

__all__ = ["TimetableFiles", "timetable_files"]


class TimetableFiles(NamedTuple):
    """Path and bytes of each, what became of the host's own things, and questions to the host.

    ``changes`` tells which dates of sessions and reports are others than before.
    """

    files: list[tuple[Path, bytes]]
    workbook: Rebuilt
    timetable: Timetable
    questions: tuple[Finding, ...]
    changes: tuple[str, ...] = ()


def timetable_files(folder: Path, plan: Collaborative) -> TimetableFiles:
    """All again, with all that the host typed.

    Raises:
        PlanError: a date that the host moved cannot be met.
        LcxlError: one of them cannot be read.
    """
    timetable, edits, old = load_timetable(folder, plan)
    calendars = [
        (path, build_calendar_file(plan, timetable, edits, path, for_teams=for_teams))
        for path, for_teams in ((folder / CALENDAR, False), (folder / TEAMS_CALENDAR, True))
    ]
    with readable(folder / TIMETABLE):
        workbook = rebuild_timetable(plan, timetable, edits, old)
        changes = changed_dates(old, timetable)
    files = [(folder / TIMETABLE, workbook.data), *calendars]
    return TimetableFiles(files, workbook, timetable, edits.findings, tuple(changes))
