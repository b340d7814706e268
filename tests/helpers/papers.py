"""What stands in a .docx, and documents cut into runs as Word cuts them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence

import docx
from docx.document import Document


def opened(data: bytes) -> Document:
    return docx.Document(io.BytesIO(data))


def text_of(data: bytes) -> str:
    """All paragraphs, those of tables in their place, one a line; then head and foot."""
    document = opened(data)
    parts = [document.element.body]
    for section in document.sections:
        parts += [section.header._element, section.footer._element]
    lines = []
    for part in parts:
        for paragraph in part.iter("{*}p"):
            lines.append("".join(t.text or "" for t in paragraph.iter("{*}t")))
    return "\n".join(lines)


def tables_of(data: bytes) -> list[list[list[str]]]:
    return [[[c.text for c in row.cells] for row in t.rows] for t in opened(data).tables]


def saved(document: Document) -> bytes:
    data = io.BytesIO()
    document.save(data)
    return data.getvalue()


def cut(document: Document, runs: Sequence[str]) -> None:
    """A paragraph of several runs; those that begin with * are bold."""
    paragraph = document.add_paragraph()
    for run in runs:
        paragraph.add_run(run.removeprefix("*")).bold = run.startswith("*") or None


def members(data: bytes) -> list[str]:
    return zipfile.ZipFile(io.BytesIO(data)).namelist()
