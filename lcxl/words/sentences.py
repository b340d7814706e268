"""The sentences that a person reads, by their id.

They stand in ``templates_src/messages/<area>.toml``: a table for each, with ``text`` and, where a
sentence is true only of some data, ``when`` it may be printed and when it is ``never``.  Places to
fill are written ``{so}``.  ``text_one`` is what is said instead where the number of things is 1:
that in the place ``n``, or in the one that ``number`` names.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType

from lcxl.words.current import per_language
from lcxl.words.files import texts

__all__ = ["Text", "filled", "messages", "on_one_line", "say", "text_of"]

_BREAKS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
"""Line breaks, and what makes a terminal do something else than show a letter."""
_TURNS = re.compile("[\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff]")
"""Marks that turn the direction of writing, or show nothing."""


@per_language
def messages(area: str) -> Mapping[str, Mapping[str, object]]:
    """All entries of one area, in the order of its file; FileNotFoundError when there is none."""
    return MappingProxyType(texts(f"messages/{area}.toml"))


def text_of(key: str, **places: object) -> str:
    """The sentence with the key ``area.id``, its places not filled yet.

    Raises:
        LookupError: there is none; the message names file and key.
    """
    area, _, name = key.partition(".")
    entry = messages(area).get(name)
    if entry is None or "text" not in entry:
        raise LookupError(f"templates_src/messages/{area}.toml has no text [{name}]")
    n = places.get(str(entry.get("number", "n")))
    return str(entry["text_one" if "text_one" in entry and _is_one(n, entry) else "text"])


def _is_one(n: object, entry: Mapping[str, object]) -> bool:
    """1, or where the language speaks so of all below 2, such as 0 and 1.9, unless it says "1"."""
    if n in (1, "1"):
        return True
    if not isinstance(n, int | float) or abs(n) >= 2:
        return False
    from lcxl.words.locales import locale

    return locale().zero_is_one and "1" not in str(entry["text_one"])


def say(key: str, **places: object) -> str:
    """The sentence with the key ``area.id``, its places filled (`filled`).

    Raises:
        LookupError: there is no such sentence, or a place is not given.
    """
    try:
        return filled(text_of(key, **places), **places)
    except KeyError as e:
        raise LookupError(f"{key} needs the place {e}") from None


def filled(text: str, /, **places: object) -> str:
    """A text with its ``{places}`` filled; values as `in_words` writes them.

    ``{n:,}`` is a number whose thousands are told apart.

    Raises:
        KeyError: a place is not given.
    """
    return text.format_map(_Places(places))


def on_one_line(text: str) -> str:
    """A sentence that repeats what strangers typed, without what breaks it up or turns it round."""
    return text if text.isprintable() else _TURNS.sub("", _BREAKS.sub(" ", text))


class _Places(Mapping[str, object]):
    """Values as a text shows them."""

    def __init__(self, values: Mapping[str, object]) -> None:
        self._values = values

    def __getitem__(self, name: str) -> object:
        value = self._values[name]
        return value if isinstance(value, str) else _Place(value)

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)


class _Place:
    def __init__(self, value: object) -> None:
        self._value = value

    def __format__(self, shape: str) -> str:
        from lcxl.words.values import in_words, number  # not needed for help

        if not shape:
            return in_words(self._value)
        if shape == "," and isinstance(self._value, int | float):
            return number(self._value, grouped=True)
        return format(self._value, shape)


class Text:
    """A text by its key ``area.id``, with the values of its places: written when it is shown.

    Two are the same if they say the same, in whatever language.
    """

    __slots__ = ("key", "places")

    def __init__(self, key: str, **places: object) -> None:
        self.key = key
        self.places: Mapping[str, object] = places

    def in_words(self) -> str:
        """The text in the current language; LookupError as `say`."""
        return say(self.key, **self.places)

    def as_json(self) -> object:
        """Its key; with places, an object of both."""
        if not self.places:
            return self.key
        from lcxl.words.values import as_json

        return {"text": self.key, **{name: as_json(value) for name, value in self.places.items()}}

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Text) and (self.key, self.places) == (other.key, other.places)

    def __hash__(self) -> int:
        return hash((self.key, tuple(self.places)))

    def __repr__(self) -> str:
        places = "".join(f", {name}={value!r}" for name, value in self.places.items())
        return f"Text({self.key!r}{places})"

    def __str__(self) -> str:
        return self.in_words()
