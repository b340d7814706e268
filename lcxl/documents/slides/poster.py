"""One page that people read standing: nine parts in three columns, one of them a chart."""

from __future__ import annotations

import io
from datetime import date
from typing import TYPE_CHECKING

from lcxl import templates
from lcxl.documents.package import settled
from lcxl.documents.slides.deck import Chart
from lcxl.documents.slides.native_chart import chart_data, dress
from lcxl.documents.slides.own_look import own_presentation
from lcxl.documents.slides.team import OfTeam
from lcxl.practice.aim import aim_of
from lcxl.words import say

if TYPE_CHECKING:
    from pptx.presentation import Presentation
    from pptx.slide import Slide

__all__ = ["build_poster"]

WIDE, HIGH = 33.11, 23.39
"""Inches of A1, turned sideways."""
TITLE, NAME, HEADING, TEXT = 80, 44, 36, 28
"""Points of the letters; chart letters are as large as the text."""
EDGE, GAP, HEAD = 1.0, 0.6, 3.4
COLUMNS, ROWS = 3, 3
EMU = 914_400
CHART, AIM, WHOM = "P4", "P2", "P9"
"""Prompts that the plan answers where the team has not."""


def build_poster(of: OfTeam, day: date) -> bytes:
    """The bytes of a .pptx; ``day`` stands for every time in it."""
    deck = own_presentation()
    deck.slide_width, deck.slide_height = int(WIDE * EMU), int(HIGH * EMU)
    layout = next(one for one in deck.slide_layouts if one.name == "grid")
    slide = deck.slides.add_slide(layout)
    for holder in list(slide.placeholders):
        if holder.placeholder_format.idx:
            holder._element.getparent().remove(holder._element)
    _title(slide, of)
    chosen, answers = of.chosen, of.answers("poster")
    wide = (WIDE - 2 * EDGE - (COLUMNS - 1) * GAP) / COLUMNS
    high = (HIGH - HEAD - EDGE - (ROWS - 1) * GAP) / ROWS
    for i, prompt in enumerate(templates.tool_defaults().poster):
        left = EDGE + (i // ROWS) * (wide + GAP)
        top = HEAD + (i % ROWS) * (high + GAP)
        answer = answers.get(prompt.id, "") or _known(of, prompt.id)
        chart = chosen[2] if chosen is not None and prompt.id == CHART else None
        _part(slide, (left, top, wide, high), prompt.what, answer, chart)
    notes = slide.notes_slide.notes_text_frame
    if notes is not None:
        notes.text = say("team_slides.poster_notes")
    return _finished(deck, of, day)


def _known(of: OfTeam, prompt: str) -> str:
    """What the plan says, where the team has not answered."""
    if prompt == AIM:
        return of.typed("memo", "aim") or aim_of(of.plan)
    return of.team.name if prompt == WHOM else ""


def _title(slide: Slide, of: OfTeam) -> None:
    from pptx.util import Pt

    shape = slide.shapes.title
    shape.left, shape.top = int(EDGE * EMU), int(0.5 * EMU)
    shape.width, shape.height = int((WIDE - 2 * EDGE) * EMU), int((HEAD - 0.8) * EMU)
    shape.text_frame.text = of.team.name
    shape.text_frame.paragraphs[0].runs[0].font.size = Pt(TITLE)
    below = shape.text_frame.add_paragraph().add_run()
    below.text = of.plan.title
    below.font.size, below.font.bold = Pt(NAME), False


def _part(
    slide: Slide, at: tuple[float, float, float, float], heading: str, answer: str,
    chart: Chart | None,
) -> None:  # fmt: skip
    from pptx.dml.color import RGBColor
    from pptx.util import Pt

    colours = templates.theme().colours
    left, top, wide, high = (int(n * EMU) for n in at)
    text_high = high // 4 if chart is not None else high
    box = slide.shapes.add_textbox(left, top, wide, text_high)
    box.name = heading
    frame = box.text_frame
    frame.word_wrap = True
    run = frame.paragraphs[0].add_run()
    run.text, run.font.bold, run.font.size = heading, True, Pt(HEADING)
    told = bool(answer) or chart is not None
    colour = colours["navy" if told else "grey"].lstrip("#")
    run.font.color.rgb = RGBColor.from_string(colour)
    run.font.italic = not told
    if answer:
        line = frame.add_paragraph().add_run()
        line.text, line.font.size = answer, Pt(TEXT)
    if chart is not None:
        from pptx.enum.chart import XL_CHART_TYPE

        native = slide.shapes.add_chart(
            XL_CHART_TYPE.LINE_MARKERS, left, top + text_high, wide, high - text_high,
            chart_data(chart),
        )  # fmt: skip
        dress(native.chart, chart, small=False)
        native.chart.font.size = Pt(TEXT)
        native._element.nvGraphicFramePr.cNvPr.set("descr", chart.alt)


def _finished(deck: Presentation, of: OfTeam, day: date) -> bytes:
    core = deck.core_properties
    core.title = say("team_slides.poster_title", team=of.team.name, title=of.plan.title)
    core.author = core.last_modified_by = of.plan.host or of.plan.title
    core.revision = 1
    data = io.BytesIO()
    deck.save(data)
    return settled(data.getvalue(), day)
