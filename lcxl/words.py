"""The sentences that a person reads, by their id.

They stand in ``templates_src/messages/<area>.toml``: a table for each, with ``text`` and, where a
sentence is true only of some data, ``when`` it may be printed and when it is ``never``.  Places to
fill are written ``{so}``.  ``text_one`` is what is said instead where the number of things is 1:
that in the place ``n``, or in the one that ``number`` names.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from types import MappingProxyType
from typing import Any

__all__ = ["messages", "say", "source", "text_of", "toml"]

SOURCE = "templates_src"


@cache
def source() -> Path:
    """The folder of everything that people read: installed with lcxl, or beside it in a checkout.

    Raises:
        ImportError: there is none.
    """
    spec = find_spec(f"lcxl.{SOURCE}")
    beside = Path(__file__).resolve().parent.parent / SOURCE
    places = [*map(Path, (spec and spec.submodule_search_locations) or ()), beside]
    for place in places:
        if (place / "theme.toml").is_file():
            return place
    raise ImportError(f"{SOURCE} is neither in lcxl nor beside it: install lcxl again.")


def toml(name: str) -> dict[str, Any]:
    """A file of `source`, read; FileNotFoundError when there is none."""
    import tomllib

    return tomllib.loads((source() / name).read_bytes().decode())


@cache
def messages(area: str) -> Mapping[str, Mapping[str, Any]]:
    """All entries of one area, in the order of its file; FileNotFoundError when there is none."""
    return MappingProxyType(toml(f"messages/{area}.toml"))


def text_of(key: str, **places: object) -> str:
    """The sentence with the key ``area.id``, its places not filled yet.

    Raises:
        LookupError: there is none; the message names file and key.
    """
    area, _, name = key.partition(".")
    entry = messages(area).get(name)
    if entry is None or "text" not in entry:
        raise LookupError(f"templates_src/messages/{area}.toml has no text [{name}]")
    is_one = "text_one" in entry and str(places.get(entry.get("number", "n"))) == "1"
    text: str = entry["text_one" if is_one else "text"]
    return text


def say(key: str, **places: object) -> str:
    """The sentence with the key ``area.id``, its places filled.

    Raises:
        LookupError: there is no such sentence, or a place is not given.
    """
    try:
        return text_of(key, **places).format(**places)
    except KeyError as e:
        raise LookupError(f"{key} needs the place {e}") from None
