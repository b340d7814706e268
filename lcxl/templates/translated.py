"""How far a language is translated, and which ones are offered to teams."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from lcxl.templates.translating import brought, readers, sources
from lcxl.words import (
    SOURCE_LANGUAGE,
    in_language,
    is_language,
    languages,
    per_language,
)
from lcxl.words.catalogue import entries_of, translation
from lcxl.words.habits import habits_of

__all__ = ["Translated", "is_offered", "offered"]

State = Literal["new", "changed", "done"]


@dataclass(frozen=True)
class Translated:
    """How far a language is translated."""

    code: str

    @cached_property
    def habits(self) -> Mapping[str, str]:
        """What its locale.toml says, by key."""
        return habits_of(self.code)

    @cached_property
    def told(self) -> Mapping[str, tuple[State, str]]:
        """Path -> state and translation, of every text."""
        found: dict[str, tuple[State, str]] = dict.fromkeys(sources(), ("new", ""))
        for entry in entries_of(self.code):
            given = sources().get(entry.path)
            if given is None:
                continue
            if entry.english == given.english and not entry.is_doubtful:
                found[entry.path] = "done", entry.told
            elif found[entry.path][0] != "done":
                found[entry.path] = "changed", entry.told
        with in_language(self.code if is_language(self.code) else SOURCE_LANGUAGE):
            for path, (state, _) in found.items():
                english = sources()[path].english
                if state != "done" and (told := translation(path, english)) != english:
                    found[path] = "done", told  # it stood elsewhere when it was translated
        return found

    @property
    def done(self) -> int:
        """How many texts are translated as they are now."""
        return sum(state == "done" for state, _ in self.told.values())

    def left_for(self, reader: str) -> int:
        """How many texts of a reader are not translated as they are now."""
        return sum(
            given.reader == reader and self.told[path][0] != "done"
            for path, given in sources().items()
        )

    def shares(self) -> Iterator[tuple[str, float]]:
        """Reader -> the share of their texts that is translated."""
        for reader in readers():
            of = sum(given.reader == reader for given in sources().values())
            yield reader, 1 - self.left_for(reader) / of if of else 1.0


def offered() -> tuple[str, ...]:
    """The languages that are offered to teams: those in which a team reads nothing in English."""
    return tuple(code for code in languages() if is_offered(code))


@per_language
def is_offered(code: str) -> bool:
    """Whether a language is offered; those that lcxl brings complete are not counted again."""
    return code in (SOURCE_LANGUAGE, *brought()) or not Translated(code).left_for("team")
