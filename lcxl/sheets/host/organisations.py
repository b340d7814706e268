"""The sheet Organisations: how far each came, and its points."""

from __future__ import annotations

from lcxl import templates
from lcxl.cells import a1
from lcxl.plan.organisations import FUNNEL, STAGE_DATES
from lcxl.sheets import blocks
from lcxl.sheets.host.funnel_figures import reached, reached_formula
from lcxl.sheets.host.tracker import Tracker, points_of
from lcxl.sheets.pages import Pages
from lcxl.xl.live import Live

__all__ = ["write"]


def write(pages: Pages, spec: templates.Sheet) -> None:
    """How far each organisation came, and its points."""
    sheet, tracker = blocks.write(pages, spec), pages.of(Tracker)
    block = tracker.placed[spec.id]["organisations"]
    asked = tracker.placed["screening"]["screening"]
    names, points = asked.range("organisation"), asked.range("score")
    dates = [tracker.columns[STAGE_DATES[FUNNEL[i]]].first_col for i in (0, -1)]
    for i in range(block.last_row - block.first_row + 1):
        row = block.first_row + i
        name = a1(row, tracker.columns["name"].first_col)
        known = tracker.organisations[i] if i < len(tracker.organisations) else {}
        formula = reached_formula(
            name,
            a1(row, tracker.columns["stage"].first_col),
            f"{a1(row, dates[0])}:{a1(row, dates[1])}",
            tracker.lists["stage"],
        )
        sheet.put(
            row,
            tracker.columns["reached"].first_col,
            Live(formula, reached(known)),
            "computed",
            num_format="0;;",
        )
        found = f"INDEX({points.reference},MATCH({name},{names.reference},0))"
        score = _score_of(tracker, known.get("name"))
        sheet.put(
            row,
            tracker.columns["points"].first_col,
            Live(f'IF({name}="","",IFERROR({found},""))', score),
            "computed",
        )


def _score_of(tracker: Tracker, name: object) -> float | str:
    for answers in tracker.rows.get("screening", ()):
        if name and answers.get("organisation") == name:
            return points_of(answers)[0]
    return ""
