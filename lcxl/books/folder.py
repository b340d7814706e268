"""Workbooks of a collaborative's folder that `lcxl build` writes because they are declared.

``templates_src/books/<id>.toml`` names the ``file``; the module of that id in this package says
with `given` what its tables start with.  What a person types into it is carried over by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple, Protocol, cast

from lcxl import books, templates, user_cache
from lcxl.cells import Book
from lcxl.files import content_of
from lcxl.keep.declared import TypedRows, key_of, still_offered, typed_rows, with_typed
from lcxl.keep.newest import newest_merge
from lcxl.keep.own_statements import own_statements
from lcxl.keep.timetable import readable
from lcxl.keep.typed import Old, Rebuilt, rebuilt
from lcxl.layout import place_blocks
from lcxl.plan import Collaborative
from lcxl.plan.timetable import Timetable
from lcxl.sheets.blocks import list_ranges
from lcxl.sheets.machine import list_places, write_machine_sheet
from lcxl.sheets.pages import Filling, Pages, Rows
from lcxl.templates.declared import NOTHING
from lcxl.words import filled, per_language
from lcxl.xl.beside import NOTHING_BESIDE, Beside
from lcxl.xl.book import BookWriter

__all__ = ["About", "BookModule", "Given", "Sources", "first", "folder_books", "rebuild"]

OFFERED = "offered"
"""What a workbook's machine sheet calls the keys of rows that were proposed once."""


class Sources(NamedTuple):
    """What a workbook of the folder is made from."""

    plan: Collaborative
    folder: Path
    timetable: Timetable
    """The dates that count, with those that the host moved."""
    typed: Mapping[str, Rows] = NOTHING
    """Block id -> rows of the workbook that is there."""
    path: Path = Path()
    """Where it stands."""
    told: Mapping[str, object] = NOTHING
    """What its machine sheet tells."""
    book: Book | None = None
    """The workbook that is there."""
    sent: Mapping[str, Rows] = NOTHING
    """Block id -> rows of the newest such workbook that came back."""


class About(NamedTuple):
    """Whose workbook it is; empty where there is no plan yet."""

    title: str = ""
    id: str = ""
    host: str = ""


class Given(NamedTuple):
    """What lcxl puts into a workbook of the folder."""

    rows: Mapping[str, Rows] = NOTHING
    """What fills its tables and forms, by the id of their block."""
    offered: Collection[str] = ()
    """Blocks whose rows are proposals: one that a person took out does not come back."""
    words: Mapping[str, Sequence[str]] = NOTHING
    """The words of dropdowns that depend on the plan, by the name that fields have for them."""
    data: Callable[[Mapping[str, Rows]], Sequence[object]] = lambda rows: ()
    """What single kinds of sheet ask for, from all rows as they will stand."""
    context: Mapping[str, object] = NOTHING
    """Words for the places in titles, beside {title}."""
    finished: Callable[[Mapping[str, Rows]], Mapping[str, Rows]] = lambda rows: rows
    """The rows as they are written, from all rows with what was typed."""
    told: Callable[[Mapping[str, Rows]], Mapping[str, str]] = lambda rows: NOTHING
    """What its machine sheet tells, from the rows as they are written."""
    columns: Mapping[str, str] = NOTHING
    """Dropdowns that offer what is typed in a column of the workbook: name -> block.field."""


class BookModule(Protocol):
    """The module of a workbook: what its sheets get."""

    @staticmethod
    def given(sources: Sources) -> Given:
        """What lcxl puts into it."""


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


