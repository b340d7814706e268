"""What the places of a sentence are filled with: language-independent until it is said."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Protocol, runtime_checkable

from lcxl.words import say

__all__ = ["Month", "Places", "Text", "Worded", "as_json", "in_words"]

_MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@runtime_checkable
class Worded(Protocol):
    """A value that knows how a sentence says it."""

    def in_words(self) -> str:
        """As a person reads it."""
        ...

    def as_json(self) -> object:
        """As a program reads it, in any language the same."""
        ...


class Text:
    """A sentence or a word by its key (``area.id``), said when it is asked for."""

    __slots__ = ("key", "places")

    def __init__(self, key: str, **places: object) -> None:
        self.key = key
        self.places = places

    def in_words(self) -> str:
        """The text with its places filled; LookupError if there is none."""
        return say(self.key, **Places(self.places).said())

    def as_json(self) -> object:
        """Its key; where it has places, an object of the key (``text``) and these."""
        if not self.places:
            return self.key
        return {"text": self.key} | {name: as_json(v) for name, v in self.places.items()}

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Text) and (self.key, self.places) == (other.key, other.places)

    def __hash__(self) -> int:
        return hash(self.key)

    def __repr__(self) -> str:
        return f"Text({self.key!r}, {self.places!r})"


@dataclass(frozen=True, slots=True)
class Month:
    """A month, by its first day."""

    first: date

    def in_words(self) -> str:
        """March 2026."""
        return f"{_MONTHS[self.first.month - 1]} {self.first.year}"

    def as_json(self) -> str:
        """2026-03."""
        return f"{self.first.year:04d}-{self.first.month:02d}"


class Places(Mapping[str, str]):
    """The places of a sentence, each said when it is asked for."""

    def __init__(self, values: Mapping[str, object]) -> None:
        self.values_by_name = values

    def __getitem__(self, name: str) -> str:
        return in_words(self.values_by_name[name])

    def __iter__(self) -> Iterator[str]:
        return iter(self.values_by_name)

    def __len__(self) -> int:
        return len(self.values_by_name)

    def said(self) -> dict[str, str]:
        """All of them."""
        return {name: self[name] for name in self}


def in_words(value: object) -> str:
    """A value as a sentence says it: 412, Friday 10 April 2026, March 2026, a, b and c."""
    if isinstance(value, str):
        return value
    if isinstance(value, int | float):
        return f"{value:.15g}"
    if isinstance(value, date):
        weekday, month = _WEEKDAYS[value.weekday()], _MONTHS[value.month - 1]
        return f"{weekday} {value.day} {month} {value.year}"
    if isinstance(value, Worded):
        return value.in_words()
    if isinstance(value, list | tuple):
        words = [in_words(one) for one in value]
        return " and ".join(filter(None, [", ".join(words[:-1]), *words[-1:]]))
    return "" if value is None else str(value)


def as_json(value: object) -> object:
    """A value as `json` writes it: numbers as numbers, days as 2026-04-10, texts by their id."""
    if isinstance(value, Worded):
        return value.as_json()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return [as_json(one) for one in value]
    return value
