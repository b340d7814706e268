"""Places in texts: ``{title}``, and in rows of tables ``{people.name}``."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

__all__ = ["PLACE", "Open", "Rows", "Value", "fill_text", "names_in", "unknown_in"]

PLACE = re.compile(r"\{([a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*)?)\}")
"""A place; what stands in braces otherwise is text."""


class Open(str):
    """What nobody has decided or typed yet: it says what is missing, and is marked in papers."""


class Rows(tuple[Mapping[str, str], ...]):
    """Several of something: the row of a table that names one is repeated for each."""


Value = str | Rows


def names_in(text: str) -> list[str]:
    """The places of a text, in order."""
    return PLACE.findall(text)


def unknown_in(text: str, places: Mapping[str, Value]) -> Iterator[str]:
    """Places of a text that nothing fills."""
    for name in names_in(text):
        group, _, field = name.partition(".")
        value = places.get(group)
        if field:
            is_known = isinstance(value, Rows) and all(field in row for row in value)
        else:
            is_known = isinstance(value, str)
        if not is_known:
            yield name


def fill_text(text: str, places: Mapping[str, Value]) -> str:
    """A text with its places filled; lines with a place of several are repeated for each.

    Raises:
        KeyError: a place is not known.
    """
    lines: list[str] = []
    for line in text.split("\n"):
        groups = {n.partition(".")[0] for n in names_in(line) if "." in n}
        rows: Sequence[Mapping[str, str]] = ({},)
        if groups:
            found = places[groups.pop()]
            rows = found if isinstance(found, Rows) else ()
        lines += [_filled(line, places, row) for row in rows]
    return "\n".join(lines)


def _filled(line: str, places: Mapping[str, Value], row: Mapping[str, str]) -> str:
    def value(match: re.Match[str]) -> str:
        group, _, field = match[1].partition(".")
        return str(row[field] if field else places[group])

    return PLACE.sub(value, line)
