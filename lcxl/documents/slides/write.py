"""A file of slides, made of a deck and of a template."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from copy import deepcopy
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from lcxl import templates
from lcxl.documents.package import settled
from lcxl.documents.slides.deck import (
    ON_A_GRID,
    POINTS,
    Chart,
    Deck,
    Line,
    Slide,
    in_pages,
    lines_needed,
)
from lcxl.documents.slides.layouts import Box, Places, places_of
from lcxl.documents.slides.native_chart import chart_data, dress
from lcxl.documents.slides.own_look import FOOTER_SIZE, SIZE, own_presentation
from lcxl.errors import LcxlError
from lcxl.words import Text, say
from lcxl.xl.texts import shorten

if TYPE_CHECKING:
    from pptx.enum.chart import XL_CHART_TYPE
    from pptx.presentation import Presentation
    from pptx.shapes.autoshape import Shape
    from pptx.shapes.graphfrm import GraphicFrame
    from pptx.text.text import TextFrame
    from pptx.text.text import _Run as Run

__all__ = ["TEMPLATE", "Look", "look_of", "write_deck"]

TEMPLATE = "templates/slides.pptx"
"""The host's own look, in a collaborative's folder."""
EMU = 914_400
"""Units of an inch."""
BESIDE, TABLE, LABEL = 18, 18, 11
"""Points of what stands beside charts, of tables, and of the names above small charts."""
TITLE, LARGE_TITLE = 28, 44
"""Points of a title that would not fit as large as templates usually have it."""
LEADING, INSETS = 1.25, 0.2
"""Height of a line, of its letters; inches that a placeholder keeps free beside its text."""
STRIP = 1.0
"""Inches of what is said above a chart on a layout without a place for it."""
COLUMNS, FEW_COLUMNS = 4, 2
"""Small charts side by side, and where there are up to four of them."""
NAME_HIGH, GAP = 0.42, 0.1
"""Inches of a name above a small chart, and between charts."""


class Look:
    """A template: our own, or the bytes of the host's."""

    def __init__(self, data: bytes | None = None, name: str = "") -> None:
        self._data, self.name = data, name

    @property
    def is_own(self) -> bool:
        """It is ours."""
        return self._data is None

    def opened(self) -> Presentation:
        """A presentation without slides.

        Raises:
            LcxlError: it is none.
        """
        if self._data is None:
            return own_presentation()
        import pptx

        try:
            found = pptx.Presentation(io.BytesIO(self._data))
        except Exception as e:  # whatever the library meets in a file that is none of its own
            raise LcxlError(
                Text("slides.no_template", file=self.name, why=type(e).__name__),
                Text("slides.no_template_fix"),
            ) from e
        _without_slides(found)
        return found

    def lacking(self) -> Iterator[str]:
        """What the template has no place for, in sentences."""
        if self._data is None:
            return
        for kind, places in places_of(self.opened()).items():
            for lacked in places.lacks:
                yield say(
                    f"slides.lacks_{lacked}",
                    file=self.name,
                    kind=say(f"slides.kind_{kind}"),
                    layout=places.layout.name,
                )


def look_of(folder: Path) -> Look:
    """The host's own look where there is one; else ours."""
    path = folder / TEMPLATE
    return Look(path.read_bytes(), TEMPLATE) if path.is_file() else Look()


def write_deck(deck: Deck, look: Look, day: date) -> bytes:
    """The bytes of a .pptx; ``day`` stands for every time in it.

    Raises:
        LcxlError: the template cannot be opened.
    """
    found = look.opened()
    places = places_of(found)
    for slide in deck.slides:
        for part in _parts(slide, places[slide.kind]):
            _Slide(found, places[part.kind], deck, look.is_own).write(part)
    core = found.core_properties
    core.title, core.author, core.last_modified_by = deck.title, deck.author, deck.author
    core.subject = core.keywords = core.comments = ""
    core.revision = 1
    data = io.BytesIO()
    found.save(data)
    return settled(data.getvalue(), day)


def _without_slides(deck: Presentation) -> None:
    """Drop the slides that a template shows as examples."""
    listed = deck.slides._sldIdLst
    for entry in list(listed):
        deck.part.drop_rel(entry.rId)
        listed.remove(entry)


def _parts(slide: Slide, places: Places) -> list[Slide]:
    """A slide as several where it holds more than fits; numbered, as titles are not used twice."""
    wide, high = places.area.width / EMU, places.area.height / EMU
    if slide.kind == "grid":
        step = ON_A_GRID
        charts = [slide.charts[i : i + step] for i in range(0, len(slide.charts), step)]
        parts = [replace(slide, charts=some) for some in charts]
    elif slide.kind in ("text", "table"):
        points = TABLE if slide.kind == "table" else SIZE
        if slide.kind == "table" and places.text is None and slide.lines:
            high -= STRIP
        parts = in_pages(slide, high, wide, points)
    else:
        return [slide]
    if len(parts) < 2:
        return parts
    return [
        replace(part, title=say("slides.part", title=slide.title, n=n, of=len(parts)))
        for n, part in enumerate(parts, start=1)
    ]


