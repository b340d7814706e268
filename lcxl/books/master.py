"""The master workbook, sheet by sheet."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import replace

from lcxl import templates
from lcxl.cells.book import NAME_PREFIX
from lcxl.combine import Master
from lcxl.combine.files import SET_ASIDE, SUPERSEDED, TAKEN
from lcxl.figures.figures import Figures
from lcxl.figures.taking_part import decisions
from lcxl.figures.timeliness import timeliness
from lcxl.layout import finding_row
from lcxl.plan import Collaborative, Team
from lcxl.plan.dates import day_in_words, month_in_words
from lcxl.sheets.master.compare_sheet import write_compare_sheet
from lcxl.sheets.master.data_sheet import write_data_sheet
from lcxl.sheets.master.digest import (
    change_rows,
    definition_rows,
    file_rows,
    lesson_rows,
    restatement_rows,
)
from lcxl.sheets.master.equity_sheet import has_groups, write_equity_sheet
from lcxl.sheets.master.lines import Lines
from lcxl.sheets.master.reporting_sheet import write_reporting_sheet
from lcxl.sheets.master.sheets import MasterSheets
from lcxl.sheets.master.summary_sheet import write_summary_sheet
from lcxl.sheets.master.team_page import write_team_page
from lcxl.sheets.master.teams_sheet import write_teams_sheet
from lcxl.sheets.master.whole_sheet import write_whole_sheet
from lcxl.xl.book import BookWriter

__all__ = ["build_master_workbook"]


def build_master_workbook(
    master: Master, sheet_ids: Collection[str] | None = None, root: str = ""
) -> bytes:
    """The bytes of master.xlsx.

    Args:
        master: all teams.
        sheet_ids: only these sheets, for other readers than hosts.
        root: the way from the workbook's folder to the collaborative's, for links to files.
    """
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
    written = {s.id for s in spec.sheets if sheet_ids is None or s.id in sheet_ids}
    if not any(has_groups(m) for m in plan.metrics):
        written.discard("equity")
    book = BookWriter(spec.title.format(title=plan.title), spec.subject, plan.host)
    book.tell(NAME_PREFIX + "workbook", spec.id)
    sheets = MasterSheets(book, context, spec)
    by_period = plan.by_period
    figures = Figures(by_period, combined)
    lines = Lines(sheets, by_period, figures)

    def text(sheet_id: str) -> Mapping[str, str]:
        return spec.sheet(sheet_id).texts

    hidden: list[Callable[[], None]] = [lines.write_hidden]
    writers: dict[str, Callable[[], object]] = {
        "summary": lambda: write_summary_sheet(
            sheets, by_period, combined, figures, found, written, plan.event_metrics
        ),
        "whole": lambda: write_whole_sheet(sheets, plan, list(figures.by_metric.values()), lines),
        "compare": lambda: write_compare_sheet(sheets, lines),
        "teams": lambda: write_teams_sheet(sheets, lines),
        "team_page": lambda: hidden.append(write_team_page(sheets, master, lines, found)),
        "equity": lambda: write_equity_sheet(sheets, by_period, figures),
        "reporting": lambda: write_reporting_sheet(sheets, plan, combined, found, figures.latest),
        "lessons": lambda: sheets.table("lessons", lesson_rows(master, text("lessons"))),
        "changes": lambda: sheets.table(
            "changes", change_rows(master), decisions(combined, text("changes"))
        ),
        "restatements": lambda: sheets.table(
            "restatements", restatement_rows(master, text("restatements"))
        ),
        "findings": lambda: sheets.table(
            "findings", [finding_row(plan, f) for f in combined.findings]
        ),
        "files": lambda: sheets.table("files", file_rows(master, text("files")["span"])),
        "definitions": lambda: sheets.table("definitions", definition_rows(plan)),
        "data": lambda: write_data_sheet(sheets, master.rows, root),
        "about": lambda: _write_about(sheets, master),
    }
    for one in spec.sheets:
        if one.id in written:
            writers[one.id]()
    for write in hidden:
        write()
    return book.finish()


def _by_name(plan: Collaborative) -> Collaborative:
    """The plan with its teams in the order of their names, "Site 2" before "Site 10"."""

    def key(team: Team) -> list[tuple[int, str]]:
        parts = re.split(r"(\d+)", team.name.casefold())
        return [(int(part), "") if part.isdecimal() else (0, part) for part in parts]

    return replace(plan, teams=tuple(sorted(plan.teams, key=key)))


def _write_about(sheets: MasterSheets, master: Master) -> None:
    spec = sheets.spec.sheet("about")
    sheet = sheets.open("about", 1)
    sheet.widths(spec.widths)
    states = [f.state for f in master.files]
    made = spec.texts["made"].format(
        files=len(states),
        teams=len({r.team_id for r in master.rows}),
        taken=states.count(TAKEN),
        superseded=states.count(SUPERSEDED),
        aside=states.count(SET_ASIDE),
    )
    row = 4
    if master.files:
        sheet.put(row, 0, made, "line")
        row += 2
    for block in spec.blocks:
        if block.id == "hosts" and not master.files:
            continue
        sheets.heading(sheet, row, block.heading, 1)
        for line in block.text:
            row += 1
            sheet.put(row, 0, line, "line")
        row += 2
    sheets.page(sheet, row - 2, 1)
