"""Everything that people read, as it stands in ``templates_src``."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, time
from typing import Any, TypeAlias

from lcxl.words.current import PSEUDO_LANGUAGE, SOURCE_LANGUAGE, language
from lcxl.words.place import source

__all__ = ["texts", "texts_in", "toml", "translated"]

NOT_READ = frozenset(
    ("after", "also", "area_id", "ask_id", "column_id", "computed", "every", "file", "held", "id",
     "kind", "leave_out", "list", "lists", "method_id", "need", "never", "not_before", "number",
     "offered", "part", "phase", "phases", "recurring", "sheet", "to", "type", "weekday",
     "when", "writer")
)  # fmt: skip
"""Keys of what only code reads; what is a table within them is called so by chance."""
READ = frozenset(("texts", "words", "inputs"))
"""Tables whose keys are ids of texts, whatever they are."""
Toml: TypeAlias = "str | float | date | time | list[Toml] | dict[str, Toml]"
"""What may stand in a file."""


def toml(name: str) -> dict[str, Any]:
    """A file of `source` as it is written; FileNotFoundError when there is none.

    Its values are of whatever type tomllib finds; who asks for a file says what stands in it.
    """
    import tomllib

    return tomllib.loads((source() / name).read_bytes().decode())


def texts(name: str) -> dict[str, Any]:
    """A file of `source` with all its texts in the current language.

    Raises:
        FileNotFoundError: there is none.
    """
    raw = toml(name)
    if language() == SOURCE_LANGUAGE:
        return raw
    return {key: _texts(translated, f"{name}:{key}", key, value) for key, value in raw.items()}


def texts_in(name: str) -> dict[str, str]:
    """Path -> English text, of all texts of a file in the order in which they stand there."""
    found: dict[str, str] = {}

    def note(path: str, english: str) -> str:
        found[path] = english
        return english

    for key, value in toml(name).items():
        _texts(note, f"{name}:{key}", key, value)
    return found


def _texts(
    tell: Callable[[str, str], str], path: str, key: str, value: Toml, is_read: bool = False
) -> Toml:
    """What stands at a path, its texts as ``tell`` has them.

    ``is_read``: within it every key is the id of a text.
    """
    if key in NOT_READ and not is_read and not _holds_tables(value):
        return value
    if isinstance(value, str):
        return tell(path, value)
    if isinstance(value, list):
        return [_texts(tell, f"{path}.{name}", "", one) for name, one in _named(value)]
    if isinstance(value, dict):
        inside = is_read or key in READ
        return {k: _texts(tell, f"{path}.{k}", k, one, inside) for k, one in value.items()}
    return value


def _holds_tables(value: Toml) -> bool:
    """What is called as something that only code reads, but is a table, or several."""
    of = value[:1] if isinstance(value, list) else [value]
    return any(isinstance(one, dict) and "days" not in one for one in of)


def _named(values: list[Toml]) -> Iterator[tuple[str, Toml]]:
    """Each of a list, by its id or the place where it stands."""
    for i, one in enumerate(values):
        named = one.get("id") if isinstance(one, dict) else None
        yield str(named or i), one


def translated(path: str, english: str) -> str:
    """A text of ``templates_src`` in the current language.

    ``path`` says where it stands, such as ``messages/rules.toml:V28.late.message``.  What has
    no translation stays English.
    """
    if language() == SOURCE_LANGUAGE:
        return english
    if language() == PSEUDO_LANGUAGE:
        from lcxl.words.pseudo import pseudo  # its patterns are not made for other languages

        return pseudo(path, english)
    from lcxl.words.catalogue import translation

    return translation(path, english)
