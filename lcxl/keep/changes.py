"""What people changed in a file that lcxl wrote, and what of it a new one does not hold."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import date
from types import MappingProxyType
from typing import NamedTuple

from lcxl.cells.address import a1, parse_range, quoted
from lcxl.keep.content import CELL, LINE, SHEET, Content, Item, is_near
from lcxl.keep.formulas import KNOWN, parts_of
from lcxl.lazy import late_pattern
from lcxl.words import joined, say

__all__ = ["Fate", "described", "fate_of", "key_of", "typed_since"]

NAMED = 6
"""Places of one kind that are named before the rest is counted."""
NO_NAMES: Mapping[str, str] = MappingProxyType({})
_SIGNED = late_pattern(r"t([^\w\s.,+-]?)\s?(-?\d+(?:[.,]\d+)?)\s?([^\w\s.,+-]?)")
"""A number with a sign, as 25% or $5, which a cell for words has as it was seen."""
_FIRST_DAY = date(1899, 12, 30)


class Fate(NamedTuple):
    """What became of things typed: still there, with their new places, or not."""

    carried: tuple[Item, ...]
    lost: tuple[Item, ...]


def key_of(item: Item) -> tuple[str, str]:
    """What the memory calls a thing that somebody put into a file: a cell by sheet and place."""
    return item.sheet, item.place if item.kind == CELL else f"{item.kind}:{item.place}"


def typed_since(
    old: Content, written: Content | None, typed: Collection[tuple[str, str]] = ()
) -> list[Item]:
    """What stands in a file and was not written by lcxl there.

    ``written`` is what lcxl wrote, None if that is not known; ``typed`` are the keys (`key_of`) of
    what in it repeated what people had typed.  What only moved, as rows below an
    inserted one, is not among it.
    """
    before = [i for i in _each_cell(written) if key_of(i) not in typed]
    return _not_among(list(_each_cell(old)), before)[0]


def fate_of(typed: Sequence[Item], new: Content | None, written: Content | None) -> Fate:
    """Which of the things typed stand in the new content too, there or elsewhere."""
    if new is None:
        return Fate((), tuple(typed))
    here = set(_each_cell(new))
    staying = [item for item in typed if item in here]
    # What lcxl wrote before and writes again is not what somebody typed.
    known = {(i.sheet, i.place, i.kind, _meant(i)) for i in _each_cell(written)}
    fresh = [i for i in here - set(staying) if (i.sheet, i.place, i.kind, _meant(i)) not in known]
    lost, moved = _not_among([item for item in typed if item not in here], fresh)
    return Fate((*staying, *moved), tuple(lost))


def _not_among(items: list[Item], others: Iterable[Item]) -> tuple[list[Item], list[Item]]:
    """Items that the others do not have, at their place or another; and those found elsewhere.

    The latter are given as the others have them.
    """
    rest = set(others)
    away = [item for item in items if item not in rest]
    rest -= set(items)
    there = {other[:3]: other for other in rest}
    places: defaultdict[tuple[str, str, str], list[Item]] = defaultdict(list)
    for other in sorted(rest, reverse=True):
        places[other.sheet, other.kind, _meant(other)].append(other)
    missing, found = [], []
    for item in away:
        at_place = there.get(item[:3])
        if at_place and is_near(item, at_place):
            found.append(at_place)
            continue
        same = places[item.sheet, item.kind, _meant(item)]
        if same and item.value.startswith(KNOWN) and same[-1].place == item.place:
            missing.append(item)  # its references were edited
        elif same:
            found.append(same.pop())
        else:
            missing.append(item)
    return missing, found


def _meant(item: Item) -> str:
    """A number or a date that is a text now means the same as one that is not.

    A formula that moved has other references.
    """
    value = item.value
    if item.kind == CELL and value.startswith(KNOWN):
        return KNOWN + parts_of(value)[1]
    if item.kind == CELL and value.startswith("t"):
        with suppress(ValueError):
            return f"n{float(value[1:]):.15g}"
        with suppress(ValueError):
            return f"n{(date.fromisoformat(value[1:]) - _FIRST_DAY).days}"
        if (signed := _SIGNED.fullmatch(value)) and (signed[1] or signed[3]):
            share = 100 if "%" in value else 1
            return f"n{float(signed[2].replace(',', '.')) / share:.15g}"
    if item.kind == CELL and value.startswith("=") and len(value) > 1:
        with suppress(ValueError):
            return f"n{float(value[1:]):.15g}"
    return value


def _each_cell(content: Content | None) -> Iterator[Item]:
    """The items, those of coloured ranges cell by cell."""
    for item in content.items if content else ():
        place = parse_range(f"{quoted(item.sheet)}!{item.place}") if ":" in item.place else None
        if place is None:
            yield item
            continue
        for row in range(place.first_row, place.last_row + 1):
            for col in range(place.first_col, place.last_col + 1):
                yield item._replace(place=a1(row, col))


def described(
    lost: Iterable[Item], new: Content | None, names: Mapping[str, str] = NO_NAMES
) -> list[str]:
    """What is lost, in words: own sheets, own columns, cells, comments, colours, lines.

    ``names``: sheets that had another name -> that name.
    """
    sheets = {i.sheet for i in new.items if i.kind == SHEET} if new else set()
    columns = Counter((i.sheet, _column(i)) for i in _each_cell(new) if i.kind == CELL)
    groups: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for item in lost:
        if item.kind == SHEET:
            groups["sheet", item.sheet] = []
        elif new is None or item.sheet in sheets or item.kind == LINE:
            kind = item.kind
            if kind == CELL and not columns[item.sheet, _column(item)]:
                kind = "column"
            place = _column(item) if kind == "column" else item.place
            if place not in groups[kind, item.sheet]:
                groups[kind, item.sheet].append(place)
    return [
        say(f"keep.lost_{kind}", sheet=names.get(sheet, sheet), places=_some(places), n=len(places))
        for (kind, sheet), places in groups.items()
    ]


def _column(item: Item) -> str:
    return item.place.rstrip("0123456789")


def _some(places: Sequence[str]) -> str:
    text = joined(places[:NAMED])
    rest = len(places) - NAMED
    return say("keep.and_more", places=text, n=rest) if rest > 0 else text
