"""The sheet Evaluation: questions with the answers that the teams' numbers give by themselves."""

from __future__ import annotations

from lcxl import templates
from lcxl.sheets import blocks
from lcxl.sheets.pages import Pages
from lcxl.sheets.planning.behind import PlanningData
from lcxl.words import day

__all__ = ["write"]


def write(pages: Pages, spec: templates.Sheet) -> None:
    """The table, and when its answers were found."""
    sheet, data = blocks.write(pages, spec), pages.of(PlanningData)
    first = pages.placed[spec.id]["answers_as_of"].first_row
    line = spec.texts["no_answers"]
    if data.as_of:
        line = spec.texts["as_of"].replace("{day}", day(data.as_of))
    sheet.put(first, 0, line, "quiet")
