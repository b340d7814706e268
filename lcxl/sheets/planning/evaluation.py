"""The sheet Evaluation: questions with the answers that the teams' numbers give by themselves."""

from __future__ import annotations

from lcxl import templates
from lcxl.practice.evaluation import asked_of
from lcxl.sheets import blocks
from lcxl.sheets.pages import Pages
from lcxl.sheets.planning.behind import PlanningData
from lcxl.words import day
from lcxl.xl.fit import lines_of

__all__ = ["write"]


def write(pages: Pages, spec: templates.Sheet) -> None:
    """The table, and when its answers were found."""
    sheet, data = blocks.write(pages, spec), pages.of(PlanningData)
    first = pages.placed[spec.id]["answers_as_of"].first_row
    line = spec.texts["no_answers"]
    if data.as_of:
        line = spec.texts["as_of"].replace("{day}", day(data.as_of))
    sheet.put(first, 0, line, "quiet")
    known = {asked.question.id: asked for asked in asked_of(data.plan)} if data.plan else {}
    block = pages.placed[spec.id]["evaluation"]
    for i, row in enumerate(pages.rows.get("evaluation", ())):
        id_ = str(row.get("id") or "")
        answer = data.answers.get(id_) if row.get("question") else None
        if answer:
            place = block.range("answer")
            sheet.put(place.first_row + i, place.first_col, answer, "cell_wrap")
            shown = {**row, "answer": answer}
            tall = max(lines_of(str(shown.get(f.id) or ""), f.width) for f in block.block.fields)
            sheet.raw.set_row(place.first_row + i, blocks.LINE * tall + 3)
        if id_ in known:
            state = spec.texts["by_itself" if known[id_].is_whole else "asks_for_work"]
            place = block.range("status")
            sheet.put(place.first_row + i, place.first_col, state, "cell_wrap")
