"""Our own papers: a text with plain marks becomes a Word document whose places are still open.

``# `` and ``## `` begin headings, ``- `` an item of a list, ``| a | b |`` a row of a table whose
first row holds its headings and may be followed by one of the columns' widths, ``|= 1 | 3 |``;
``> `` a note in small letters; ``---`` begins a page.  A line of underscores is one to write on.
A text that begins with ``<>`` stands on paper turned sideways.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from lcxl import templates
from lcxl.xl.fit import width_of

if TYPE_CHECKING:
    from docx.document import Document
    from docx.table import _Cell as Cell

__all__ = ["document_of", "make_room"]

SIZE, NOTE_SIZE, HEAD_SIZES = 11, 9, (20, 14)
"""Points of the letters: of texts, notes, and headings of both levels."""
ABOVE, WRITING = 2, 1.3
"""Points above and below the text of a cell; centimetres of a row to write in."""
MARGIN = 2.2
"""Centimetres beside the text."""
DOT, BESIDE = 9525 * 1.04, 145_000
"""Units of a document that a dot of a letter takes, and those beside the text of a cell."""
SIDEWAYS, WIDTHS = "<>", "="
LETTER_PAPER = ("CA", "US")
"""Countries whose paper is 216 mm by 279 mm; that of all others is A4."""


def document_of(text: str, country: str = "") -> Document:
    """A document with the places of the text not filled yet."""
    import docx
    from docx.enum.section import WD_ORIENT
    from docx.shared import Cm, Pt

    found = docx.Document()
    section = found.sections[0]
    size = (21.59, 27.94) if country in LETTER_PAPER else (21.0, 29.7)
    is_wide = text.strip().startswith(SIDEWAYS)
    section.page_width, section.page_height = map(Cm, reversed(size) if is_wide else size)
    if is_wide:
        section.orientation = WD_ORIENT.LANDSCAPE
    section.left_margin = section.right_margin = Cm(MARGIN)
    section.top_margin = section.bottom_margin = Cm(MARGIN)
    _style(found)
    rows: list[list[str]] = []
    for line in [*text.strip().removeprefix(SIDEWAYS).split("\n"), ""]:
        if line.startswith("|"):
            rows.append([cell.strip() for cell in line.strip().strip("|").split("|")])
            continue
        if rows:
            _table(found, rows)
            rows = []
        _line(found, line)
    for paragraph in found.paragraphs:
        paragraph.paragraph_format.space_after = Pt(6)
    return found


def _style(found: Document) -> None:
    from docx.oxml.ns import qn
    from docx.shared import Pt, RGBColor

    look = templates.theme()
    navy = RGBColor.from_string(look.colours["navy"].lstrip("#"))
    sizes = {"Normal": SIZE, "Heading 1": HEAD_SIZES[0], "Heading 2": HEAD_SIZES[1]}
    for name, size in sizes.items():
        style = found.styles[name]
        style.font.name, style.font.size = look.font, Pt(size)
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for theme in [key for key in fonts.attrib if key.endswith("Theme")]:
            del fonts.attrib[theme]
        for kind in ("ascii", "hAnsi", "cs", "eastAsia"):
            fonts.set(qn(f"w:{kind}"), look.font)
        if name != "Normal":
            style.font.color.rgb = navy
            style.paragraph_format.keep_with_next = True


def _line(found: Document, line: str) -> None:
    from docx.enum.text import WD_BREAK
    from docx.shared import Pt

    text = line.strip()
    if not text:
        return
    if text == "---":
        found.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
    elif text.startswith("## "):
        found.add_heading(text[3:], 2)
    elif text.startswith("# "):
        found.add_heading(text[2:], 1)
    elif text.startswith("- "):
        found.add_paragraph(text[2:], "List Bullet")
    elif text.startswith("> "):
        found.add_paragraph().add_run(text[2:]).font.size = Pt(NOTE_SIZE)
    else:
        found.add_paragraph(text)


def _table(found: Document, rows: list[list[str]]) -> None:
    from docx.oxml import OxmlElement
    from docx.shared import Cm, Pt

    widths: list[float] = []
    if len(rows) > 1 and rows[1][0].startswith(WIDTHS):
        widths = [float(cell.strip(WIDTHS)) for cell in rows.pop(1)]
    table = found.add_table(rows=0, cols=len(rows[0]))
    table.style = "Table Grid"
    section = found.sections[0]
    room = section.page_width - section.left_margin - section.right_margin
    for number, cells in enumerate(rows):
        row = table.add_row()
        if number == 0:  # of rows that may not be cut LibreOffice can lose all
            row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
        for cell, text in zip(row.cells, cells, strict=False):
            paragraph = cell.paragraphs[0]
            paragraph.paragraph_format.space_before = Pt(ABOVE)
            paragraph.paragraph_format.space_after = Pt(ABOVE)
            paragraph.paragraph_format.keep_with_next = True if number == 0 else None
            run = paragraph.add_run(text)
            run.bold = True if number == 0 else None
            if number == 0:
                _shade(cell)
        if number and "" in cells:  # room to write by hand
            row.height = Cm(WRITING)
        for cell, width in zip(row.cells, widths, strict=False):
            cell.width = int(room * width / sum(widths))
    for column, width in zip(table.columns, widths, strict=False):
        column.width = int(room * width / sum(widths))
    table.autofit = not widths
    found.add_paragraph()


def _shade(cell: Cell) -> None:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    shade = OxmlElement("w:shd")
    shade.set(qn("w:val"), "clear")
    shade.set(qn("w:color"), "auto")
    shade.set(qn("w:fill"), templates.theme().colours["closed"].lstrip("#"))
    cell._tc.get_or_add_tcPr().append(shade)


def make_room(document: Document) -> None:
    """Widen columns in which a word would be cut, as far as others have room to spare."""
    for table in document.tables:
        if table.autofit:
            continue
        widths = [column.width or 0 for column in table.columns]
        needed = [0.0] * len(widths)
        for number, row in enumerate(table.rows):
            for i, cell in enumerate(row.cells):
                wide = max((width_of(w, number == 0) for w in _words(cell.text)), default=0.0)
                needed[i] = max(needed[i], wide * DOT + BESIDE)
        short = sum(max(0.0, need - width) for need, width in zip(needed, widths, strict=True))
        spare = sum(max(0.0, width - need) for need, width in zip(needed, widths, strict=True))
        if not 0 < short <= spare:
            continue
        given = short / spare
        found = [
            int(need if need > width else width - (width - need) * given)
            for need, width in zip(needed, widths, strict=True)
        ]
        for column, width in zip(table.columns, found, strict=True):
            column.width = width
            for cell in column.cells:
                cell.width = width


def _words(text: str) -> list[str]:
    """What stands on one line whatever happens."""
    return re.split(r"[^\S\u00a0\u202f]+|(?<=-)", text)
