"""templates_src read into typed specs.

This is the one description of every workbook: its sheets, blocks, columns, headings, help
texts, lists and styles.  `lcxl.layout` places it on a grid for a plan; the writers, the
reader, the rules and the add-in use that.  Nothing here knows a plan or a file format.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from types import MappingProxyType
from typing import Any, Literal, NamedTuple, TypeVar

from lcxl.errors import LcxlError
from lcxl.periods import frequencies
from lcxl.words import per_language, say, source, texts, toml, translated

__all__ = [
    "Block",
    "Chase",
    "Choice",
    "DeclarationError",
    "Field",
    "KindWords",
    "Milestone",
    "Milestones",
    "Recruiting",
    "Recurring",
    "Sheet",
    "Step",
    "Task",
    "Theme",
    "Variant",
    "Workbook",
    "chases",
    "chosen",
    "demo_words",
    "example_names",
    "example_plan",
    "ids_of",
    "kind_words",
    "lists",
    "milestones",
    "recruiting",
    "refusals",
    "schedule_of",
    "status_words",
    "theme",
    "word_of",
    "words_of",
    "words_of_kind",
    "workbook",
    "workbook_names",
]

NOTHING: Mapping[str, Any] = MappingProxyType({})
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


class Step(NamedTuple):
    """One line of a numbered list: a link and what to do there."""

    label: str
    text: str
    sheet: str = ""


class Block(NamedTuple):
    """One part of a sheet, from top to bottom: form, table, text, steps or lists."""

    id: str
    kind: Literal["form", "table", "text", "steps", "lists"]
    heading: str = ""
    text: tuple[str, ...] = ()
    fields: tuple[Field, ...] = ()
    steps: tuple[Step, ...] = ()
    rows: int = 0
    lists: tuple[str, ...] = ()


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


class Choice(NamedTuple):
    """One entry of a dropdown: what data hold, the word that people read, and what it means."""

    id: str
    word: str
    meaning: str = ""
    also: str = ""
    """Another word for it that is understood, such as that of an earlier version."""


class Chase(NamedTuple):
    """One message about a report that is due: when it is sent, to whom, and its words.

    ``day`` is the line of the timetable that says how long before or after the due date.
    ``to``: all teams, those whose report is out, or the coach.
    """

    id: str
    what: str
    to: Literal["all", "outstanding", "coach"]
    subject: str
    text: str
    day: Recurring
    text_all_in: str = ""
    """The same when every report is in; "" where nothing is sent then."""
    text_none_in: str = ""
    """The same when none is; "" where that makes no difference."""


class Theme(NamedTuple):
    """Fonts, named colours, and the format of each style role (in XlsxWriter's terms)."""

    font: str
    size: float
    colours: Mapping[str, str]
    roles: Mapping[str, Mapping[str, Any]]


class Milestone(NamedTuple):
    """A milestone: so many weeks after the kickoff, or after what ``after`` names."""

    id: str
    phase: str
    what: str
    role: str
    deliverable: str
    after: str = ""
    weeks: int = 0
    halfway: bool = False
    """Half the way from the kickoff to the wrap-up."""
    not_before: Mapping[str, Any] = NOTHING


class Recurring(NamedTuple):
    """What happens for every report, every session or every month."""

    id: str
    kind: str
    every: Literal["report", "session", "month"]
    what: str
    role: str
    after: str = ""
    days: int = 0
    working_days: int = 0
    month_end: bool = False
    not_before: Mapping[str, Any] = NOTHING
    number: int = 0
    weekday: str = ""
    first: int = 0
    before_end: int = 0
    step: int = 1


class Variant(NamedTuple):
    """The learning sessions of a collaborative of so many months."""

    months: int
    session_weeks: tuple[int, ...]
    leave_out: frozenset[str] = frozenset()


class Milestones(NamedTuple):
    """Everything that has a date, and how the date follows from the kickoff."""

    phases: tuple[str, ...]
    variants: tuple[Variant, ...]
    sessions: Mapping[str, Any]
    milestones: tuple[Milestone, ...]
    recurring: tuple[Recurring, ...]


class DeclarationError(LcxlError, LookupError):
    """templates_src lacks something that code asks for, or has something that nothing reads."""

    def __init__(self, name: str, **places: object) -> None:
        self.name, self.places = name, places
        super().__init__(say(f"books.{name}", **places), say("books.fix"))

    def __reduce__(self) -> tuple[Any, ...]:
        """As it is sent from one process to another."""
        return _declaration_error, (self.name, self.places)


def _declaration_error(name: str, places: Mapping[str, object]) -> DeclarationError:
    return DeclarationError(name, **places)


class Words(dict[str, Any]):
    """Words by their id, that says where one is missing."""

    def __init__(self, words: Mapping[str, Any], where: str) -> None:
        super().__init__({k: _words(v, f"{where}.{k}") for k, v in words.items()})
        self.where = where

    def __missing__(self, name: str) -> Any:
        raise DeclarationError("no_text", where=self.where, text=name)


def _words(value: Any, where: str) -> Any:
    return Words(value, where) if isinstance(value, dict) else value


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
    sheets = tuple(_sheet(s, file) for s in raw.pop("sheets", []))
    return _made(Workbook, raw, file, sheets=sheets)


def _sheet(raw: dict[str, Any], file: str) -> Sheet:
    where = say("books.in_sheet", file=file, sheet=raw.get("id", "?"))
    blocks = tuple(_block(b, where) for b in raw.pop("blocks", []))
    return _made(Sheet, raw, where, blocks=blocks, widths=tuple(raw.pop("widths", ())))


def _block(raw: dict[str, Any], sheet: str) -> Block:
    where = say("books.in_block", sheet=sheet, block=raw.get("id", "?"))
    return _made(
        Block,
        raw,
        where,
        fields=tuple(_made(Field, f, where) for f in raw.pop("fields", [])),
        steps=tuple(_made(Step, s, where) for s in raw.pop("steps", [])),
        text=tuple(raw.pop("text", ())),
        lists=tuple(raw.pop("lists", ())),
    )


N = TypeVar("N", Field, Step, Block, Sheet, Workbook, KindWords)


def _made(kind: type[N], raw: dict[str, Any], where: str, **parts: Any) -> N:
    """One part of a declaration; whatever it lacks or has too much is named with its place."""
    here = where if "id" not in raw or kind is not Field else f"{where}, {raw['id']}"
    for name in raw:
        if name not in kind._fields or name in parts:
            raise DeclarationError("unknown", where=here, entry=name)
    for name in kind._fields:
        if name not in raw and name not in parts and name not in kind._field_defaults:
            raise DeclarationError("no_entry", where=here, entry=name)
    return kind(**{name: _words(value, f"{here}, {name}") for name, value in raw.items()}, **parts)


LISTS = "defaults/lists.toml"


@per_language
def lists() -> Mapping[str, tuple[str, tuple[Choice, ...]]]:
    """List id -> (heading, choices), in the order they are shown."""
    found = {
        name: (
            translated(f"{LISTS}:{name}.heading", entry["heading"]),
            tuple(_choice(f"{LISTS}:{name}", c) for c in entry["choices"]),
        )
        for name, entry in toml(LISTS).items()
    }
    made = {"kind": _kinds(), "window": _windows(), "schedule": _schedules()}
    return MappingProxyType(made | found)


def _choice(path: str, raw: str | Sequence[str]) -> Choice:
    """An entry: its id, which is its English word too, and what it means."""
    id_, meaning, also, *_ = (*([raw] if isinstance(raw, str) else raw), "", "")
    word = translated(f"{path}.{id_}.word", id_)
    return Choice(id_, word, translated(f"{path}.{id_}.meaning", meaning), also)


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


def _kinds() -> tuple[str, tuple[Choice, ...]]:
    """The dropdown of kinds: each with its own file of words."""
    choices = (Choice(id_, kind.word, kind.meaning) for id_, kind in kind_words().items())
    return say("metrics.kind_heading"), tuple(choices)


def _windows() -> tuple[str, tuple[Choice, ...]]:
    """The dropdown of windows: one line for each that it proposes; their ids are their words."""
    raw = texts("lists/windows.toml")
    choices = (
        Choice(id_, id_, window["meaning"].replace("{n}", "".join(filter(str.isdigit, id_))))
        for window in raw["windows"]
        for id_ in window.get("offered", [window["id"]])
    )
    return raw["heading"], tuple(choices)


def _schedules() -> tuple[str, tuple[Choice, ...]]:
    """The dropdown of schedules: one line for each frequency, and named periods."""
    file = "lists/frequencies.toml"
    raw = texts(file)
    ids = {f.id: f.schedule for f in frequencies().values()}
    words = {name: ids.get(name, name) for name in raw if name != "heading"}
    choices = (
        Choice(word, translated(f"{file}:{name}.word", word), raw[name]["meaning"])
        for name, word in words.items()
    )
    return raw["heading"], tuple(choices)


@cache
def schedule_of(text: str) -> str | None:
    """The schedule that a text means, such as "weekly" for "every week"; None for none."""
    plain = " ".join(text.casefold().split())
    words = {f.id: f.schedule for f in frequencies().values()}
    for id_, one in toml("lists/frequencies.toml").items():
        if id_ != "heading" and plain in (words.get(id_, id_), id_, *one.get("also", ())):
            return words.get(id_, id_)
    return None


def ids_of(list_id: str) -> tuple[str, ...]:
    """What data hold of a dropdown's entries."""
    return tuple(choice.id for choice in lists()[list_id][1])


def words_of(list_id: str) -> tuple[str, ...]:
    """The words a dropdown offers."""
    return tuple(choice.word for choice in lists()[list_id][1])


def word_of(list_id: str, id_: str) -> str:
    """The word of an entry; a text that is none, of a list that only proposes, as it is."""
    return next((c.word for c in lists()[list_id][1] if c.id == id_), id_)


def chosen(list_id: str, text: str) -> str | None:
    """The id of the entry that a text means, in any case of letters; None for none of them.

    Understood are the words of the current language, ids and with them English words, and what
    else an entry names.
    """
    plain = text.strip().casefold()
    return next(
        (
            c.id
            for c in lists()[list_id][1]
            if plain and plain in (c.word.casefold(), c.id.casefold(), c.also.casefold())
        ),
        None,
    )


@per_language
def milestones() -> Milestones:
    """Milestones, sessions and what recurs, with the usual lengths."""
    raw = texts("defaults/milestones.toml")
    return Milestones(
        tuple(raw["phases"]),
        tuple(
            Variant(v["months"], tuple(v["session_weeks"]), frozenset(v.get("leave_out", ())))
            for v in raw["variants"]
        ),
        MappingProxyType(raw["sessions"]),
        tuple(Milestone(**m) for m in raw["milestones"]),
        tuple(Recurring(**r) for r in raw["recurring"]),
    )


class Task(NamedTuple):
    """A task of recruiting; ``start`` and ``due`` are weeks from the kickoff."""

    id: str
    task: str
    role: str
    start: int
    due: int


class Recruiting(NamedTuple):
    """Targets, published yields, tasks, screening points and the agreement."""

    targets: Mapping[str, float]
    yields: Mapping[str, float]
    points: Mapping[str, tuple[int, ...]]
    """List of a question -> points of its answers, in the order of the list."""
    hours: Mapping[str, tuple[float, ...]]
    """Question answered in hours -> limits, each worth one more point."""
    tasks: tuple[Task, ...]
    agreement: tuple[str, ...]


@per_language
def recruiting() -> Recruiting:
    """What the recruiting tracker starts with."""
    raw = texts("defaults/recruiting.toml")
    return Recruiting(
        MappingProxyType(raw["targets"]),
        MappingProxyType(raw["yields"]),
        MappingProxyType({name: tuple(points) for name, points in raw["points"].items()}),
        MappingProxyType({name: tuple(limits) for name, limits in raw["hours"].items()}),
        tuple(Task(**task) for task in raw["tasks"]),
        tuple(raw["agreement"]["items"]),
    )


@per_language
def refusals() -> Mapping[str, Mapping[str, str]]:
    """What a cell says when it does not take what was typed: title and message by kind."""
    return MappingProxyType(texts("defaults/refusals.toml"))


@per_language
def chases() -> tuple[Chase, ...]:
    """The messages about a report that is due, in the order of their days."""
    days = {line.id: line for line in milestones().recurring}
    return tuple(
        Chase(day=days[raw["recurring"]], **{k: v for k, v in raw.items() if k != "recurring"})
        for raw in texts("defaults/chase.toml")["chases"]
    )


@per_language
def status_words() -> Mapping[str, str]:
    """What `lcxl status` says beside the messages."""
    words: dict[str, str] = texts("defaults/chase.toml")["words"]
    return MappingProxyType(words)


@cache
def demo_words() -> Mapping[str, Any]:
    """What the fictional teams of the demonstration write."""
    return toml("defaults/demo.toml")


@cache
def theme() -> Theme:
    """Fonts, colours and style roles."""
    raw = toml("theme.toml")
    colours = raw["colours"]

    def resolved(role: Mapping[str, Any]) -> dict[str, Any]:
        return {
            key: colours.get(value, value) if key.endswith("color") else value
            for key, value in role.items()
        }

    roles = {name: resolved(role) for name, role in raw["roles"].items()}
    return Theme(raw["font"], raw["size"], MappingProxyType(colours), MappingProxyType(roles))


def example_names() -> tuple[str, ...]:
    """Names for `lcxl new --example`."""
    return tuple(sorted(path.stem for path in (source() / "examples").glob("*.toml")))


def example_plan(name: str) -> dict[str, Any]:
    """An example collaborative as plan text; FileNotFoundError when there is none."""
    return toml(f"examples/{name}.toml")
