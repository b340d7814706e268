"""Everything that people read, as it stands in ``templates_src``."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from lcxl.words.language import SOURCE_LANGUAGE, language
from lcxl.words.pseudo import PSEUDO_LANGUAGE, pseudo

__all__ = ["source", "texts", "toml", "translated"]

SOURCE = "templates_src"

NOT_READ = frozenset(
    ("after", "also", "every", "file", "id", "kind", "leave_out", "list", "lists", "never",
     "not_before", "number", "offered", "phase", "phases", "recurring", "sheet", "to",
     "type", "weekday", "when", "writer")
)  # fmt: skip
"""Keys of what only code reads; what is a table within them is called so by chance."""
READ = frozenset(("texts", "words", "inputs"))
"""Tables whose keys are ids of texts, whatever they are."""


@cache
def source() -> Path:
    """The folder of everything that people read: installed with lcxl, or beside it in a checkout.

    Raises:
        ImportError: there is none.
    """
    spec = find_spec(f"lcxl.{SOURCE}")
    beside = Path(__file__).resolve().parents[2] / SOURCE
    places = [*map(Path, (spec and spec.submodule_search_locations) or ()), beside]
    for place in places:
        if (place / "theme.toml").is_file():
            return place
    raise ImportError(f"{SOURCE} is neither in lcxl nor beside it: install lcxl again.")


def toml(name: str) -> dict[str, Any]:
    """A file of `source` as it is written; FileNotFoundError when there is none."""
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
    return {key: _texts(f"{name}:{key}", key, value) for key, value in raw.items()}


def _texts(path: str, key: str, value: Any, is_read: bool = False) -> Any:
    """What stands at a path; ``is_read``: within it every key is the id of a text."""
    if key in NOT_READ and not is_read and not _holds_tables(value):
        return value
    if isinstance(value, str):
        return translated(path, value)
    if isinstance(value, list):
        return [_texts(f"{path}.{name}", "", one) for name, one in _named(value)]
    if isinstance(value, dict):
        inside = is_read or key in READ
        return {k: _texts(f"{path}.{k}", k, one, inside) for k, one in value.items()}
    return value


def _holds_tables(value: Any) -> bool:
    """What is called as something that only code reads, but is a table, or several."""
    of = value[:1] if isinstance(value, list) else [value]
    return any(isinstance(one, dict) and "days" not in one for one in of)


def _named(values: list[Any]) -> Iterator[tuple[str, Any]]:
    """Each of a list, by its id or the place where it stands."""
    for i, one in enumerate(values):
        named = one.get("id") if isinstance(one, dict) else None
        yield str(named or i), one


def translated(path: str, english: str) -> str:
    """A text of ``templates_src`` in the current language.

    ``path`` says where it stands, such as ``messages/rules.toml:V28.late.message``.  What has
    no translation stays English.
    """
    return pseudo(path, english) if language() == PSEUDO_LANGUAGE else english
