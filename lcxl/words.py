"""The sentences that a person reads, by their id.

They stand in ``templates_src/messages/<area>.toml``: a table for each, with ``text`` and, where a
sentence is true only of some data, ``when`` it may be printed and when it is ``never``.  Places to
fill are written ``{so}``.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pkgutil import get_data
from types import MappingProxyType
from typing import Any

__all__ = ["messages", "say", "text_of"]


@cache
def messages(area: str) -> Mapping[str, Mapping[str, Any]]:
    """All entries of one area, in the order of its file; FileNotFoundError when there is none."""
    import tomllib

    data = get_data("lcxl.templates_src", f"messages/{area}.toml")
    assert data is not None
    return MappingProxyType(tomllib.loads(data.decode()))


def text_of(key: str) -> str:
    """The sentence with the key ``area.id``, its places not filled yet.

    Raises:
        LookupError: there is none; the message names file and key.
    """
    area, _, name = key.partition(".")
    entry = messages(area).get(name)
    if entry is None or "text" not in entry:
        raise LookupError(f"templates_src/messages/{area}.toml has no text [{name}]")
    text: str = entry["text"]
    return text


def say(key: str, **places: object) -> str:
    """The sentence with the key ``area.id``, its places filled.

    Raises:
        LookupError: there is no such sentence, or a place is not given.
    """
    try:
        return text_of(key).format(**places)
    except KeyError as e:
        raise LookupError(f"{key} needs the place {e}") from None
