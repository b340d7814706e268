"""What stands in a .pptx: slide by slide, charts with the table inside them."""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from typing import Any

from pptx import Presentation
from python_calamine import CalamineWorkbook


@dataclass
class ReadChart:
    alt: str
    drawn: dict[str, dict[str, float | None]]
    """Series -> category -> value, as the chart keeps it."""
    table: dict[str, dict[str, float | None]]
    """The same from the workbook inside the chart."""
    gaps: str
    """How blanks are drawn."""
    axis: tuple[float | None, float | None]


@dataclass
class ReadSlide:
    title: str
    texts: list[str] = field(default_factory=list)
    """Every paragraph in the order in which it is read."""
    notes: str = ""
    charts: list[ReadChart] = field(default_factory=list)
    tables: list[list[list[str]]] = field(default_factory=list)
    sizes: list[float] = field(default_factory=list)
    """Points of the letters that are set."""
    order: list[str] = field(default_factory=list)
    """Kinds of what stands there, in the order in which it is read."""
    layout: str = ""


def read_deck(data: bytes) -> list[ReadSlide]:
    return [_slide(slide) for slide in Presentation(io.BytesIO(data)).slides]


def _slide(slide: Any) -> ReadSlide:
    title = slide.shapes.title
    found = ReadSlide("" if title is None else title.text_frame.text)
    found.layout = slide.slide_layout.name
    if slide.has_notes_slide:
        found.notes = slide.notes_slide.notes_text_frame.text
    for shape in slide.shapes:
        if shape.has_text_frame:
            is_title = title is not None and shape.shape_id == title.shape_id
            found.order.append("title" if is_title else "text")
            for paragraph in shape.text_frame.paragraphs:
                found.texts.append("".join(run.text for run in paragraph.runs))
                found.sizes += [r.font.size.pt for r in paragraph.runs if r.font.size]
        elif shape.has_chart:
            found.order.append("chart")
            found.charts.append(_chart(shape))
        elif shape.has_table:
            found.order.append("table")
            rows = [[cell.text for cell in row.cells] for row in shape.table.rows]
            found.tables.append(rows)
            found.sizes += [
                p.font.size.pt
                for row in shape.table.rows
                for cell in row.cells
                for p in cell.text_frame.paragraphs
                if p.font.size
            ]
    return found


def _chart(shape: Any) -> ReadChart:
    chart = shape.chart
    plot = chart.plots[0]
    categories = [str(c) for c in plot.categories]
    drawn = {s.name: dict(zip(categories, s.values, strict=True)) for s in plot.series}
    blob = chart.part.chart_workbook.xlsx_part.blob
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(blob)).get_sheet_by_index(0)
    head, *rows = sheet.to_python(skip_empty_area=False)
    table = {
        str(name): {str(row[0]): None if row[i] == "" else row[i] for row in rows}
        for i, name in enumerate(head)
        if i
    }
    blanks = chart._chartSpace.chart.find("{*}dispBlanksAs")
    value = chart.value_axis
    return ReadChart(
        shape._element.nvGraphicFramePr.cNvPr.get("descr", ""),
        drawn,
        table,
        "" if blanks is None else blanks.get("val"),
        (value.minimum_scale, value.maximum_scale),
    )
