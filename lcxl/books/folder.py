"""Workbooks of a collaborative's folder that `lcxl build` writes because they are declared.

``templates_src/books/<id>.toml`` names the ``file``; the module of that id in this package says
with `rows` what its tables start with.  What a person types into it is carried over by itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Protocol, cast

from lcxl import books, templates
from lcxl.cells import Book
from lcxl.files import content_of
from lcxl.keep.declared import typed_rows, with_typed
from lcxl.keep.timetable import readable
from lcxl.keep.typed import Old, Rebuilt, rebuilt
from lcxl.layout import place_blocks
from lcxl.plan import Collaborative
from lcxl.sheets.blocks import list_ranges
from lcxl.sheets.machine import write_machine_sheet
from lcxl.sheets.pages import Filling, Pages, Rows
from lcxl.words import filled, per_language
from lcxl.xl.beside import Beside
from lcxl.xl.book import BookWriter

__all__ = ["BookModule", "folder_books", "rebuild"]


class BookModule(Protocol):
    """The module of a workbook: what its sheets get."""

    @staticmethod
    def rows(plan: Collaborative) -> Mapping[str, Rows]:
        """What fills its tables and forms, by the id of their block."""


@per_language
def folder_books() -> tuple[templates.Workbook, ...]:
    """Those that are declared, in the order of their files."""
    declared = map(templates.workbook, templates.workbook_names())
    return tuple(sorted((book for book in declared if book.file), key=lambda book: book.file))


def _module(book: templates.Workbook) -> BookModule:
    name = f"{books.__name__}.{book.id.replace('-', '_')}"
    if find_spec(name) is None:
        raise templates.DeclarationError("no_module", book=book.id, module=name)
    return cast(BookModule, import_module(name))


def rebuild(spec: templates.Workbook, plan: Collaborative, folder: Path) -> Rebuilt:
    """The workbook again, with all that people typed into the one that is there.

    Raises:
        LcxlError: the one that is there cannot be read, or no module fills it.
    """
    path, given = folder / spec.file, _module(spec).rows(plan)
    if not path.exists():
        return rebuilt((), lambda beside: _build(spec, plan, given, beside))
    with readable(path):
        old = Book(content_of(path))
        typed = typed_rows(old, spec)
        rows = {
            block.id: with_typed(block, given.get(block.id, ()), typed.rows.get(block.id, ()))
            for sheet in spec.sheets
            for block in sheet.blocks
            if block.kind in ("form", "table")
        }
        return rebuilt(
            [Old(old, spec.file, typed.cells)], lambda beside: _build(spec, plan, rows, beside)
        )


def _build(
    spec: templates.Workbook, plan: Collaborative, rows: Mapping[str, Rows], beside: Beside
) -> bytes:
    writer = BookWriter(filled(spec.title, title=plan.title), spec.subject, plan.host)
    used = {block: len(found) for block, found in rows.items()}
    placed = {sheet.id: place_blocks(sheet, filled=used) for sheet in spec.sheets}
    filling = Filling(rows, list_ranges(spec), placed)
    Pages(writer, spec, {"title": plan.title}, filling=filling).write()
    anchors = {
        key: place
        for blocks in placed.values()
        for block in blocks.values()
        for key, place in block.anchors()
    }
    data = {
        "workbook": spec.id,
        "layout_version": str(spec.version),
        "collaborative_id": plan.id,
    }
    write_machine_sheet(writer, data, anchors)
    return writer.finish(beside)
