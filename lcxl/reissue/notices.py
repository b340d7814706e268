"""What a host should know about the folder: unused numbers, second copies, dates that differ."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import NamedTuple

from lcxl.cells import Book, Unreadable, a1
from lcxl.engine.cache import NO_CACHE, Cache
from lcxl.engine.processes import Engine
from lcxl.files import content_of, is_named_like
from lcxl.intake.collect import HERE
from lcxl.intake.pile import SUBMISSIONS
from lcxl.keep.content import CELL
from lcxl.keep.folder import Keep
from lcxl.plan import Collaborative
from lcxl.plan.dates import day_in_words
from lcxl.plan.folder import METRIC_DEFINITIONS, RECRUITING_TRACKER
from lcxl.reissue.carried import REPORTING, workbook_of
from lcxl.words import joined, say

__all__ = ["copies", "differing_kickoffs", "strays", "unsent"]

TIMETABLE = "timetable.xlsx"
HOSTS = (METRIC_DEFINITIONS, RECRUITING_TRACKER, TIMETABLE, "planning.xlsx", "meetings.xlsx")
"""Workbooks of which there is one; programs that keep folders alike on several computers put a
second one beside it when both were changed."""
NAMED = 6
"""Cells that are named before the rest is counted."""


def unsent(
    keep: Keep, plan: Collaborative, engine: Engine = HERE, cache: Cache = NO_CACHE
) -> Iterator[str]:
    """What was typed into workbooks under reporting/ and is in no file that was sent.

    Nothing uses it; files are only read where there is any.  A workbook of an id that is not in
    the plan (any more) is named as well.
    """
    ids = [team.id for team in plan.teams]
    for path in _left_over(keep, REPORTING, ids, ".xlsx"):
        typed_there = keep.typed_in(path)
        if typed_there == []:
            continue
        places = [(i.sheet, i.place) for i in typed_there or () if i.kind == CELL]
        cells = [say("typed.place", sheet=sheet, cell=cell) for sheet, cell in places]
        kind = "typed_of_nobody" if cells else "of_nobody"
        yield say(f"keep.{kind}", file=path, id=path.stem, cells=_some(cells))
    yield from _unsent_of_teams(keep, plan, engine, cache)


def _unsent_of_teams(
    keep: Keep, plan: Collaborative, engine: Engine, cache: Cache
) -> Iterator[str]:
    places = [workbook_of(keep.home, team.id) for team in plan.teams]
    typed_into = {path for path in places if keep.holds_typed(path)}
    if not typed_into:
        return
    from lcxl.reissue.reporting import load_carried  # slow to import

    found = load_carried(
        keep.home, plan, engine=engine, cache=cache, is_changed=typed_into.__contains__
    )
    for team in plan.teams:
        typed = found[team.id].in_place if team.id in found else ()
        if not typed:
            continue
        numbers = [t for t in typed if isinstance(t.value, int | float)]
        cells = [say("typed.place", sheet=t.sheet, cell=t.cell) for t in numbers or typed]
        kind = "unsent" if numbers else "unsent_texts"
        yield say(
            f"keep.{kind}",
            file=workbook_of(keep.home, team.id),
            n=len(numbers),
            cells=_some(cells),
            submissions=keep.home / SUBMISSIONS,
        )


def _some(cells: list[str]) -> str:
    text, rest = joined(cells[:NAMED]), len(cells) - NAMED
    return say("keep.and_more", places=text, n=rest) if rest > 0 else text


def copies(keep: Keep) -> Iterator[str]:
    """Files in the folder that look like a second copy of a workbook of which there is one."""
    for path in sorted(keep.home.iterdir()):
        known = next((known for known in HOSTS if is_named_like(path.name, known)), None)
        if known is not None and not _is_same(path, keep.home / known):
            yield say("keep.second_copy", file=path, known=known)


def _is_same(one: Path, other: Path) -> bool:
    """Whether both are one file, as where capital letters make no difference."""
    return one == other or (other.exists() and one.exists() and one.samefile(other))


class _Kickoff(NamedTuple):
    file: str
    place: str
    day: date


def differing_kickoffs(keep: Keep, plan: Collaborative) -> Iterator[str]:
    """The kickoff where it is typed a second and third time, if it is another one there."""
    places = []
    for file, key in ((RECRUITING_TRACKER, "targets.kickoff"), (TIMETABLE, "dates.kickoff")):
        with suppress(OSError, Unreadable):
            book = Book(content_of(keep.home / file))
            built = str(book.machine.get("kickoff", ""))
            for row, cell in book.column(key).items():
                day, anchor = book.as_date(cell), book.anchors[key]
                if day and day != plan.calendar.kickoff and day.isoformat() != built:
                    place = say("typed.place", sheet=anchor.sheet, cell=a1(row, anchor.first_col))
                    places.append(_Kickoff(file, place, day))
    for one in places:
        yield say(
            "keep.kickoff_differs",
            kickoff=day_in_words(plan.calendar.kickoff),
            known=METRIC_DEFINITIONS,
            file=one.file,
            place=one.place,
            day=day_in_words(one.day),
        )


def strays(keep: Keep, folder: str, belonging: Iterable[str], ending: str) -> Iterator[str]:
    """Files in a folder that lcxl writes which belong to nobody any more, by name."""
    for path in _left_over(keep, folder, belonging, ending):
        yield say("keep.stray", file=path)


def _left_over(keep: Keep, folder: str, belonging: Iterable[str], ending: str) -> Iterator[Path]:
    names = {name.casefold() for name in belonging}
    place = keep.home / folder
    for path in sorted(place.iterdir()) if place.is_dir() else ():
        is_book = path.suffix.lower() == ending and not path.name.startswith(("~$", "."))
        if is_book and path.is_file() and path.stem.casefold() not in names:
            yield path
