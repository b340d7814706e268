"""The English texts of the closed lists, of which some ids are their words."""

from __future__ import annotations

from collections.abc import Sequence

from lcxl.periods import frequencies
from lcxl.words import texts_in, toml

__all__ = ["FREQUENCIES", "LISTS", "parts_of", "schedule_words", "spoken", "texts_of_lists"]

LISTS, FREQUENCIES = "defaults/lists.toml", "lists/frequencies.toml"


def texts_of_lists(name: str) -> dict[str, str]:
    """Path -> English text of a file with lists whose ids are their words; none for others."""
    if name == FREQUENCIES:
        words = {f"{name}:{id_}.word": spoken(word) for id_, word in schedule_words().items()}
        return texts_in(name) | words
    if name != LISTS:
        return {}
    found: dict[str, str] = {}
    for list_id, entry in toml(LISTS).items():
        found[f"{LISTS}:{list_id}.heading"] = entry["heading"]
        for raw in entry["choices"]:
            id_, word, meaning, _ = parts_of(raw)
            found[f"{LISTS}:{list_id}.{id_}.word"] = word
            if meaning:
                found[f"{LISTS}:{list_id}.{id_}.meaning"] = meaning
    return found


def parts_of(raw: str | Sequence[str]) -> tuple[str, str, str, str]:
    """Id, English word (the id, unless another is given), meaning, and what else is understood."""
    id_, meaning, also, word, *_ = (*([raw] if isinstance(raw, str) else raw), "", "", "")
    return id_, word or spoken(id_), meaning, also


def spoken(id_: str) -> str:
    """An id as a word."""
    return id_.replace("_", " ")


def schedule_words() -> dict[str, str]:
    """Each frequency, and named periods -> its id, which is its English word too."""
    ids = {f.id: f.schedule for f in frequencies().values()}
    return {name: ids.get(name, name) for name in toml(FREQUENCIES) if name != "heading"}
