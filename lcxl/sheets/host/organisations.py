"""The sheet Organisations: how far each came and since when, its points, steps overdue."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from lcxl import templates
from lcxl.cells import a1
from lcxl.layout import PlacedBlock
from lcxl.periods import serial
from lcxl.plan.organisations import FUNNEL, STAGE_DATES, TEAM_STAGES
from lcxl.sheets import blocks
from lcxl.sheets.host.funnel_figures import TODAY, reached, reached_formula
from lcxl.sheets.host.tracker import Tracker, points_of
from lcxl.sheets.pages import Pages
from lcxl.words import cell_format
from lcxl.xl.live import Live
from lcxl.xl.sheet import SheetWriter

__all__ = ["write"]

UNDER_WAY = FUNNEL[: FUNNEL.index(TEAM_STAGES[0])]
"""Stages in which somebody waits for the next step."""


def write(pages: Pages, spec: templates.Sheet) -> None:
    """How far each organisation came, since when, and its points."""
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
        _write_since(sheet, tracker, row, known)
    _mark_overdue(sheet, spec, block)


def _write_since(
    sheet: SheetWriter, tracker: Tracker, row: int, known: Mapping[str, object]
) -> None:
    """The date of its stage; days up to today, while the next step is the host's."""
    stage = a1(row, tracker.columns["stage"].first_col)
    place = f"MATCH({stage},{tracker.lists['stage'].reference},0)"
    dates: Mapping[str, str] = {str(stage_id): name for stage_id, name in STAGE_DATES.items()}
    columns = [tracker.columns[dates[id_]].first_col for id_ in templates.ids_of("stage")]
    cells = ",".join(a1(row, col) for col in columns)
    day = known.get(dates.get(str(known.get("stage", "")), ""))
    since = Live(
        f"IFERROR(N(CHOOSE({place},{cells})),0)", serial(day) if isinstance(day, date) else 0
    )
    col = tracker.columns["since"].first_col
    shape = f"{cell_format('day')};;"
    sheet.put(row, col, since, "computed", num_format=shape, align="left")
    waits = f"IFERROR({place}<={len(UNDER_WAY)},FALSE)"
    at = a1(row, col)
    days = Live(f'IF(AND({at}>0,{waits}),{TODAY}-{at},"")', "")
    sheet.put(
        row, tracker.columns["days_in_stage"].first_col, days, "computed", num_format="0", indent=1
    )


def _mark_overdue(sheet: SheetWriter, spec: templates.Sheet, block: PlacedBlock) -> None:
    """A next step whose day is past: in red, with the word before the day."""
    step = block.range("next_step_on")
    cell = a1(step.first_row, step.first_col)
    shape = f'"{spec.texts["overdue"]} "{cell_format("day")}'
    sheet.raw.conditional_format(
        *(step.first_row, step.first_col, step.last_row, step.last_col),
        {
            "type": "formula",
            "criteria": f"=AND(ISNUMBER({cell}),{cell}<TODAY())",
            "format": sheet.book.format("error", num_format=shape),
            "stop_if_true": True,
        },
    )


def _score_of(tracker: Tracker, name: object) -> float | str:
    for answers in tracker.rows.get("screening", ()):
        if name and answers.get("organisation") == name:
            return points_of(answers)[0]
    return ""
