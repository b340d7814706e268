"""Workbooks as they are declared in ``templates_src/books``: sheets, blocks and columns."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Literal, NamedTuple, Never, NoReturn, TypeVar, cast

from lcxl.errors import LcxlError
from lcxl.words import per_language, say, source, texts

__all__ = [
    "NOTHING",
    "Block",
    "DeclarationError",
    "Field",
    "KindWords",
    "Sheet",
    "Step",
    "Workbook",
    "kind_words",
    "words_of_kind",
    "workbook",
    "workbook_names",
]

NOTHING: Mapping[str, Never] = MappingProxyType({})
"""What stands where a TOML file has no such table."""

FieldType = Literal[
    "text",
    "long",
    "whole",
    "decimal",
    "list",
    "date",
    "month",
    "time",
    "words",
    "months",
    "email",
    "shown",
]


class Field(NamedTuple):
    """One column of a table, or one line of a form.

    ``type``: text (one line), long (wrapped), whole, decimal, list (a dropdown of the list
    named by ``list``), date, month (its first day), time (of day), words or months (several,
    with semicolons between), email, or shown (not an input).
    """

    id: str
    heading: str
    type: FieldType = "text"
    help: str = ""
    width: float = 14.0
    list: str = ""
    required: bool = False
    min: float | None = None
    max: float | None = None
    max_length: int | None = None
    group: str = ""
    example: str | float | None = None
    optional_list: bool = False
    """A list that proposes and does not forbid other words."""
    define: str = ""
    """What a metric's definition calls it, if it shows there."""
    key: bool = False
    """Tells the rows of its table apart, together with others that do."""
    fold: bool = False
    """A shown column that tells of those on its right, folded away up to the next such one."""
    need: str = ""
    """Of a question in columns: when it must be answered (`lcxl.sheets.host.needs`)."""
    empty: str = ""
    """What an empty answer means."""
    part: str = ""
    """The part of a metric's card in which it stands."""
    silent: bool = False
    """An empty answer has no line on the card."""


class Step(NamedTuple):
    """One line of a numbered list: a link and what to do there."""

    label: str
    text: str
    sheet: str = ""


class Block(NamedTuple):
    """One part of a sheet, from top to bottom: form, table, text, steps or lists.

    In ``columns`` the fields are questions below each other, with a column for each answer.
    """

    id: str
    kind: Literal["form", "table", "columns", "text", "steps", "lists"]
    heading: str = ""
    text: tuple[str, ...] = ()
    fields: tuple[Field, ...] = ()
    steps: tuple[Step, ...] = ()
    rows: int = 0
    lists: tuple[str, ...] = ()
    across: bool = False
    """A table whose fields stand below each other, and its rows beside each other."""


class Sheet(NamedTuple):
    """One sheet: what stands on it, and the words of its writer."""

    id: str
    name: str
    title: str = ""
    subtitle: str = ""
    writer: str = "blocks"
    """The module below `lcxl.sheets` that writes it; "" for one that no module writes."""
    when: str = ""
    """The condition under which a workbook has it; "" for always."""
    widths: tuple[float, ...] = ()
    one_page: bool = False
    """Printed on one page, however much stands on it."""
    blocks: tuple[Block, ...] = ()
    texts: Mapping[str, str] = NOTHING
    """Single words and sentences, by their id."""
    words: Mapping[str, Mapping[str, str]] = NOTHING
    """Words that belong to a set, such as the label of each part of a definition."""

    def block(self, block_id: str) -> Block:
        """The block with that id; DeclarationError when there is none."""
        for block in self.blocks:
            if block.id == block_id:
                return block
        raise DeclarationError("no_block", sheet=self.id, block=block_id)


class Workbook(NamedTuple):
    """A workbook: its sheets in order, and the inputs of each metric kind."""

    id: str
    version: int
    title: str
    subject: str
    sheets: tuple[Sheet, ...]
    file: str = ""
    """Its name in a collaborative's folder, if `lcxl build` writes it there by itself."""
    optional: bool = False
    """`lcxl build` writes it again where it is, and does not begin it."""
    texts: Mapping[str, str] = NOTHING
    words: Mapping[str, Mapping[str, str]] = NOTHING
    """Words that belong to a set, such as the label and the tip of a button."""

    def sheet(self, sheet_id: str) -> Sheet:
        """The sheet with that id; DeclarationError when there is none."""
        for sheet in self.sheets:
            if sheet.id == sheet_id:
                return sheet
        raise DeclarationError("no_sheet", file=_file(self.id), sheet=sheet_id)


class KindWords(NamedTuple):
    """The words of a kind of metric; ``inputs``: role -> heading, title and help of its cells."""

    order: int
    word: str
    meaning: str
    inputs: Mapping[str, Mapping[str, str]]
    result: str = ""
    """What its value is, with an example."""


