"""The sheet About: what became of the files, how to read the workbook, and its limits."""

from __future__ import annotations

from lcxl import templates
from lcxl.combine import Master
from lcxl.combine.files import SET_ASIDE, SUPERSEDED, TAKEN
from lcxl.sheets.master.change_cells import lines_within
from lcxl.sheets.pages import Pages
from lcxl.words import filled

__all__ = ["write"]

LINE = 135
"""Characters of a line across the page."""


def write(pages: Pages, spec: templates.Sheet) -> None:
    """Write the sheet."""
    master = pages.of(Master)
    sheet = pages.open(spec, 1)
    sheet.widths(spec.widths)
    states = [f.state for f in master.files]
    made = filled(
        spec.texts["made"],
        files=len(states),
        teams=len({r.team_id for r in master.rows}),
        taken=states.count(TAKEN),
        superseded=states.count(SUPERSEDED),
        aside=states.count(SET_ASIDE),
    )
    row = 4
    if master.files:
        row = sheet.lines(row, lines_within([made], LINE), "line") + 1
    for block in spec.blocks:
        if block.id == "hosts" and not master.files:
            continue
        pages.heading(sheet, row, block.heading, 1)
        row += 1
        for line in block.text:
            row = sheet.lines(row, lines_within([line], LINE), "line")
        row += 1
    pages.page(sheet, row - 2, 1)
