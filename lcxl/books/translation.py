"""The workbook of a translator: every text of lcxl, and what was made of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from lcxl import templates
from lcxl.cells import Book, Unreadable
from lcxl.errors import LcxlError
from lcxl.keep.content import CELL, COMMENT, SHEET, content_of
from lcxl.layout import place_blocks
from lcxl.sheets.machine import write_machine_sheet
from lcxl.sheets.pages import Filling, Pages
from lcxl.templates.translated import Translated
from lcxl.templates.translating import readers, sources, terms_in
from lcxl.words import Text, filled, say
from lcxl.words.catalogue import Translation, entries_in, po_text
from lcxl.words.habits import LOCALE, habits_of
from lcxl.xl.book import BookWriter

__all__ = [
    "Returned",
    "build_translation",
    "holds_more",
    "read_translation",
    "translation_file",
]

WORKBOOK, CODE = "translation", "code"


def build_translation(code: str) -> bytes:
    """The workbook of a language, with what is translated already."""
    spec, translated = templates.workbook(WORKBOOK), Translated(code)
    context = {
        "language": translated.habits["name"],
        "code": code,
        "done": translated.done,
        "all": len(sources()),
    }
    rows = list(_rows(translated))
    filling = {"texts": rows}
    placed = {sheet.id: place_blocks(sheet, filled={"texts": len(rows)}) for sheet in spec.sheets}
    book = BookWriter(filled(spec.title, **context), spec.subject)
    Pages(book, spec, context, filling=Filling(filling, {}, placed)).write()
    texts = placed["texts"]["texts"]
    anchors = {f"texts.{name}": texts.range(name) for name in ("key", "told")}
    write_machine_sheet(book, {"workbook": spec.id, CODE: code}, anchors)
    return book.finish()


def _rows(translated: Translated) -> Iterator[dict[str, object]]:
    habits = say("languages.locale")
    english = habits_of("en-US")
    for key, habit in translated.habits.items():
        yield {"reader": habits, "state": "", "where": f"{habits}: {key}", "told": habit,
               "english": english.get(key, ""), "key": f"{LOCALE}:{key}"}  # fmt: skip
    for reader in readers():
        for path, given in sources().items():
            if given.reader != reader:
                continue
            state, told = translated.told[path]
            yield {
                "reader": say(f"languages.{reader}"),
                "state": say(f"languages.{state}"),
                "where": given.where,
                "english": given.english,
                "told": told,
                "longest": given.longest or "",
                "kept": " ".join(given.kept),
                "terms": "; ".join(terms_in(given.english, translated.code)),
                "key": path,
            }


def translation_file(code: str) -> str:
    """All texts of a language as a PO file, those without a translation too."""
    translated = Translated(code)
    return po_text(
        code,
        (
            Translation(path, given.english, told, state == "changed")
            for path, given in sources().items()
            for state, told in [translated.told[path]]
        ),
    )


@dataclass(frozen=True)
class Returned:
    """What came back from a translator; ``rows``: path -> row in the workbook, from 1."""

    code: str
    told: Mapping[str, str]
    habits: Mapping[str, str]
    rows: Mapping[str, int]


def read_translation(data: bytes, path: Path) -> Returned:
    """A translator's workbook or PO file.

    Raises:
        LcxlError: it is neither.
    """
    try:
        if path.suffix.casefold() == ".po":
            return _of_po(data.decode())
        book = Book(data, path.name)
        if book.machine.get("workbook") == WORKBOOK:
            return _of_book(book)
    except (Unreadable, UnicodeDecodeError, OSError):
        pass
    raise LcxlError(
        Text("languages.not_a_translation", file=path), Text("languages.not_a_translation_fix")
    )


def holds_more(there: bytes, new: bytes, path: Path) -> bool:
    """Whether a file has anything of a translator's that the one to take its place has not.

    A file that is no translation is all somebody's own.
    """
    try:
        old, now = (read_translation(data, path) for data in (there, new))
    except LcxlError:
        return True
    if old.told.items() - now.told.items() or old.habits.items() - now.habits.items():
        return True
    look = _remarks if path.suffix.casefold() == ".po" else _beside
    return bool(look(there) - look(new))


def _remarks(data: bytes) -> set[tuple[str, str, str]]:
    """What a translator wrote into a PO file: doubtful translations and remarks too."""
    import polib

    entries = polib.pofile(data.decode())
    told = {(e.msgctxt or "", e.msgstr, e.tcomment) for e in entries if e.msgstr or e.tcomment}
    return {*told, ("", entries.header, "")}


def _beside(data: bytes) -> set[tuple[str, str, str]]:
    """The sheets of a workbook, its comments, and in which columns something stands."""
    content = content_of("texts.xlsx", data)
    return {
        (i.sheet, i.kind, i.value if i.kind == COMMENT else i.place.rstrip("0123456789"))
        for i in (content.items if content else ())
        if i.kind in (SHEET, COMMENT, CELL)
    }


def _of_po(text: str) -> Returned:
    import polib

    code = polib.pofile(text).metadata.get("Language", "")
    entries: Iterable[Translation] = entries_in(text)
    told = {
        entry.path: entry.told
        for entry in entries
        if not entry.is_doubtful
        and entry.path in sources()
        and sources()[entry.path].english == entry.english
    }
    return Returned(code, told, {}, {})


def _of_book(book: Book) -> Returned:
    keys, told = book.column("texts.key"), book.column("texts.told")
    texts: dict[str, str] = {}
    habits: dict[str, str] = {}
    rows: dict[str, int] = {}
    for row, cell in keys.items():
        path, typed = str(cell.value), told.get(row)
        if typed is None or typed.value in (None, ""):
            continue
        text = f"{typed.value:g}" if isinstance(typed.value, float) else str(typed.value)
        rows[path] = row + 1
        if path.startswith(f"{LOCALE}:"):
            habits[path.partition(":")[2]] = text
        elif path in sources():
            texts[path] = text
    return Returned(str(book.machine.get(CODE, "")), texts, habits, rows)