class _Slide:
    """One slide while it is written: what is read first is put on it first."""

    def __init__(self, deck: Presentation, places: Places, about: Deck, is_own: bool) -> None:
        """``is_own``: the layouts are ours, whose letters are as large as the text needs."""
        self._deck, self._places, self._about, self._is_own = deck, places, about, is_own
        self._slide = deck.slides.add_slide(places.layout)
        self._shapes = self._slide.shapes
        on_it = (shape for shape in self._shapes if shape.is_placeholder)
        self._holders = dict(enumerate(on_it))
        for holder, pattern in zip(
            self._holders.values(), places.layout.iter_cloneable_placeholders(), strict=True
        ):  # by itself it would lie where the first one of that number does
            holder.left, holder.top = pattern.left, pattern.top
            holder.width, holder.height = pattern.width, pattern.height

    def write(self, slide: Slide) -> None:
        """Title, text, charts or table, what stands below, notes."""
        self._title(slide)
        area = self._text(slide)
        if slide.kind == "chart" and slide.charts:
            self._chart(slide.charts[0], area)
        elif slide.kind == "grid":
            self._grid(slide.charts, area)
        elif slide.table is not None:
            self._table(slide, area)
        for holder in self._holders.values():
            holder._element.getparent().remove(holder._element)
        self._below()
        notes = self._slide.notes_slide.notes_text_frame
        if notes is not None:
            notes.text = "\n".join(slide.notes)

    def _left(self, number: int | None) -> Shape | None:
        """A placeholder that is not filled yet."""
        return None if number is None else self._holders.get(number)

    def _taken(self, number: int | None) -> Shape | None:
        """One that is filled now; the ones that are left are taken away."""
        return None if number is None else self._holders.pop(number, None)

    def _box(self, at: Box, name: str) -> Shape:
        shape = self._shapes.add_textbox(*at)
        shape.name = name
        shape.text_frame.word_wrap = True
        return shape

    def _title(self, slide: Slide) -> None:
        from pptx.util import Pt

        holder = self._taken(self._places.title)
        if holder is None:
            wide, high = int(self._deck.slide_width or 0), int(self._deck.slide_height or 0)
            side = int(wide * 0.05)
            holder = self._box(Box(side, int(high * 0.04), wide - 2 * side, int(high * 0.12)), "")
            holder.name = "Title"
            self._put(holder.text_frame, [Line(slide.title, "lead")], TITLE)
            return
        holder.text_frame.text = slide.title
        lines = lines_needed(slide.title, (holder.width or 0) / EMU, LARGE_TITLE)
        if not self._is_own and lines > (2 if slide.kind == "title" else 1):
            holder.text_frame.paragraphs[0].runs[0].font.size = Pt(TITLE)

    def _text(self, slide: Slide) -> Box:
        """Write the lines; what is left of the area."""
        area = self._places.area
        if not slide.lines:
            return area
        is_all = slide.kind in ("title", "text")
        holder = self._taken(self._places.text)
        size = None if self._is_own or slide.kind == "title" else SIZE
        size = size if is_all else BESIDE
        if holder is None:
            at = area if is_all else area.strip(int(STRIP * EMU))
            holder = self._box(at, "Text")
            area = area if is_all else area.below(at.height)
            size = BESIDE
        elif not is_all:
            area = _room_for(slide.lines, holder, area)
        self._put(holder.text_frame, slide.lines, size)
        return area

    def _put(self, frame: TextFrame, lines: Sequence[str | Line], size: float | None) -> None:
        from pptx.dml.color import RGBColor
        from pptx.util import Pt

        colours = templates.theme().colours
        for i, line in enumerate(lines):
            told = Line(line) if isinstance(line, str) else line
            paragraph = frame.paragraphs[0] if i == 0 else frame.add_paragraph()
            run = paragraph.add_run()
            run.text = told.text
            if size is not None:
                run.font.size = Pt(size)
            run.font.bold = True if told.look == "lead" else None
            if told.look in ("prompt", "open"):
                run.font.italic = told.look == "prompt"
                colour = colours["grey" if told.look == "prompt" else "look"]
                run.font.color.rgb = RGBColor.from_string(colour.lstrip("#"))
            if told.look == "open":
                _mark(run)

    def _chart(self, chart: Chart, area: Box) -> None:
        holder = self._left(self._places.content)
        data = chart_data(chart)
        if holder is not None and hasattr(holder, "insert_chart"):
            self._taken(self._places.content)
            frame = holder.insert_chart(_line_chart(), data)
            self._last(frame)
        else:
            frame = self._shapes.add_chart(_line_chart(), *area, data)
        dress(frame.chart, chart, small=False)
        _describe(frame, chart.alt)

    def _grid(self, charts: Sequence[Chart], area: Box) -> None:
        from pptx.util import Pt

        columns = FEW_COLUMNS if len(charts) <= 2 * FEW_COLUMNS else COLUMNS
        rows = -(-len(charts) // columns)
        gap, name_high = int(GAP * EMU), int(NAME_HIGH * EMU)
        wide = (area.width - gap * (columns - 1)) // columns
        high = (area.height - gap) // 2 if rows > 1 else min(area.height, int(wide * 0.9))
        for i, chart in enumerate(charts):
            left = area.left + (i % columns) * (wide + gap)
            top = area.top + (i // columns) * (high + gap)
            label = self._box(Box(left, top, wide, name_high), f"Name {i + 1}")
            frame = label.text_frame
            frame.margin_top = frame.margin_bottom = 0
            letters = int(2 * wide / EMU * 72 / (LABEL * 0.55))
            frame.text = shorten(chart.label, letters)
            frame.paragraphs[0].runs[0].font.size = Pt(LABEL)
            frame.paragraphs[0].runs[0].font.bold = True
            at = Box(left, top + name_high, wide, high - name_high)
            native = self._shapes.add_chart(_line_chart(), *at, chart_data(chart))
            dress(native.chart, chart, small=True)
            _describe(native, chart.alt)

    def _table(self, slide: Slide, area: Box) -> None:
        from pptx.util import Pt

        table = slide.table
        assert table is not None
        size = (len(table.rows) + 1, len(table.head))
        holder = self._left(self._places.content)
        if holder is not None and hasattr(holder, "insert_table"):
            self._taken(self._places.content)
            frame = holder.insert_table(*size)
            self._last(frame)
        else:
            frame = self._shapes.add_table(*size, *area)
        native = frame.table
        for col, width in enumerate(table.widths):
            native.columns[col].width = int(area.width * width / sum(table.widths))
        for i, row in enumerate((table.head, *table.rows)):
            native.rows[i].height = int(TABLE / 72 * 1.35 * EMU)
            for col, text in enumerate(row):
                cell = native.cell(i, col)
                cell.text = text
                for paragraph in cell.text_frame.paragraphs:
                    paragraph.font.size = Pt(TABLE)
                    paragraph.font.bold = True if i == 0 else None
        _describe(frame, slide.title)

    def _last(self, frame: GraphicFrame) -> None:
        """Behind the text in the order in which it is read."""
        tree = frame._element.getparent()
        tree.remove(frame._element)
        tree.append(frame._element)

    def _below(self) -> None:
        """What stands on each slide: for whom it is, and its number."""
        written = False
        for holder in self._places.layout.placeholders:
            kind = getattr(holder.placeholder_format.type, "name", "")
            if kind not in ("FOOTER", "SLIDE_NUMBER"):
                continue
            element = deepcopy(holder._element)
            element.nvSpPr.cNvPr.set("id", str(self._shapes._next_shape_id))
            self._shapes._spTree.append(element)
            if kind == "FOOTER":
                shape = self._shapes[-1]
                shape.text_frame.text = self._about.footer
                written = True
        if not written and self._about.footer:
            wide, high = int(self._deck.slide_width or 0), int(self._deck.slide_height or 0)
            at = Box(int(wide * 0.05), int(high * 0.925), int(wide * 0.8), int(high * 0.06))
            shape = self._box(at, "Footer")
            self._put(shape.text_frame, [self._about.footer], FOOTER_SIZE)


def _room_for(lines: Sequence[str | Line], holder: Shape, area: Box) -> Box:
    """What is left below lines that need more than their placeholder has, which grows."""
    wide = holder.width / EMU - INSETS
    rows = sum(lines_needed(str(line), wide, BESIDE) for line in lines)
    below = holder.top + int((rows * BESIDE / POINTS * LEADING + INSETS / 2) * EMU)
    if below <= area.top:
        return area
    holder.height = below - holder.top
    return area.below(below - area.top)


def _mark(run: Run) -> None:
    """Letters on yellow; the library has no way of its own to say so."""
    from pptx.oxml import parse_xml
    from pptx.oxml.ns import nsdecls, qn

    mark = f'<a:highlight {nsdecls("a")}><a:srgbClr val="FFFF00"/></a:highlight>'
    look = run._r.get_or_add_rPr()
    look.find(qn("a:solidFill")).addnext(parse_xml(mark))


def _line_chart() -> XL_CHART_TYPE:
    from pptx.enum.chart import XL_CHART_TYPE

    return XL_CHART_TYPE.LINE_MARKERS


def _describe(frame: GraphicFrame, alt: str) -> None:
    frame._element.nvGraphicFramePr.cNvPr.set("descr", alt)
