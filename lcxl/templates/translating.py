"""All texts that a translator is given, what is known of each, and what is wrong with one."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import NamedTuple

from lcxl.templates.list_texts import texts_of_lists
from lcxl.words import Choices, Text, source, texts_in, toml

__all__ = [
    "Source",
    "brought",
    "faults",
    "glossary",
    "readers",
    "sources",
    "terms_in",
]

_PLACE = re.compile(r"\{[^{}]*\}")
_SHEET = re.compile(r"^books/([\w-]+)\.toml:sheets\.(\w+)\.name$")
_HEADING = re.compile(r"^(books/.*\.blocks\.\w+)\.fields\.\w+\.heading$")
_WORD = re.compile(r"^defaults/lists\.toml:(\w+)\.(?!heading$).*\.word$")
_SET = re.compile(r": |[%'“]")
"""What a language sets in its own way even where no word is: « {label} », {team} : {text}."""
NEVER_IN_SHEETS = "[]:*?/\\"
"""Signs that the name of a sheet may not have (Excel's rule)."""
CONSTANT = 255
"""Longest text within a formula (Excel's limit)."""


@cache
def _kept() -> re.Pattern[str]:
    """What stays as it is: places to fill, commands, options and names of files."""
    commands = "|".join(name for name in toml("messages/help.toml") if name.isalpha())
    return re.compile(
        rf"\{{[^{{}}]*\}}|\blcxl (?:{commands})\b|--[a-z-]+"
        r"|\b[\w-]+\.(?:xlsx|csv|toml|txt|ics)\b"
    )


class Source(NamedTuple):
    """An English text: where it stands, who reads it, and how many letters fit (0: any)."""

    path: str
    english: str
    reader: str
    where: str
    longest: int

    @property
    def kept(self) -> tuple[str, ...]:
        """What a translation must have too, such as ``{month}``."""
        return tuple(sorted(set(_kept().findall(self.english))))


@cache
def _known() -> Mapping[str, object]:
    return toml("languages/readers.toml")


def brought() -> tuple[str, ...]:
    """Languages that lcxl brings with all that a team reads."""
    return tuple(_strings("complete"))


def readers() -> tuple[str, ...]:
    """Who reads texts, those of a team first."""
    known = _known()["readers"]
    assert isinstance(known, dict)
    return tuple(sorted(known, key=lambda reader: reader != "team"))


@cache
def sources() -> Mapping[str, Source]:
    """Path -> each text that has letters or signs to be set, file by file."""
    root = source()
    names = [path.relative_to(root).as_posix() for path in sorted(root.rglob("*.toml"))]
    found: dict[str, str] = {}
    for name in names:
        if not name.startswith(tuple(_strings("never"))):
            found |= texts_of_lists(name) or texts_in(name)
    return {
        path: Source(path, english, _reader(path), _where(path), _longest(path, english))
        for path, english in found.items()
        if _is_told(_kept().sub("", english))
    }


def _is_told(plain: str) -> bool:
    """Whether a text, without its places, is another one in another language."""
    return any(c.isalpha() for c in plain) or bool(_SET.search(plain))


def _strings(key: str) -> list[str]:
    value = _known()[key]
    assert isinstance(value, list)
    return value


def _reader(path: str) -> str:
    known = _known()["readers"]
    assert isinstance(known, dict)
    beginnings = [(len(b), r) for r, of in known.items() for b in of if path.startswith(b)]
    return str(max(beginnings)[1])


def _where(path: str) -> str:
    """The file and, within a workbook, the sheet."""
    file, _, inside = path.partition(":")
    name = file.rpartition("/")[2].removesuffix(".toml")
    parts = inside.split(".")
    if parts[0] == "sheets" and len(parts) > 2:
        return f"{name}, {parts[1]}: {parts[-1]}"
    return f"{name}: {parts[-1]}"


def _longest(path: str, english: str) -> int:
    known = _known()["longest"]
    assert isinstance(known, dict)
    for pattern, longest in known.items():
        if re.search(pattern, path) and len(english) <= longest:
            return int(longest)
    return 0


def faults(told: Mapping[str, str]) -> Iterator[tuple[str, Text]]:
    """Path and fault of each translation that cannot be taken; ``told``: path -> translation."""
    for path, text in told.items():
        if path in sources() and text:
            yield from ((path, fault) for fault in _of_one(sources()[path], text))
    yield from _of_several(told)


def _of_one(given: Source, text: str) -> Iterator[Text]:
    kept, has = set(given.kept), set(_kept().findall(text))
    many = sources().get(re.sub(r"_one$", "", given.path))
    may = kept | set(many.kept if many else ())
    if lost := kept - has:
        yield Text("languages.lost", kept=Choices(sorted(lost)))
    if unknown := {place for place in has - may if _PLACE.fullmatch(place)}:
        yield Text("languages.unknown_place", places=Choices(sorted(unknown)))
    if given.longest and len(text) > given.longest:
        yield Text("languages.too_long", n=len(text), longest=given.longest)
    if _SHEET.match(given.path) and any(c in NEVER_IN_SHEETS for c in text):
        yield Text("languages.sheet_sign", signs=" ".join(NEVER_IN_SHEETS))
    ends = re.compile(r"^[ \t\n]*|[ \t\n]*$")
    if ends.findall(given.english) != ends.findall(text):
        yield Text("languages.blanks")
    if given.path.startswith(tuple(_strings("in_formulas"))):
        longest = max(map(len, _PLACE.split(text)))
        if longest > CONSTANT >= max(map(len, _PLACE.split(given.english))):
            yield Text("languages.constant", n=longest, longest=CONSTANT)


def _of_several(told: Mapping[str, str]) -> Iterator[tuple[str, Text]]:
    """Names that must differ: sheets of a workbook, columns of a table, words of a list."""
    alike: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for path, given in sources().items():
        text = told.get(path) or given.english
        for pattern in (_SHEET, _HEADING, _WORD):
            if match := pattern.match(path):
                alike[match[1], text.casefold()].append(path)
    for paths in alike.values():
        if len({sources()[path].english.casefold() for path in paths}) > 1:
            for path in paths:
                others = [sources()[other].english for other in paths if other != path]
                if told.get(path):
                    yield path, Text("languages.alike", others=Choices(others))


class Term(NamedTuple):
    """A term of the field, its translations by language, and which of these are to be confirmed."""

    english: str
    told: Mapping[str, str]
    to_confirm: tuple[str, ...]


@cache
def glossary() -> tuple[Term, ...]:
    """The terms, in the order of their file."""
    import csv

    with (source() / "languages" / "glossary.csv").open(encoding="utf-8", newline="") as stream:
        return tuple(
            Term(
                row.pop("term"),
                {code: text for code, text in row.items() if code != "to_confirm"},
                tuple(row["to_confirm"].split()),
            )
            for row in csv.DictReader(stream)
        )


def terms_in(english: str, code: str) -> Iterable[str]:
    """The terms that an English text has, each with its translation where there is one."""
    plain = english.casefold()
    for term in glossary():
        names = [n.strip() for n in re.sub(r"\(.*?\)", "", term.english).split(",")]
        if any(re.search(rf"\b{re.escape(name.casefold())}s?\b", plain) for name in names if name):
            told = term.told.get(code, "")
            mark = " (?)" if code in term.to_confirm else ""
            yield f"{term.english} = {told}{mark}" if told else term.english