W = TypeVar("W")


class DeclarationError(LcxlError, LookupError):
    """templates_src lacks something that code asks for, or has something that nothing reads."""

    def __init__(self, name: str, **places: object) -> None:
        self.name, self.places = name, places
        super().__init__(say(f"books.{name}", **places), say("books.fix"))

    def __reduce__(self) -> tuple[object, ...]:
        """As it is sent from one process to another."""
        return _declaration_error, (self.name, self.places)


def _declaration_error(name: str, places: Mapping[str, object]) -> DeclarationError:
    return DeclarationError(name, **places)


class Words(dict[str, W]):
    """Words by their id, that says where one is missing."""

    def __init__(self, words: Mapping[str, W], where: str) -> None:
        super().__init__({k: _words(v, f"{where}.{k}") for k, v in words.items()})
        self.where = where

    def __missing__(self, name: str) -> NoReturn:
        raise DeclarationError("no_text", where=self.where, text=name)


def _words(value: W, where: str) -> W:
    return cast("W", Words(value, where)) if isinstance(value, dict) else value


def _file(book_id: str) -> str:
    return f"templates_src/books/{book_id}.toml"


@cache
def workbook_names() -> frozenset[str]:
    """The ids of all declared workbooks."""
    return frozenset(path.stem for path in (source() / "books").glob("*.toml"))


@per_language
def workbook(workbook_id: str) -> Workbook:
    """The spec of one workbook, such as "reporting".

    Raises:
        FileNotFoundError: there is none.
        DeclarationError: something in it is forgotten, or nothing reads it.
    """
    raw, file = texts(f"books/{workbook_id}.toml"), _file(workbook_id)
    sheets = tuple(_sheet(s, file) for s in _taken(raw, "sheets", dict))
    return _made(Workbook, raw, file, sheets=sheets)


def _sheet(raw: dict[str, object], file: str) -> Sheet:
    where = say("books.in_sheet", file=file, sheet=raw.get("id", "?"))
    blocks = tuple(_block(b, where) for b in _taken(raw, "blocks", dict))
    return _made(Sheet, raw, where, blocks=blocks, widths=_taken(raw, "widths", object))


def _block(raw: dict[str, object], sheet: str) -> Block:
    where = say("books.in_block", sheet=sheet, block=raw.get("id", "?"))
    return _made(
        Block,
        raw,
        where,
        fields=tuple(_made(Field, f, where) for f in _taken(raw, "fields", dict)),
        steps=tuple(_made(Step, s, where) for s in _taken(raw, "steps", dict)),
        text=_taken(raw, "text", str),
        lists=_taken(raw, "lists", str),
    )


def _taken(raw: dict[str, object], name: str, kind: type[W]) -> tuple[W, ...]:
    """A list taken out of a table; `_made` names one that has anything else in it."""
    found = raw.get(name, [])
    taken = [one for one in found if isinstance(one, kind)] if isinstance(found, list) else []
    if found == taken:
        raw.pop(name, None)
    return tuple(taken)


N = TypeVar("N", Field, Step, Block, Sheet, Workbook, KindWords)


def _made(kind: type[N], raw: dict[str, object], where: str, **parts: object) -> N:
    """One part of a declaration; whatever it lacks or has too much is named with its place."""
    here = where if "id" not in raw or kind is not Field else f"{where}, {raw['id']}"
    for name in raw:
        if name not in kind._fields or name in parts:
            raise DeclarationError("unknown", where=here, entry=name)
    for name in kind._fields:
        if name not in raw and name not in parts and name not in kind._field_defaults:
            raise DeclarationError("no_entry", where=here, entry=name)
    words = {name: _words(value, f"{here}, {name}") for name, value in raw.items()}
    values = {**kind._field_defaults, **words, **parts}
    return kind._make(values[name] for name in kind._fields)


@per_language
def kind_words() -> Mapping[str, KindWords]:
    """Kind of metric -> its words, in the order in which they are shown."""
    names = (path.stem for path in (source() / "kinds").glob("*.toml"))
    found = {
        name: _made(KindWords, texts(f"kinds/{name}.toml"), _kind_file(name)) for name in names
    }
    return MappingProxyType(dict(sorted(found.items(), key=lambda item: item[1].order)))


def words_of_kind(kind: str) -> KindWords:
    """The words of one kind; DeclarationError when nobody wrote them."""
    try:
        return kind_words()[kind]
    except KeyError:
        raise DeclarationError("no_kind", file=_kind_file(kind)) from None


def _kind_file(kind: str) -> str:
    return f"templates_src/kinds/{kind}.toml"
