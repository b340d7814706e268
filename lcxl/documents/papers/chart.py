"""A chart of PowerPoint's kind in a Word document, with its table inside."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lcxl.documents.slides.deck import Chart
from lcxl.documents.slides.native_chart import chart_data, dress

if TYPE_CHECKING:
    from docx.document import Document

__all__ = ["add_chart"]

WIDE, HIGH = 6_000_000, 2_700_000
"""Size in the document's units (914,400 to an inch)."""
CHART = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"
TABLE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FRAME = (
    '<w:drawing {names}><wp:inline distT="0" distB="0" distL="0" distR="0">'
    '<wp:extent cx="{wide}" cy="{high}"/><wp:docPr id="{number}" name="Chart {number}"/>'
    "<wp:cNvGraphicFramePr/><a:graphic><a:graphicData "
    'uri="http://schemas.openxmlformats.org/drawingml/2006/chart">'
    '<c:chart xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" r:id="{link}"/>'
    "</a:graphicData></a:graphic></wp:inline></w:drawing>"
)


def add_chart(document: Document, chart: Chart, number: int) -> None:
    """Append a chart; ``number`` tells it from the document's others, from 1."""
    import pptx
    from docx.opc.constants import RELATIONSHIP_TYPE as RT
    from docx.opc.packuri import PackURI
    from docx.opc.part import Part
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls, qn
    from pptx.enum.chart import XL_CHART_TYPE

    deck = pptx.Presentation()
    slide = deck.slides.add_slide(deck.slide_layouts[6])
    made = slide.shapes.add_chart(
        XL_CHART_TYPE.LINE_MARKERS, 0, 0, WIDE, HIGH, chart_data(chart)
    ).chart
    dress(made, chart, small=True)
    package = document.part.package
    table = Part(
        PackURI(f"/word/embeddings/chart{number}.xlsx"),
        TABLE,
        made.part.chart_workbook.xlsx_part.blob,
        package,
    )
    part = Part(PackURI(f"/word/charts/chart{number}.xml"), CHART, b"", package)
    link = part.relate_to(table, RT.PACKAGE)
    made._chartSpace.externalData.rId = link
    part._blob = made.part.blob
    run = document.add_paragraph().add_run()
    frame = FRAME.format(
        names=nsdecls("w", "wp", "a", "r"),
        wide=WIDE,
        high=HIGH,
        number=number,
        link=document.part.relate_to(part, RT.CHART),
    )
    drawing = parse_xml(frame)
    next(drawing.iter(qn("wp:docPr"))).set("descr", chart.alt)
    run._r.append(drawing)
