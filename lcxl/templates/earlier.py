"""Workbooks as earlier layouts had them, to read what is in people's hands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import NamedTuple

from lcxl.templates.declared import Block, Sheet, Words, Workbook, workbook
from lcxl.words import toml

__all__ = ["earlier"]


def earlier(workbook_id: str, version: int) -> Workbook:
    """The spec of an earlier layout: what is declared now, but for what is kept of that one.

    Raises:
        FileNotFoundError: nothing is kept of it.
    """
    kept, now = _kept(workbook_id, version), workbook(workbook_id)

    def block(one: Block) -> Block:
        now = {field.id: field for field in one.fields}
        return one._replace(
            across=False, fields=tuple(now[name] for name in kept.fields.get(one.id, now))
        )

    def sheet(one: Sheet) -> Sheet:
        texts = Words({**one.texts, **kept.texts}, one.id) if one.id == "data" else one.texts
        return one._replace(
            subtitle=kept.subtitles.get(one.id, one.subtitle),
            texts=texts,
            blocks=tuple(map(block, one.blocks)),
        )

    return now._replace(version=version, sheets=tuple(map(sheet, now.sheets)))


class _Kept(NamedTuple):
    """What is kept of an earlier layout: fields by block, texts of Data, subtitles by sheet."""

    fields: Mapping[str, Sequence[str]]
    texts: Mapping[str, str]
    subtitles: Mapping[str, str]


@cache
def _kept(workbook_id: str, version: int) -> _Kept:
    raw = toml(f"earlier/{workbook_id}-{version}.toml")
    return _Kept(raw["fields"], raw["texts"], raw["subtitles"])
