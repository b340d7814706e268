"""How a language writes things, as single texts: the content of its locale.toml, and back."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping

from lcxl.words.current import (
    LANGUAGES,
    SOURCE_LANGUAGE,
    UnreadableWords,
    language_folders,
)
from lcxl.words.files import toml
from lcxl.words.sentences import Text
from lcxl.words.values import Choices

__all__ = ["LOCALE", "faults_of_habits", "habits_of", "locale_text"]

LOCALE = "locale.toml"
REVIEW = {"reviewed_by": "", "reviewed_on": ""}
"""Habits that English has not: who read the translation through, and when."""
_PLACE = re.compile(r"\{[^{}]*\}")
_DATED = {"{weekday}", "{day}", "{month}", "{month_short}", "{year}", "{year2}"}
"""What dates may be put together from."""
WORDS = {True: "yes", False: "no"}


def habits_of(code: str) -> dict[str, str]:
    """Key, such as ``months.0`` -> habit of a language; of English where it is a new one."""
    files = [folder / LOCALE for folder in language_folders(code)]
    file = next((file for file in files if file.is_file()), None)
    if file is None:
        return _flat(_english() | {"name": code})
    try:
        return _flat(_english() | tomllib.loads(file.read_bytes().decode()))
    except (OSError, ValueError) as e:
        raise UnreadableWords(str(file), str(e)) from None


def _english() -> dict[str, object]:
    raw = toml(f"{LANGUAGES}/{SOURCE_LANGUAGE}/{LOCALE}")
    cells = raw.pop("cells")
    return raw | REVIEW | {"cells": cells}


def _flat(raw: Mapping[str, object]) -> dict[str, str]:
    found: dict[str, str] = {}
    for key, value in raw.items():
        if isinstance(value, dict):
            found |= {f"{key}.{name}": str(one) for name, one in value.items()}
        elif isinstance(value, list) and key == "not_applicable":
            found[key] = "; ".join(value)
        elif isinstance(value, list):
            found |= {f"{key}.{i}": one for i, one in enumerate(value)}
        else:
            found[key] = WORDS[value] if isinstance(value, bool) else str(value)
    return found


def faults_of_habits(habits: Mapping[str, str]) -> Iterator[tuple[str, Text]]:
    """Key and fault of each habit that cannot be taken."""
    english = _flat(_english())
    for key, text in habits.items():
        known = english.get(key)
        if known in WORDS.values() and text not in WORDS.values():
            yield key, Text("languages.habit", known=Choices(WORDS.values()))
        elif known and "{" in known:
            places, has = set(_PLACE.findall(known)), set(_PLACE.findall(text))
            if lost := places - has - {"{weekday}"}:
                yield key, Text("languages.lost", kept=Choices(sorted(lost)))
            if unknown := has - places - _DATED:
                yield key, Text("languages.unknown_place", places=Choices(sorted(unknown)))


def locale_text(habits: Mapping[str, str]) -> str:
    """The habits as a locale.toml."""
    lines, tables = [], []
    for key, value in _english().items():
        if isinstance(value, dict):
            tables += ["", f"[{key}]"]
            tables += [f"{name} = {_quoted(habits[f'{key}.{name}'])}" for name in value]
        elif isinstance(value, list) and key == "not_applicable":
            signs = [sign.strip() for sign in habits[key].split(";") if sign.strip()]
            lines.append(f"{key} = [{', '.join(map(_quoted, signs))}]")
        elif isinstance(value, list):
            parts = [_quoted(habits[f"{key}.{i}"]) for i in range(len(value))]
            lines.append(f"{key} = [{', '.join(parts)}]")
        elif isinstance(value, bool):
            lines.append(f"{key} = {str(habits[key] == WORDS[True]).lower()}")
        else:
            lines.append(f"{key} = {_quoted(habits[key])}")
    return "\n".join([*lines, *tables, ""])


def _quoted(text: str) -> str:
    plain = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + plain.replace("\n", "\\n").replace("\t", "\\t") + '"'
