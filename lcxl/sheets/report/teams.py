"""The sheet Teams: each team in the last three months."""

from __future__ import annotations

from lcxl import templates
from lcxl.sheets.pages import Pages
from lcxl.sheets.report.report import Report, open_table, write_parts
from lcxl.words import filled

__all__ = ["write"]

ROWS_ON_PAGE = 30


def write(pages: Pages, spec: templates.Sheet) -> None:
    """Each team in the last three months."""
    report = pages.of(Report)
    sheet, last_col = open_table(pages, spec)
    texts, row, breaks, first = spec.texts, 4, [], 0
    names = {team.id: team.name for team in report.plan.teams}
    for one in report.reports:
        heading = filled(texts["heading"], metric=one.metric.name)
        pages.heading(sheet, row, heading, last_col)
        lines = [(names[team_id], line) for team_id, line in one.teams.items()]
        end = write_parts(pages, sheet, row + 1, spec, one, lines)
        if row > 4 and end - first > ROWS_ON_PAGE:
            breaks.append(row)
            first = row
        row = end + 2
    sheet.raw.set_h_pagebreaks(breaks)
    pages.page(sheet, row - 2, last_col)
