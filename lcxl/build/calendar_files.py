"""timetable.xlsx and timetable.ics of a collaborative's folder."""

from __future__ import annotations

from pathlib import Path

from lcxl.build.calendar_file import CALENDAR, build_calendar_file
from lcxl.build.timetable_edits import TIMETABLE, load_timetable
from lcxl.build.timetable_workbook import build_timetable
from lcxl.files import write_file
from lcxl.findings import Finding
from lcxl.plan import Collaborative

__all__ = ["write_timetable"]


def write_timetable(folder: Path, plan: Collaborative) -> tuple[list[Path], tuple[Finding, ...]]:
    """Write both again, with all that the host typed; their paths, and questions to the host.

    Raises:
        PlanError: a date that the host moved cannot be met; nothing is written.
        LcxlError: one of them cannot be read or written; it is left as it is.
    """
    timetable, edits = load_timetable(folder, plan)
    calendar = build_calendar_file(plan, timetable, edits, folder / CALENDAR)
    write_file(folder / TIMETABLE, build_timetable(plan, timetable, edits))
    write_file(folder / CALENDAR, calendar)
    return [folder / TIMETABLE, folder / CALENDAR], edits.findings
