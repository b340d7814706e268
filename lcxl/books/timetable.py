"""timetable.xlsx: every date as a formula of the kickoff, and what the host typed beside it."""

from __future__ import annotations

from lcxl import templates
from lcxl.cells import Book
from lcxl.keep.dates_sent import DATES, dates_told, todays_keys
from lcxl.keep.timetable import TIMETABLE, TimetableEdits
from lcxl.keep.typed import Old, Rebuilt, rebuilt
from lcxl.plan import Collaborative
from lcxl.plan.timetable import Timetable
from lcxl.sheets.blocks import list_ranges
from lcxl.sheets.host.grid import Grid
from lcxl.sheets.machine import write_machine_sheet
from lcxl.sheets.pages import Filling, Pages
from lcxl.words import filled
from lcxl.xl.beside import NOTHING_BESIDE, Beside
from lcxl.xl.book import BookWriter

__all__ = ["build_timetable", "rebuild_timetable"]


def rebuild_timetable(
    plan: Collaborative, timetable: Timetable, edits: TimetableEdits, old: Book | None = None
) -> Rebuilt:
    """The workbook, with what the host put into the one whose place it takes.

    Raises:
        Unreadable: a part of the old one is broken.
    """
    place = old and old.anchors.get("days.day")
    name = place.sheet if place else templates.workbook("timetable").sheet("days_off").name
    done = {(name, day.row, col) for day in edits.days for col in range(3)}
    keys = todays_keys(old, timetable) if old else {}
    olds = [Old(old, TIMETABLE, done, keys=keys, given=edits.given)] if old else []
    return rebuilt(olds, lambda beside: build_timetable(plan, timetable, edits, beside))


def build_timetable(
    plan: Collaborative,
    timetable: Timetable,
    edits: TimetableEdits,
    beside: Beside = NOTHING_BESIDE,
) -> bytes:
    """The workbook, with what somebody put beside lcxl's own cells."""
    spec = templates.workbook("timetable")
    book = BookWriter(filled(spec.title, title=plan.title), spec.subject, plan.host)
    grid = Grid(spec, plan, timetable, edits)
    Pages(book, spec, {"title": plan.title}, (grid,), Filling(lists=list_ranges(spec))).write()
    data = {
        "workbook": spec.id,
        "layout_version": str(spec.version),
        "collaborative_id": plan.id,
        "kickoff": plan.calendar.kickoff.isoformat(),
        "own_lines": str(edits.own_lines),
        DATES: dates_told(timetable),
    }
    write_machine_sheet(book, data, grid.anchors())
    return book.finish(beside)
