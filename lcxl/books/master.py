"""The master workbook, sheet by sheet."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import replace

from lcxl import templates
from lcxl.cells.any_book import NAME_PREFIX
from lcxl.combine import Master
from lcxl.errors import LcxlError
from lcxl.figures.figures import Figures
from lcxl.figures.taking_part import decisions
from lcxl.figures.timeliness import timeliness
from lcxl.layout import finding_row
from lcxl.plan import Collaborative, Team
from lcxl.plan.dates import day_in_words, month_in_words
from lcxl.sheets.master.digest import (
    change_rows,
    file_rows,
    idea_rows,
    lesson_rows,
    promise_rows,
    restatement_rows,
    session_rows,
)
from lcxl.sheets.master.equity import has_groups
from lcxl.sheets.master.lines import Lines
from lcxl.sheets.pages import Filling, Pages, Shown
from lcxl.words import Text, filled
from lcxl.xl.book import BookWriter
from lcxl.xl.tables import TableRows

__all__ = ["build_master_workbook"]

MOST_TEAMS = 8_000
"""Each has two columns on a hidden sheet (`lcxl.sheets.master.lines`), and a sheet has 16,384."""
GROUPS = "groups"
"""The condition of sheets about groups of patients."""


def build_master_workbook(
    master: Master, sheet_ids: Collection[str] | None = None, root: str = ""
) -> bytes:
    """The bytes of master.xlsx.

    Args:
        master: all teams.
        sheet_ids: only these sheets, for other readers than hosts.
        root: the way from the workbook's folder to the collaborative's, for links to files.

    Raises:
        LcxlError: there are more teams than a sheet has room for.
    """
    if len(master.plan.teams) > MOST_TEAMS:
        raise LcxlError(
            Text("commands.many_teams", n=len(master.plan.teams), most=MOST_TEAMS),
            Text("commands.many_teams_fix"),
        )
    master = replace(master, plan=_by_name(master.plan))
    plan, combined = master.plan, master.combined
    months = plan.calendar.reported
    found = timeliness(plan, combined)
    context = {
        "as_of": day_in_words(found.on),
        "title": plan.title,
        "first_month": month_in_words(months[0]),
        "last_month": month_in_words(months[-1]),
    }
    spec = templates.workbook("master")
    context["root"] = root
    context["decided"] = decisions(combined, spec.sheet("changes").texts)
    book = BookWriter(filled(spec.title, title=plan.title), spec.subject, plan.host)
    book.tell(NAME_PREFIX + "workbook", spec.id)
    figures = Figures(plan.by_period, combined)
    conditions = {
        GROUPS: any(has_groups(m) for m in plan.metrics),
        "ideas": plan.ideas,
        "promises": master.notes.promises,
        "sessions": master.notes.ratings,
    }
    has = [name for name, holds in conditions.items() if holds]
    pages = Pages(
        book,
        spec,
        context,
        (master, plan, figures, found),
        Filling(_tables(master, spec, sheet_ids)),
        Shown(has, sheet_ids),
    )
    lines = Lines(pages, plan.by_period, figures)
    pages.give(lines)
    pages.at_end(lines.write_hidden)
    pages.write()
    return book.finish()


def _tables(
    master: Master, spec: templates.Workbook, sheet_ids: Collection[str] | None
) -> dict[str, TableRows]:
    """The rows of the sheets that are one table, of those that are written."""
    plan, combined = master.plan, master.combined

    def text(sheet_id: str) -> Mapping[str, str]:
        return spec.sheet(sheet_id).texts

    made: dict[str, Callable[[], TableRows]] = {
        "lessons": lambda: lesson_rows(master, text("lessons")),
        "promises": lambda: promise_rows(master, text("promises")),
        "sessions": lambda: session_rows(master),
        "changes": lambda: change_rows(master),
        "ideas": lambda: idea_rows(master),
        "restatements": lambda: restatement_rows(master, text("restatements")),
        "findings": lambda: [finding_row(plan, f) for f in combined.findings],
        "files": lambda: file_rows(master, text("files")["span"]),
    }
    return {name: rows() for name, rows in made.items() if sheet_ids is None or name in sheet_ids}


def _by_name(plan: Collaborative) -> Collaborative:
    """The plan with its teams in the order of their names, "Site 2" before "Site 10"."""

    def key(team: Team) -> list[tuple[int, str]]:
        parts = re.split(r"(\d+)", team.name.casefold())
        return [(int(part), "") if part.isdecimal() else (0, part) for part in parts]

    return replace(plan, teams=tuple(sorted(plan.teams, key=key)))