def rebuild(
    spec: templates.Workbook,
    plan: Collaborative,
    folder: Path,
    timetable: Timetable,
    sent: Mapping[str, Rows] = NOTHING,
) -> Rebuilt:
    """The workbook again, with all that people typed into the one that is there.

    Where neither that one nor what it is made from has changed since, it is not made again.

    Raises:
        LcxlError: the one that is there cannot be read, or no module fills it.
    """
    path, sources = (
        folder / spec.file,
        Sources(plan, folder, timetable, path=folder / spec.file, sent=sent),
    )
    about = About(plan.title, plan.id, plan.host)
    if not path.exists():
        given = _module(spec).given(sources)
        new = given._replace(rows=given.finished(given.rows))
        return rebuilt((), lambda beside: _build(spec, about, new, _offers(spec, given), beside))
    content = content_of(path)
    if user_cache.recall(_name(spec, sources, content)):
        return Rebuilt(content)
    with readable(path):
        old = Book(content)
        typed = typed_rows(old, spec)
        given = _module(spec).given(sources._replace(typed=typed.rows, told=old.machine, book=old))
        now = given._replace(rows=given.finished(_with_typed(spec, given, typed, old)))
        offers = _offers(spec, given)
        for name in given.offered:
            offers[name] = sorted({*offers[name], *_offered_before(old, name)})
        found = rebuilt(
            [Old(old, spec.file, typed.cells)],
            lambda beside: _build(spec, about, now, offers, beside),
        )
    if found.data == content:
        user_cache.keep(_name(spec, sources, content), True)
    return found


def first(spec: templates.Workbook, about: About, given: Given) -> bytes:
    """The workbook as it begins, before there is a plan to make it from."""
    return _build(spec, about, given, _offers(spec, given), NOTHING_BESIDE)


def _name(spec: templates.Workbook, sources: Sources, content: bytes) -> str:
    """What the user's cache calls a workbook that is as it would be made again."""
    dates = repr(sources.timetable.dates)
    merge = repr(newest_merge(sources.folder))
    own = repr(own_statements(sources.folder))
    made_from = (repr(sources.plan), dates, merge, repr(sources.sent), own)
    return user_cache.name_of(spec.id, [*(one.encode() for one in made_from), content])


def _with_typed(
    spec: templates.Workbook, given: Given, typed: TypedRows, old: Book
) -> dict[str, Rows]:
    found: dict[str, Rows] = {}
    for sheet in spec.sheets:
        for block in sheet.blocks:
            if block.kind not in ("form", "table"):
                continue
            rows, there = given.rows.get(block.id, ()), typed.rows.get(block.id, ())
            if block.id in given.offered:
                rows = still_offered(block, rows, there, _offered_before(old, block.id))
            found[block.id] = with_typed(block, rows, there)
    return found


def _offers(spec: templates.Workbook, given: Given) -> dict[str, list[str]]:
    """Block id -> the keys of the rows that it proposes."""
    declared = {block.id: block for sheet in spec.sheets for block in sheet.blocks}
    return {
        name: sorted({key_of(declared[name], row) for row in given.rows.get(name, ())})
        for name in given.offered
    }


def _offered_before(old: Book, block: str) -> list[str]:
    return str(old.machine.get(f"{OFFERED}.{block}", "")).split(";")


def _build(
    spec: templates.Workbook,
    about: About,
    given: Given,
    offers: Mapping[str, Sequence[str]],
    beside: Beside,
) -> bytes:
    context = {"title": about.title, **given.context}
    title = filled(spec.title, **context).rstrip(": ")
    writer = BookWriter(title, spec.subject, about.host)
    used = {block: len(found) for block, found in given.rows.items()}
    placed = {sheet.id: place_blocks(sheet, filled=used) for sheet in spec.sheets}
    of_block = {name: block for blocks in placed.values() for name, block in blocks.items()}
    columns = {
        name: of_block[column.partition(".")[0]].range(column.partition(".")[2])
        for name, column in given.columns.items()
    }
    lists = {**list_ranges(spec), **list_places(given.words), **columns}
    filling = Filling(given.rows, lists, placed)
    Pages(writer, spec, context, given.data(given.rows), filling).write()
    anchors = {
        key: place
        for blocks in placed.values()
        for block in blocks.values()
        for key, place in block.anchors()
    }
    data = {
        "workbook": spec.id,
        "layout_version": str(spec.version),
        "collaborative_id": about.id,
        **{f"{OFFERED}.{name}": ";".join(keys) for name, keys in offers.items()},
        **given.told(given.rows),
    }
    write_machine_sheet(writer, data, anchors, given.words)
    return writer.finish(beside)
