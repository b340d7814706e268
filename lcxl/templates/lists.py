"""The closed lists of ``templates_src``: the ids that are stored, and the words that are shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from types import MappingProxyType
from typing import NamedTuple

from lcxl.periods import frequencies
from lcxl.templates.declared import kind_words
from lcxl.templates.list_texts import FREQUENCIES, LISTS, parts_of, schedule_words, spoken
from lcxl.words import (
    in_language,
    languages,
    locale,
    per_language,
    say,
    texts,
    toml,
    translated,
)

__all__ = [
    "Choice",
    "Meaning",
    "chosen",
    "ids_of",
    "lists",
    "schedule_of",
    "word_of",
    "words_of",
]


class Choice(NamedTuple):
    """One entry of a dropdown: what data hold, the word that people read, and what it means."""

    id: str
    word: str
    meaning: str = ""
    also: str = ""
    """Another word for it that is understood, such as that of an earlier version."""


class Meaning(NamedTuple):
    """What an entry means, in the language in which it is read."""

    list_id: str
    id: str

    def in_words(self) -> str:
        """As people read it; an id that the list has not, as it is."""
        choices = lists()[self.list_id][1]
        return next((c.meaning for c in choices if c.id == self.id), self.id)

    def as_json(self) -> str:
        """Its id."""
        return self.id


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
    made = {
        "language": _languages(),
        "kind": _kinds(),
        "window": _windows(),
        "schedule": _schedules(),
    }
    return MappingProxyType(made | found)


def _choice(path: str, raw: str | Sequence[str]) -> Choice:
    id_, word, meaning, also = parts_of(raw)
    word = translated(f"{path}.{id_}.word", word)
    return Choice(id_, word, translated(f"{path}.{id_}.meaning", meaning), also)


def _kinds() -> tuple[str, tuple[Choice, ...]]:
    """The dropdown of kinds: each with its own file of words."""
    choices = (Choice(id_, kind.word, kind.meaning) for id_, kind in kind_words().items())
    return say("metrics.kind_heading"), tuple(choices)


def _languages() -> tuple[str, tuple[Choice, ...]]:
    """The dropdown of languages: their codes, and what their speakers call them."""
    from lcxl.templates.translated import offered  # reads all texts, for this list alone

    choices = []
    for code in offered():
        with in_language(code):
            choices.append(Choice(code, locale().name))
    return say("languages.heading"), tuple(choices)


def _windows() -> tuple[str, tuple[Choice, ...]]:
    """The dropdown of windows: one line for each that it proposes."""
    raw = texts("lists/windows.toml")

    def said(text: str, id_: str) -> str:
        return text.replace("{n}", "".join(filter(str.isdigit, id_)))

    choices = (
        Choice(id_, said(window["word"], id_), said(window["meaning"], id_))
        for window in raw["windows"]
        for id_ in window.get("offered", [window["id"]])
    )
    return raw["heading"], tuple(choices)


def _schedules() -> tuple[str, tuple[Choice, ...]]:
    """The dropdown of schedules: one line for each frequency, and named periods."""
    raw = texts(FREQUENCIES)
    choices = (
        Choice(word, translated(f"{FREQUENCIES}:{name}.word", spoken(word)), raw[name]["meaning"])
        for name, word in schedule_words().items()
    )
    return raw["heading"], tuple(choices)


@cache
def schedule_of(text: str) -> str | None:
    """The schedule that a text means, such as "weekly" for "every week"; None for none."""
    plain = " ".join(text.casefold().split())
    words = {f.id: f.schedule for f in frequencies().values()}
    for id_, one in toml(FREQUENCIES).items():
        if id_ == "heading":
            continue
        word = words.get(id_, id_)
        if plain in (word, spoken(word), id_, *one.get("also", ())):
            return word
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

    Understood are the words of the current language, ids and with them English words, what
    else an entry names, and what has one meaning in all other languages that have it.
    """
    plain = " ".join(text.split()).casefold()
    if not plain:
        return None
    found = _by_word(list_id).get(plain)
    if found is not None:
        return found
    elsewhere = set()
    for code in languages():
        with in_language(code):
            elsewhere.add(_by_word(list_id).get(plain))
    elsewhere.discard(None)
    return elsewhere.pop() if len(elsewhere) == 1 else None


@per_language
def _by_word(list_id: str) -> Mapping[str, str]:
    """What may be typed for an entry, in small letters -> its id; its word before all else."""
    choices = lists()[list_id][1]
    known = [((c.also, c.id, c.word), c.id) for c in reversed(choices)]
    return {
        " ".join(words[i].split()).casefold(): id_
        for i in range(3)
        for words, id_ in known
        if words[i]
    }
