"""What papers and slides are made from: the plan, its dates, and what else the host has typed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from lcxl import templates
from lcxl.cells import Book
from lcxl.files import content_of
from lcxl.keep.declared import typed_rows
from lcxl.keep.timetable import load_timetable, readable
from lcxl.plan import Collaborative
from lcxl.plan.folder import RECRUITING_TRACKER
from lcxl.plan.timetable import Timetable
from lcxl.practice.schedule import Schedule

__all__ = ["Source", "Typed", "load_source", "number_in", "rows_of"]

MEETINGS = "meetings.xlsx"
Typed = Mapping[str, Sequence[Mapping[str, object]]]
"""Block of a workbook -> its rows."""


@dataclass(frozen=True)
class Source:
    """Everything that places are filled from; the plan alone does."""

    plan: Collaborative
    timetable: Timetable
    tracker: Typed = field(default_factory=dict)
    """Targets and screening of the recruiting tracker."""
    meetings: Typed = field(default_factory=dict)
    """Agendas, rooms and pre-work of meetings.xlsx, where there is one."""

    @property
    def schedule(self) -> Schedule:
        """The meetings on their days."""
        return Schedule(self.plan, self.timetable)


def load_source(folder: Path, plan: Collaborative) -> Source:
    """What a collaborative's folder holds.

    Raises:
        PlanError: the timetable cannot be met.
        LcxlError: a workbook that is there cannot be read.
    """
    return Source(
        plan,
        load_timetable(folder, plan).timetable,
        rows_of(folder / RECRUITING_TRACKER, "recruiting-tracker"),
        rows_of(folder / MEETINGS, "meetings"),
    )


def rows_of(path: Path, book_id: str) -> Typed:
    """What stands in a workbook of the folder; nothing where there is none.

    Raises:
        LcxlError: it cannot be read.
    """
    if not path.exists():
        return {}
    with readable(path):
        return typed_rows(Book(content_of(path)), templates.workbook(book_id)).rows


def number_in(value: object) -> float:
    """A number that was typed; 0 for anything else."""
    return float(value) if isinstance(value, int | float) else 0.0
